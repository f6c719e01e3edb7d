"""Takes away what came about twice: a call without an answer may come about after Slack was asked about it.

Slack knows no call again, and while it still works on one its history does not show it. So what was carried
out after a call whose answer was lost is looked for once more when every such call is surely over: what is
recorded stays, and whatever else of it there is goes. Where only one is there, whichever it is, it stays.
"""

from uuid import uuid4

from bot.domain.effect import Effect, EffectKind, Priority
from bot.domain.incident import Incident
from bot.services.carriers.found import carries, holds, ours
from bot.services.carriers.load import Carried, Json, Load
from bot.slack.codes import CHANNEL_GONE, MESSAGE_GONE
from bot.slack.directory import Directory
from bot.slack.errors import SlackRefused
from bot.slack.gateway import Slack

MARK = 8
"""Letters of an effect's id in the name of the file that it shares."""

_SURFACES = frozenset({EffectKind.CARD, EffectKind.TRIAGE, EffectKind.ANNOUNCEMENT})
_MADE = frozenset({EffectKind.POST, EffectKind.UPLOAD, EffectKind.OPEN_CHANNEL}) | _SURFACES
_PERSON = ("U", "W")


def look_out(effect: Effect, carried: Carried) -> Effect | None:
    """Return what looks for twins of what an effect made; None where it made nothing that could have any."""
    channel_id = carried.result.get("channel")
    if effect.kind not in _MADE or channel_id is None:
        return None
    payload = {
        "of": effect.id,
        "kind": effect.kind.value,
        "channel": channel_id,
        "ts": carried.result.get("ts"),
        "file": carried.result.get("file"),
        "thread_ts": effect.payload.get("thread_ts"),
    }
    return effect.model_copy(
        update={
            "id": uuid4().hex,
            "kind": EffectKind.TWINS,
            "lane": f"twins:{effect.id}",
            "priority": Priority.LOW,
            "needs_channel": False,
            "coalesce": None,
            "payload": payload,
        }
    )


class TwinCarrier:
    """Messages and files that stand twice."""

    def __init__(self, slack: Slack, directory: Directory) -> None:
        self._slack = slack
        self._directory = directory

    async def messages(self, load: Load) -> Carried:
        """Take all away but one."""
        channel_id = str(load.effect.payload["channel"])
        if channel_id.startswith(_PERSON):
            channel_id = await self._directory.direct(channel_id)
        twins = await self._twins(load, channel_id)
        for ts in twins:
            try:
                await self._slack.delete(channel_id, ts)
            except SlackRefused as fault:
                if fault.code not in MESSAGE_GONE | CHANNEL_GONE:
                    raise
        return Carried({"twins": twins})

    async def _twins(self, load: Load, channel_id: str) -> list[str]:
        payload = load.effect.payload
        kind, kept = EffectKind(payload["kind"]), payload["ts"]
        if kind in _SURFACES:
            kept = _stands_at(load.about, kind)
        identity, thread_ts = await self._directory.identity(), payload["thread_ts"]
        is_kept, others = False, []
        async for message in ours(self._slack, identity, channel_id, load.effect.created_at, thread_ts):
            if message["ts"] == kept or _has_file(message, payload["file"]):
                is_kept = True
            elif carries(message, payload["of"]) or holds(message, payload["of"][:MARK]):
                others.append(str(message["ts"]))
        # What was announced and is no more has no place left at all.
        is_withdrawn = kind is EffectKind.ANNOUNCEMENT and kept is None
        return sorted(others) if is_kept or is_withdrawn else sorted(others)[1:]


def _stands_at(incident: Incident, kind: EffectKind) -> str | None:
    places = incident.places
    stand = {
        EffectKind.CARD: places.card_ts,
        EffectKind.TRIAGE: places.triage_ts,
        EffectKind.ANNOUNCEMENT: places.announcement_ts,
    }
    return stand[kind]


def _has_file(message: Json, file_id: str | None) -> bool:
    return file_id is not None and any(file.get("id") == file_id for file in message.get("files") or [])
