"""Reading a channel from the end backwards, a thread as a whole, or what is pinned."""

from dataclasses import dataclass
from itertools import islice

from bot.sandbox.entities import Channel, Message
from bot.sandbox.looking import Onlooker

PIECE = 60


@dataclass(frozen=True)
class Piece:
    """Some messages in order, and whether there are more on either side."""

    messages: list[Message]
    earlier: bool
    later: bool


def read_back(reader: Onlooker, channel: Channel, before: str = "", limit: int = PIECE) -> Piece:
    """The last messages (before a stamp) with those for this person's eyes alone."""
    bound = float(before) if before else float("inf")
    shown = (m for m in reversed(channel.messages.values()) if _stands_in_channel(m) and float(m.ts) < bound)
    found = list(islice(shown, limit + 1))
    earlier = len(found) > limit
    found = found[:limit]
    since = float(found[-1].ts) if earlier else 0.0
    whispers = (w for w in _whispers(reader, channel) if not w.thread_ts)
    found += [w for w in whispers if since <= float(w.ts) < bound]
    return Piece(sorted(found, key=lambda m: float(m.ts)), earlier, bool(before))


def read_on(reader: Onlooker, channel: Channel, after: str, limit: int = PIECE) -> Piece:
    """The next messages after a stamp, with those for this person's eyes alone."""
    since = float(after)
    shown = (m for m in channel.messages.values() if _stands_in_channel(m) and float(m.ts) > since)
    found = list(islice(shown, limit + 1))
    later = len(found) > limit
    found = found[:limit]
    until = float(found[-1].ts) if later else float("inf")
    whispers = (w for w in _whispers(reader, channel) if not w.thread_ts)
    found += [w for w in whispers if since < float(w.ts) <= until]
    return Piece(sorted(found, key=lambda m: float(m.ts)), True, later)


def read_around(reader: Onlooker, channel: Channel, ts: str) -> Piece:
    """The piece of the channel in which a message stands."""
    later = [m for m in channel.messages.values() if _stands_in_channel(m) and float(m.ts) > float(ts)]
    bound = later[PIECE // 2].ts if len(later) > PIECE // 2 else ""
    return read_back(reader, channel, bound, PIECE + len(later[: PIECE // 2]))


def read_thread(reader: Onlooker, channel: Channel, ts: str) -> list[Message]:
    """A message and what was replied to it."""
    parent = channel.messages.get(ts)
    replies = (
        [channel.messages[each] for each in parent.replies if each in channel.messages] if parent else []
    )
    whispers = [w for w in _whispers(reader, channel) if w.thread_ts == ts]
    return ([parent] if parent else []) + sorted([*replies, *whispers], key=lambda m: float(m.ts))


def read_pins(channel: Channel) -> list[Message]:
    """What is pinned, the newest pin first."""
    stamps = [str(pin.get("message_ts")) for pin in reversed(channel.pins)]
    return [channel.messages[ts] for ts in stamps if ts in channel.messages]


def _stands_in_channel(message: Message) -> bool:
    return not message.is_reply or message.subtype == "thread_broadcast"


def _whispers(reader: Onlooker, channel: Channel) -> list[Message]:
    return [each for each in channel.ephemerals.values() if each.ephemeral_to == reader.id]
