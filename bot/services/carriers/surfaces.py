"""Brings card, questions, topic, announcement and App Home up to date: posted once, then kept in place."""

import hashlib
from html import unescape
from uuid import uuid4

from bot.domain.effect import Effect, EffectKind
from bot.domain.incident import ChannelState
from bot.domain.message import Outgoing
from bot.services.carriers.found import message_of
from bot.services.carriers.load import Carried, Json, Load, Render, Undeliverable
from bot.services.carriers.redrawing import LOST
from bot.slack.codes import CHANNEL_GONE, MESSAGE_GONE
from bot.slack.directory import Directory
from bot.slack.errors import SlackRefused
from bot.slack.gateway import Slack
from bot.slack.hearing import is_own
from storage.database import Database


class SurfaceCarrier:
    """What shows the state of an incident at one place; the content is made when it is sent.

    What was shown last is stored with the effect that showed it, so that a change that is not seen costs no
    call, whichever copy of the bot showed it.
    """

    def __init__(self, slack: Slack, directory: Directory, render: Render, database: Database) -> None:
        self._slack = slack
        self._directory = directory
        self._render = render
        self._database = database

    async def card(self, load: Load) -> Carried:
        """Post the card and have it pinned, or bring it up to date in place."""
        incident, channel_id = load.about, load.own_channel
        load.place = channel_id
        metadata = load.metadata
        metadata["event_payload"] |= {"count": load.head.count, "head": load.head.hash}
        shown = await self._render.card(incident)
        result = await self._kept(load, channel_id, incident.places.card_ts, shown, metadata)
        ts = result["ts"]
        if ts == incident.places.card_ts:
            return Carried(result)
        return Carried(result, places={"card_ts": ts}, follow=(_pin(load.effect),))

    async def triage(self, load: Load) -> Carried:
        """Post the questions, or bring them up to date in place; asked anew, the old ones point there."""
        incident, channel_id, old = load.about, load.own_channel, load.about.places.triage_ts
        load.place = channel_id
        anew = bool(load.effect.payload.get("anew"))
        message = await self._render.triage(incident)
        result = await self._kept(load, channel_id, None if anew else old, message, load.metadata)
        ts = result["ts"]
        if ts == old:
            return Carried(result)
        follow: tuple[Effect, ...] = ()
        if anew and old is not None:
            identity = await self._directory.identity()
            moved = self._render.triage_moved(incident, identity.permalink(channel_id, ts))
            follow = (_changed(load.effect, channel_id, old, moved),)
        return Carried(result, places={"triage_ts": ts}, follow=follow)

    async def announcement(self, load: Load) -> Carried:
        """Announce the incident, or let the announcement follow it; take it away from what became private."""
        incident, places = load.about, load.about.places
        message = None if incident.private else self._render.announcement(incident)
        if message is None:
            return await self._withdraw(load)
        channel_id = places.announcement_channel_id or await self._directory.announcements()
        if channel_id is None:
            raise Undeliverable("no_announcement_channel")
        try:
            result = await self._kept(load, channel_id, places.announcement_ts, message, load.metadata)
        except SlackRefused as fault:
            if fault.code in CHANNEL_GONE:
                self._directory.forget_announcements()
            raise
        places_now = {"announcement_channel_id": channel_id, "announcement_ts": result["ts"]}
        return Carried(result, places=places_now)

    async def topic(self, load: Load) -> Carried:
        """Set the topic, unless it reads so already: each setting posts a line in the channel.

        A borrowed channel keeps the topic of those whose it is.
        """
        if load.about.places.channel_state is ChannelState.BORROWED:
            return Carried({"unchanged": True})
        channel_id, wanted = load.own_channel, await self._render.topic(load.about)
        load.place = channel_id
        there = await self._slack.channel(channel_id)
        if unescape(there.topic) == unescape(wanted):
            return Carried({"unchanged": True})
        await self._slack.set_topic(channel_id, wanted)
        return Carried({"topic": wanted})

    async def home(self, load: Load) -> Carried:
        """Show a person the present state of their App Home."""
        user_id = load.effect.payload["user"]
        view = await self._render.home(user_id)
        await self._slack.publish_home(user_id, view, priority=load.effect.priority)
        return Carried()

    async def _kept(
        self, load: Load, channel_id: str, ts: str | None, message: Outgoing, metadata: Json
    ) -> Json:
        """Have `message` stand at its one place; return where, with another ts when it had to be posted."""
        mark = hashlib.sha256(message.model_dump_json().encode()).hexdigest()
        result = {"channel": channel_id, "ts": ts, "mark": mark}
        if ts is not None and not load.effect.payload.get("again") and await self._shows(load, result):
            return result
        if ts is None or not await self._redrawn(load, channel_id, ts, message, metadata):
            # What an earlier attempt posted shows what was so then.
            ts = await self._posted(load, channel_id, load.effect.id) if load.in_doubt else None
            if ts is None or not await self._redrawn(load, channel_id, ts, message, metadata):
                channel_id, ts = await self._slack.post(
                    channel_id, message, metadata=metadata, priority=load.effect.priority
                )
        return {"channel": channel_id, "ts": ts, "mark": mark}

    async def _redrawn(self, load: Load, channel_id: str, ts: str, message: Outgoing, metadata: Json) -> bool:
        """Bring a message up to date in place; False where it is gone."""
        try:
            await self._slack.update(
                channel_id, ts, message, metadata=metadata, priority=load.effect.priority
            )
        except SlackRefused as fault:
            if fault.code not in MESSAGE_GONE:
                raise
            return False
        return True

    async def _shows(self, load: Load, result: Json) -> bool:
        """Whether just this stands there; after a call whose answer was lost nobody knows."""
        if load.in_doubt:
            return False
        async with self._database.reading() as repositories:
            last = await repositories.outbox.last_result(load.about.number, load.effect.kind)
        return last == result

    async def _posted(self, load: Load, channel_id: str, effect_id: str) -> str | None:
        identity = await self._directory.identity()
        since = load.effect.created_at
        return await message_of(self._slack, identity, effect_id, channel_id=channel_id, since=since)

    async def _withdraw(self, load: Load) -> Carried:
        channel_id, announced = await self._announced(load)
        if channel_id is None or announced is None:
            return Carried({"unannounced": True})
        try:
            for ts in await self._under(channel_id, announced):
                await self._slack.delete(channel_id, ts)
            await self._slack.delete(channel_id, announced)
        except SlackRefused as fault:
            if fault.code not in MESSAGE_GONE | CHANNEL_GONE:
                raise
        return Carried({"withdrawn": True}, places={"announcement_channel_id": None, "announcement_ts": None})

    async def _announced(self, load: Load) -> tuple[str | None, str | None]:
        """Where the announcement stands; one whose answer was lost is looked for, since it may be there."""
        channel_id, ts = load.about.places.announcement_channel_id, load.about.places.announcement_ts
        lost = load.effect.id if load.in_doubt else load.effect.payload.get(LOST)
        if ts is None and lost is not None:
            channel_id = channel_id or await self._directory.announcements()
            ts = await self._posted(load, channel_id, lost) if channel_id else None
        return channel_id, ts

    async def _under(self, channel_id: str, ts: str) -> list[str]:
        """The bot's own messages in the announcement's thread, which would stay behind without it."""
        identity = await self._directory.identity()
        replies = self._slack.history(channel_id, oldest="0", thread_ts=ts)
        own = [reply async for reply in replies if is_own(reply, identity)]
        return [str(reply["ts"]) for reply in own if reply["ts"] != ts]


def _pin(card: Effect) -> Effect:
    return card.model_copy(
        update={
            "id": uuid4().hex,
            "kind": EffectKind.PIN_CARD,
            "lane": f"{card.incident}:pin",
            "coalesce": None,
            "payload": {},
        }
    )


def _changed(triage: Effect, channel_id: str, ts: str, message: Outgoing) -> Effect:
    return triage.model_copy(
        update={
            "id": uuid4().hex,
            "kind": EffectKind.UPDATE_MESSAGE,
            "lane": f"{triage.incident}:message:{ts}",
            "coalesce": None,
            "payload": {"channel": channel_id, "ts": ts, "message": message.model_dump(mode="json")},
        }
    )
