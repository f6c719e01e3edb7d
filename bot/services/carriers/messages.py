"""Carries out what is said once: posts, answers to one person, changed messages, reactions, files.

A post is looked for by its metadata before it is sent a second time. What only one person sees (ephemeral
messages, answers through a response_url) cannot be asked about and errs towards being shown twice: nobody
is left without an answer, and a second copy harms nobody.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import PurePath
from tempfile import TemporaryFile

from bot.clock import Clock
from bot.domain.effect import Target
from bot.domain.message import Outgoing
from bot.services.carriers.found import file_named, message_of
from bot.services.carriers.load import Carried, Json, Load, Render, Undeliverable
from bot.services.carriers.twins import MARK
from bot.services.effects import is_reminder
from bot.slack.codes import CHANNEL_GONE, MESSAGE_GONE
from bot.slack.directory import Directory
from bot.slack.errors import SlackRefused
from bot.slack.gateway import Slack
from bot.views.reminders import with_lateness

ANSWERABLE = timedelta(minutes=30)
"""How long Slack takes answers through a response_url."""

SHARED_AFTER = 10.0
"""Seconds after which the message of a file that was uploaded is surely there."""

CHANNEL_LINK = "{channel}"


class MessageCarrier:
    """Messages that are sent once."""

    def __init__(self, slack: Slack, directory: Directory, render: Render, clock: Clock) -> None:
        self._slack = slack
        self._directory = directory
        self._render = render
        self._clock = clock

    async def post(self, load: Load) -> Carried:
        """Post a message where it belongs, unless it is there already."""
        channel_id, thread_ts = await self._where(load)
        load.place = channel_id
        effect = load.effect
        ts = await self._posted(load, channel_id, thread_ts) if load.in_doubt else None
        if ts is None:
            channel_id, ts = await self._slack.post(
                channel_id,
                self._in_time(load, _message(effect.payload, channel_id=_link(load, usually=False))),
                thread_ts=thread_ts,
                metadata=load.metadata,
                priority=effect.priority,
            )
        return Carried(await self._sent(load, channel_id, ts, thread_ts))

    async def whisper(self, load: Load) -> Carried:
        """Show a message to one person; where they cannot see it in the channel, as a direct message."""
        payload = load.effect.payload
        message, user = _message(payload), payload["user"]
        channel_id, _ = await self._where(load)
        try:
            await self._slack.whisper(channel_id, user, message, thread_ts=payload.get("thread_ts"))
        except SlackRefused as fault:
            if fault.code not in CHANNEL_GONE | {"user_not_in_channel"}:
                raise
            if not load.may_tell(user):
                raise Undeliverable("private") from None
            channel_id, _ = await self._slack.post(user, message, metadata=load.metadata, priority=0)
        return Carried({"channel": channel_id})

    async def reply(self, load: Load) -> Carried:
        """Answer through a response_url while Slack takes it; after that, whom the answer is meant for."""
        payload = load.effect.payload
        user = payload.get("user")
        message = _message(payload, channel_id=_link(load, usually=True))
        try:
            if self._clock() - load.effect.created_at > ANSWERABLE:
                raise Undeliverable("expired_url")
            if payload.get("delete_original"):
                await self._slack.retract(payload["response_url"])
                return Carried()
            await self._slack.respond(
                payload["response_url"],
                message,
                in_channel=bool(payload.get("in_channel")),
                replace_original=bool(payload.get("replace_original")),
                thread_ts=payload.get("thread_ts"),
            )
        except (SlackRefused, Undeliverable) as fault:
            if user is None or (isinstance(fault, SlackRefused) and not fault.permanent):
                raise
            await self._slack.post(user, message, metadata=load.metadata, priority=0)
        return Carried()

    async def update(self, load: Load) -> Carried:
        """Change a message in place; one that is gone needs no change."""
        payload = load.effect.payload
        try:
            await self._slack.update(
                payload["channel"], payload["ts"], _message(payload), priority=load.effect.priority
            )
        except SlackRefused as fault:
            if fault.code not in MESSAGE_GONE | CHANNEL_GONE:
                raise
            return Carried({"gone": fault.code})
        return Carried({"channel": payload["channel"], "ts": payload["ts"]})

    async def upload(self, load: Load) -> Carried:
        """Share a file; its name ends in the effect's first letters, by which it is found again."""
        payload, mark = load.effect.payload, load.effect.id[:MARK]
        channel_id, thread_ts = await self._where(load)
        if payload.get("target") == Target.PERSON:
            channel_id = await self._directory.direct(payload["user"])
        load.place = channel_id
        ts = await self._shared(load, mark, channel_id, thread_ts) if load.in_doubt else None
        if ts is not None:
            return Carried({"channel": channel_id, "ts": ts, "slot": payload.get("slot")})
        name = PurePath(payload["name"])
        with TemporaryFile() as file:
            async for piece in self._pieces(load):
                file.write(piece.encode())
            file_id = await self._slack.upload_file(
                channel_id,
                name=f"{name.stem}-{mark}{name.suffix}",
                title=self._title(payload),
                content=file,
                comment=payload.get("comment") or "",
                thread_ts=thread_ts,
                priority=load.effect.priority,
            )
        return Carried({"channel": channel_id, "file": file_id, "slot": payload.get("slot")})

    async def _shared(self, load: Load, mark: str, channel_id: str, thread_ts: str | None) -> str | None:
        """Look for a file, and once more later: Slack posts its message some time after the upload."""
        identity, since = await self._directory.identity(), load.effect.created_at
        for wait in (0.0, SHARED_AFTER):
            await asyncio.sleep(wait)
            ts = await file_named(
                self._slack, identity, mark, channel_id=channel_id, since=since, thread_ts=thread_ts
            )
            if ts is not None:
                return ts
        return None

    def _title(self, payload: Json) -> str:
        if "form" not in payload:
            return str(payload.get("title") or payload["name"])
        return f"{payload['title']}, as it stood at {self._clock():%Y-%m-%d %H:%M} UTC"

    async def _pieces(self, load: Load) -> AsyncIterator[str]:
        """What a file says: a short one was written when it was asked for, an incident's is written now."""
        payload = load.effect.payload
        if "content" in payload:
            yield payload["content"]
            return
        async for piece in self._render.document(load.about, payload):
            yield piece

    async def fetch(self, load: Load) -> Carried:
        """Read one message for the record."""
        payload = load.effect.payload
        found = await self._slack.message(
            payload["channel"], payload["ts"], thread_ts=payload.get("thread_ts")
        )
        return Carried({"found": found is not None}, found=found)

    def _in_time(self, load: Load, message: Outgoing) -> Outgoing:
        """Let a reminder that is late say so, and how late it is as it leaves."""
        payload = load.effect.payload
        if not is_reminder(load.effect):
            return message
        return with_lateness(
            message,
            due_at=datetime.fromisoformat(payload["due_at"]),
            asked_at=load.effect.created_at,
            sent_at=self._clock(),
            was_down=bool(payload.get("was_down")),
        )

    async def _where(self, load: Load) -> tuple[str, str | None]:
        """Where a message goes, known at the last moment: the channel (or person) and the thread."""
        payload, target = load.effect.payload, load.effect.payload.get("target", Target.CHANNEL)
        thread_ts: str | None = payload.get("thread_ts")
        if target == Target.INCIDENT:
            return load.own_channel, thread_ts
        if target == Target.PERSON:
            return payload["user"], thread_ts
        if target == Target.CHANNEL:
            return payload["channel"], thread_ts
        places = load.incident.places if load.incident else None
        if places and places.announcement_channel_id:
            return places.announcement_channel_id, thread_ts or places.announcement_ts
        channel_id = await self._directory.announcements()
        if channel_id is None:
            raise Undeliverable("no_announcement_channel")
        return channel_id, thread_ts

    async def _posted(self, load: Load, channel_id: str, thread_ts: str | None) -> str | None:
        if load.effect.payload.get("target") == Target.PERSON:
            channel_id = await self._directory.direct(channel_id)
        return await message_of(
            self._slack,
            await self._directory.identity(),
            load.effect.id,
            channel_id=channel_id,
            since=load.effect.created_at,
            thread_ts=thread_ts,
        )

    async def _sent(self, load: Load, channel_id: str, ts: str, thread_ts: str | None) -> Json:
        identity = await self._directory.identity()
        link = identity.permalink(channel_id, ts, thread_ts=thread_ts)
        return {"channel": channel_id, "ts": ts, "permalink": link, "slot": load.effect.payload.get("slot")}


def _link(load: Load, *, usually: bool) -> str | None:
    """The channel whose link the message keeps a place for; None where it keeps none."""
    linked = load.effect.payload.get("linked", usually)
    return load.incident.places.channel_id if linked and load.incident else None


def _message(payload: Json, *, channel_id: str | None = None) -> Outgoing:
    """Read the message of a payload, with the channel's link where its place is kept."""
    raw = payload["message"]
    if channel_id is not None:
        raw = json.loads(json.dumps(raw).replace(CHANNEL_LINK, f"<#{channel_id}>"))
    return Outgoing.model_validate(raw)
