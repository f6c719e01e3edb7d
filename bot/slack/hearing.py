"""Reads Slack's message events and messages into what was said, edited, deleted, and who came or left."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.message import Deleted, Edited, Heard, Moved, Posted, Said, Source
from bot.slack.identity import Identity
from bot.slack.wording import words_of

Json = Mapping[str, Any]

NEW = frozenset({None, "file_share", "bot_message", "thread_broadcast", "me_message"})
CHANGED = frozenset({"message_changed", "message_deleted"})
MOVED = frozenset({"channel_join", "channel_leave", "group_join", "group_leave"})
TIMELINE_SUBTYPES = [*NEW, *CHANGED, *MOVED]
"""The message events that timelines keep something of."""
_LINK = re.compile(r"<((?:https?://|mailto:)[^|>\s]+)(?:\|[^>]*)?>")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant_of(ts: str) -> datetime:
    """Return when a ts was given out."""
    seconds, _, fraction = ts.partition(".")
    return _EPOCH + timedelta(seconds=int(seconds), microseconds=int((fraction + "000000")[:6]))


def hear(event: Json, identity: Identity) -> Heard | None:
    """Return what a message event tells; None for the bot's own words, and where nothing was changed."""
    subtype, channel_id = event.get("subtype"), str(event["channel"])
    if subtype == "message_deleted":
        return _deleted(channel_id, str(event["deleted_ts"]), event.get("previous_message"), event, identity)
    if subtype == "message_changed":
        return _changed(channel_id, event, identity)
    if subtype in MOVED:
        return _moved(channel_id, event, identity)
    said = read(event, channel_id, identity)
    return Posted(said=said) if said else None


def read(message: Json, channel_id: str, identity: Identity) -> Said | None:
    """Return what a message says; None for the bot's own, and for what nobody said."""
    if message.get("subtype") not in NEW or is_own(message, identity):
        return None
    author = message.get("bot_id") or message.get("user")
    if not author or not message.get("ts"):
        return None
    text = _clean(words_of(message))
    return Said(
        author=str(author),
        by_person="bot_id" not in message,
        name=_app_name(message),
        at=instant_of(str(message["ts"])),
        text=text,
        source=_source(message, channel_id, identity),
        files=tuple(_clean(_file_name(file)) for file in message.get("files") or ()),
        file_ids=tuple(_clean(str(file.get("id") or "")) for file in message.get("files") or ()),
        links=tuple(dict.fromkeys(_clean(link) for link in _LINK.findall(text))),
    )


def is_own(message: Json, identity: Identity) -> bool:
    """Whether the bot itself said it; edits of its messages name it only inside."""
    return message.get("bot_id") == identity.bot_id or message.get("user") == identity.user_id


def _source(message: Json, channel_id: str, identity: Identity) -> Source:
    ts, thread_ts = str(message["ts"]), message.get("thread_ts")
    thread = str(thread_ts) if thread_ts and thread_ts != ts else None
    link = identity.permalink(channel_id, ts, thread_ts=thread)
    return Source(channel_id=channel_id, message_ts=ts, thread_ts=thread, permalink=link)


def _changed(channel_id: str, event: Json, identity: Identity) -> Heard | None:
    now, before = event.get("message") or {}, event.get("previous_message") or {}
    if now.get("subtype") == "tombstone":
        return _deleted(channel_id, str(now["ts"]), before, event, identity)
    said = read(now, channel_id, identity)
    if said is None:
        return None
    was = read(before, channel_id, identity) or said.model_copy(
        update={"text": "", "files": (), "file_ids": (), "links": ()}
    )
    if (said.text, said.files) == (was.text, was.files):
        return None
    edit = str(event.get("event_ts") or event["ts"])
    return Edited(said=said, before=was, edit=edit, at=instant_of(edit))


def _deleted(channel_id: str, ts: str, before: Json | None, event: Json, identity: Identity) -> Heard | None:
    if before and is_own(before, identity):
        return None
    known = before or {}
    source = _source({"ts": ts, "thread_ts": known.get("thread_ts")}, channel_id, identity)
    at = instant_of(str(event.get("event_ts") or event["ts"]))
    return Deleted(source=source, said=read(known, channel_id, identity) if known else None, at=at)


def _moved(channel_id: str, event: Json, identity: Identity) -> Heard | None:
    user_id = event.get("user")
    if not user_id or user_id == identity.user_id:
        return None
    left = str(event["subtype"]).endswith("leave")
    source = _source(event, channel_id, identity)
    return Moved(user_id=str(user_id), left=left, source=source, at=instant_of(str(event["ts"])))


def _app_name(message: Json) -> str | None:
    if "bot_id" not in message:
        return None
    name = message.get("username") or (message.get("bot_profile") or {}).get("name")
    return _clean(str(name)) if name else None


def _file_name(file: Json) -> str:
    return str(file.get("name") or file.get("title") or file.get("id") or "a file")


def _clean(text: str) -> str:
    """The text without what databases refuse: a NUL, and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
