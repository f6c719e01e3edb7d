"""Events of the channel: what Slack and people did to it."""

from typing import ClassVar

from bot.domain.event.base import Event
from bot.domain.incident import ChannelState


class SlackDid(Event):
    """Something about the channel: opened, renamed, archived, somebody could not be invited."""

    kind = "channel"
    on_card: ClassVar[bool] = True
    text: str

    def line(self) -> str:
        """Say it in one line."""
        return self.text


class ChannelChanged(SlackDid):
    """What people or Slack did to the channel, where no card has to follow."""

    on_card: ClassVar[bool] = False
    state: ChannelState | None = None


class Joined(Event):
    """Somebody joined or left the channel."""

    kind = "member"
    key: ClassVar[bool] = False
    on_card: ClassVar[bool] = False
    user_id: str
    left: bool = False

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.user_id}> {'left' if self.left else 'joined'} the channel."
