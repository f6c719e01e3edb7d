"""Slack as the bot sees it: one object with a typed method for each thing the bot does there."""

from bot.slack.channels import Channels
from bot.slack.files import Files
from bot.slack.forms import Forms
from bot.slack.messages import Messages
from bot.slack.people import People


class Slack(Messages, Channels, Forms, People, Files):
    """All calls, over one session, in one pace; every failure is one of `bot.slack.errors`."""
