"""Short questions to Slack that an answer waits for: asked outside of every unit of work, given up soon."""

import asyncio

import structlog

from bot.slack.channels import Channel
from bot.slack.errors import SlackError
from bot.slack.gateway import Slack

log = structlog.get_logger()

PATIENCE = 1.0
"""Seconds to wait for Slack while a person waits for the bot."""


async def members(slack: Slack, channel_id: str) -> list[str] | None:
    """Return who is in a channel; None where Slack does not say it in time."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await slack.members(channel_id)
    except (SlackError, TimeoutError) as error:
        log.info("members_unknown", channel=channel_id, reason=str(error) or "timed out")
        return None


async def channel(slack: Slack, channel_id: str | None) -> Channel | None:
    """Return what Slack says of a channel; None where the bot cannot see it, or Slack is too slow."""
    if channel_id is None:
        return None
    try:
        async with asyncio.timeout(PATIENCE):
            return await slack.channel(channel_id)
    except (SlackError, TimeoutError) as error:
        log.info("channel_unknown", channel=channel_id, reason=str(error) or "timed out")
        return None
