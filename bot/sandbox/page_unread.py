"""Counts what somebody has not read yet, and what of it calls them by name."""

from dataclasses import dataclass

from bot.sandbox.entities import Channel, Message, User
from bot.sandbox.state import State

MOST = 100
"""Nobody counts further; the page shows 99+."""

_QUIET = frozenset(
    {"channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name", "tombstone"}
)
_CROWDS = ("<!here", "<!channel", "<!everyone")


@dataclass(frozen=True)
class Unread:
    """How much is new to a person in a channel, and how much of it mentions them."""

    messages: int = 0
    mentions: int = 0


NONE = Unread()


class UnreadCounts:
    """Counts kept until something happens in the channel."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._known: dict[str, dict[str, Unread]] = {}

    def forget(self, channel_id: str) -> None:
        """Something happened in the channel."""
        self._known.pop(channel_id, None)

    def of(self, channel: Channel, user: User) -> Unread:
        """What is new to the person there; nothing when they are not in it."""
        if user.id not in channel.members:
            return NONE
        known = self._known.setdefault(channel.id, {})
        if user.id not in known:
            known[user.id] = self._count(channel, user)
        return known[user.id]

    def mentions(self, user: User) -> int:
        """How often the person is called anywhere."""
        return sum(self.of(c, user).mentions for c in self._state.channels.values() if not c.is_archived)

    def _count(self, channel: Channel, user: User) -> Unread:
        read = float(channel.last_read.get(user.id, "0"))
        calls = [*_CROWDS, f"<@{user.id}", f"'user_id': '{user.id}'"]
        calls += [
            f"<!subteam^{group.id}" for group in self._state.usergroups.values() if user.id in group.users
        ]
        messages = mentions = 0
        for ts, message in reversed(channel.messages.items()):
            if float(ts) <= read or messages >= MOST:
                break
            if message.subtype in _QUIET or message.user == user.id:
                continue
            messages += 1
            mentions += channel.is_im or _calls(message, calls)
        return Unread(messages, mentions)


def _calls(message: Message, calls: list[str]) -> bool:
    words = f"{message.text} {message.blocks or ''}"
    return any(call in words for call in calls)
