"""How often a minute each of Slack's methods may be called, a little below what Slack allows."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.limit import Limit

WINDOW = 60.0

TIER_2, TIER_3, TIER_4 = 18, 45, 95
POSTS, GENEROUS = 240, 300

PER_MINUTE = {
    "auth.test": GENEROUS,
    "bots.info": TIER_3,
    "chat.delete": TIER_3,
    "chat.postEphemeral": TIER_4,
    "chat.postMessage": POSTS,
    "chat.update": TIER_3,
    "conversations.archive": TIER_2,
    "conversations.create": TIER_2,
    "conversations.history": TIER_3,
    "conversations.info": TIER_3,
    "conversations.invite": TIER_3,
    "conversations.join": TIER_3,
    "conversations.members": TIER_4,
    "conversations.open": TIER_3,
    "conversations.rename": TIER_2,
    "conversations.replies": TIER_3,
    "conversations.setPurpose": TIER_2,
    "conversations.setTopic": TIER_2,
    "files.completeUploadExternal": TIER_4,
    "files.getUploadURLExternal": TIER_4,
    "pins.add": TIER_2,
    "pins.list": TIER_2,
    "usergroups.users.list": TIER_2,
    "users.conversations": TIER_3,
    "users.info": TIER_4,
    "views.open": TIER_4,
    "views.publish": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
}
"""Slack counts per method, workspace and app, in windows of one minute."""

OTHERS = TIER_2
"""For a method that is not listed: the strictest tier that anything here belongs to."""

POSTING = frozenset({"chat.postMessage", "files.completeUploadExternal"})
"""What makes a message in a channel: about one a second and channel, whatever the method."""


class Together(Protocol):
    """The pace that all copies of the bot keep together."""

    async def take(self, limits: Sequence[Limit]) -> tuple[str, float] | None:
        """Count one call against every limit; else against none: return one that is used up, and the wait."""

    def count(self, limits: Sequence[Limit]) -> None:
        """Count a call that is made whatever the limits say."""

    def hold(self, names: Sequence[str], seconds: float) -> None:
        """Tell the others how long Slack wants to be left alone."""


def posts_in(channel: str) -> str:
    """Name the limit of posts in one channel."""
    return f"posts in {channel}"
