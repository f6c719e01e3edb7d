"""Reads what a channel's history shows of a message: how it stands now, and what hangs on it."""

from typing import Any

from bot.domain.message import Moved
from bot.domain.rereading import Seen
from bot.slack.hearing import MOVED, Json, hear, read
from bot.slack.identity import Identity

PUSHPIN = "pushpin"


def seen(message: Json, channel_id: str, identity: Identity) -> Seen:
    """Return a message of `conversations.history` or `conversations.replies` as a value."""
    pins = next((each for each in message.get("reactions") or () if each.get("name") == PUSHPIN), None)
    people = tuple(str(user) for user in (pins or {}).get("users") or ())
    edited = (message.get("edited") or {}).get("ts")
    return Seen(
        ts=str(message["ts"]),
        said=read(message, channel_id, identity),
        moved=_moved(message, channel_id, identity),
        edited=str(edited) if edited else None,
        pins=people,
        pins_whole=int((pins or {}).get("count") or 0) == len(people),
        replies=int(message.get("reply_count") or 0),
        latest_reply=_text(message.get("latest_reply")),
    )


def _moved(message: Json, channel_id: str, identity: Identity) -> Moved | None:
    if message.get("subtype") not in MOVED:
        return None
    heard = hear({**message, "channel": channel_id}, identity)
    return heard if isinstance(heard, Moved) else None


def _text(value: Any) -> str | None:
    return str(value) if value else None
