"""What must be true after any fire, seen from outside; a later feature adds its own with `@check`."""

import io
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr
from sqlmodel import select

from bot.commands.export import export
from bot.commands.verify import verify
from bot.config import Settings
from bot.domain.incident import Incident, Status
from bot.sandbox.delivery_log import Kind
from bot.sandbox.entities import Message
from bot.views.card import notification
from storage.rows import rows_of
from storage.tables import OutboxRow
from tests.fire.life import Fate, Life
from tests.fire.logs import faults_in

Told = dict[str, Any]


@dataclass(frozen=True)
class Effect:
    """A row of the outbox."""

    kind: str
    incident: int | None
    state: str
    error: str | None
    lane: str
    position: int


@dataclass
class Outcome:
    """Everything that is left, as those outside see it: the workspace, exports, the outbox, logs."""

    life: Life
    incidents: dict[int, Incident]
    exports: dict[int, Told]
    effects: dict[str, Effect]
    verified: str
    logs: list[str]

    @classmethod
    async def of(cls, life: Life) -> "Outcome":
        """Look at everything."""
        settings = Settings(_env_file=None, database_url=SecretStr(life.ground.url))  # type: ignore[call-arg]
        async with life.ground.database() as database, database.reading() as repositories:
            incidents = {i.number: i for i in await repositories.incidents.all()}
            rows = await rows_of(repositories.outbox._connection, select(OutboxRow))
        effects = {row["id"]: Effect(*(row[name] for name in Effect.__dataclass_fields__)) for row in rows}
        exports: dict[int, Told] = {}
        for number in incidents:
            out, errors = io.StringIO(), io.StringIO()
            assert await export(settings, str(number), "json", out, errors) == 0, errors.getvalue()
            exports[number] = json.loads(out.getvalue())
        out = io.StringIO()
        code = await verify(settings, None, None, out)
        logs = [path.read_text(encoding="utf-8") for path in life.ground.logs]
        return cls(life, incidents, exports, effects, "" if code == 0 else out.getvalue(), logs)

    def channel_messages(self, number: int) -> list[Message]:
        """What the bot posted into an incident's channel."""
        channel = self.life.ground.workspace.channels[str(self.incidents[number].places.channel_id)]
        return [m for m in channel.messages.values() if m.app_id == self.life.ground.app.app_id]

    def posted(self) -> Iterator[tuple[str, Message]]:
        """Every message of the bot that carries an effect's id."""
        for channel in self.life.ground.workspace.channels.values():
            for message in channel.messages.values():
                payload = (message.metadata or {}).get("event_payload", {})
                if "effect" in payload:
                    yield payload["effect"], message


Check = Callable[[Outcome], Iterator[str]]
CHECKS: dict[str, Check] = {}


def check(judged: Check) -> Check:
    """Enter a check; it yields what is wrong."""
    CHECKS[judged.__name__.replace("_", " ")] = judged
    return judged


@check
def the_chain_holds(outcome: Outcome) -> Iterator[str]:
    if outcome.verified:
        yield outcome.verified
    for number, told in outcome.exports.items():
        sequence = [entry["sequence"] for entry in told["timeline"]]
        if sequence != list(range(1, len(sequence) + 1)):
            yield f"INC-{number} has holes: {sequence}"


@check
def whatever_was_kept_is_there_once(outcome: Outcome) -> Iterator[str]:
    for wish in outcome.life.wishes:
        if not wish.kind:
            continue
        numbers = outcome.exports if wish.about is None else [wish.about]
        found = sum(
            entry["kind"] == wish.kind and wish.mark in (entry["text"] or "")
            for number in numbers
            for entry in outcome.exports[number]["timeline"]
        )
        most, least = int(wish.fate in (Fate.KEPT, Fate.UNKNOWN)), int(wish.fate is Fate.KEPT)
        if not least <= found <= most:
            yield f"{wish} is there {found} times"


@check
def what_was_set_last_stands(outcome: Outcome) -> Iterator[str]:
    for number, told in outcome.exports.items():
        for what in {wish.state[0] for wish in outcome.life.wishes if wish.state and wish.about == number}:
            ours = [w for w in outcome.life.wishes if w.state and w.about == number and w.state[0] == what]
            kept = [w.state[1] for w in ours if w.fate is Fate.KEPT and w.state]
            possible = {w.state[1] for w in ours if w.fate is Fate.UNKNOWN and w.state} | set(kept[-1:])
            stands = _stands(told, what)
            if kept and stands not in possible and not _moved_otherwise(outcome, number, what):
                yield f"INC-{number}: {what} is {stands}, and not {possible}"


def _stands(told: Told, what: str) -> Any:
    word, _, role = what.partition(":")
    if word == "role":
        held = [r["user_id"] for r in told["roles"] if r["role"] == role and r["released_at"] is None]
        return held[0] if held else None
    return told["incident"][word]


def _moved_otherwise(outcome: Outcome, number: int, what: str) -> bool:
    """Whether something else may have set it too: an ending sets the phase, a pressed button a role."""
    ended = outcome.exports[number]["incident"]["status"] != "open"
    return (what == "phase" and ended) or what == "role:commander"


@check
def what_slack_was_acked_is_captured_once(outcome: Outcome) -> Iterator[str]:
    captured: Counter[tuple[str, str]] = Counter()
    for told in outcome.exports.values():
        for entry in told["timeline"]:
            if entry["kind"] == "message":
                captured[entry["source"]["channel_id"], entry["source"]["message_ts"]] += 1
    homes = {i.places.channel_id for i in outcome.incidents.values()}
    log = outcome.life.ground.workspace.deliveries.log.of(outcome.life.ground.app.app_id, name="message")
    for delivery in log:
        event = delivery.payload["event"]
        if event.get("subtype") is None and event["channel"] in homes and "bot_id" not in event:
            found = captured[event["channel"], event["ts"]]
            if found > 1 or (found == 0 and delivery.acknowledged):
                yield f"{event['text']!r} ({delivery.state}) is captured {found} times"


@check
def edits_deletions_and_marks_stand_as_people_left_them(outcome: Outcome) -> Iterator[str]:
    told = {
        (e["source"]["channel_id"], e["source"]["message_ts"]): e
        for each in outcome.exports.values() for e in each["timeline"] if e["kind"] == "message"
    }  # fmt: skip
    unheard = _unheard(outcome)
    for said in outcome.life.said:
        key = (said.message.channel, said.message.ts)
        if key in unheard or key not in told:
            continue
        entry = told[key]
        if entry["deleted"] is not said.deleted:
            yield f"{said.mark}: deleted is {entry['deleted']}"
        elif not said.deleted and said.mark not in entry["text"]:
            yield f"{said.mark}: reads {entry['text']!r}"
        elif not said.deleted and entry["key_event"] is not said.pinned:
            yield f"{said.mark}: key event is {entry['key_event']}"


def _unheard(outcome: Outcome) -> set[tuple[str, str]]:
    """Messages of which something was never acked: what stands of them nobody promised."""
    unheard = set()
    for delivery in outcome.life.ground.workspace.deliveries.log.of(outcome.life.ground.app.app_id):
        if delivery.kind is not Kind.EVENT or delivery.acknowledged:
            continue
        event = delivery.payload["event"]
        place = event.get("item") or event
        inner = event.get("message") or event.get("previous_message") or {}
        ts = event.get("deleted_ts") or inner.get("ts") or place.get("ts")
        unheard.add((str(place.get("channel")), str(ts)))
    return unheard


@check
def every_incident_has_one_channel(outcome: Outcome) -> Iterator[str]:
    ground = outcome.life.ground
    made = Counter(channel.name.split("-")[1] for channel in ground.incident_channels() if channel.name)
    if made != Counter(str(number) for number in outcome.incidents):
        yield f"{dict(made)} for {sorted(outcome.incidents)}"
    for number, incident in outcome.incidents.items():
        if incident.places.channel_id is None:
            yield f"INC-{number} has no channel"


@check
def no_message_was_sent_twice(outcome: Outcome) -> Iterator[str]:
    sent = Counter(effect for effect, _ in outcome.posted())
    for effect, count in sent.items():
        if count > 1:
            yield f"{outcome.effects.get(effect)} was posted {count} times"


@check
def what_is_said_in_a_channel_stands_in_its_order(outcome: Outcome) -> Iterator[str]:
    latest: dict[str, tuple[float, int]] = {}
    for effect_id, message in sorted(outcome.posted(), key=lambda each: float(each[1].ts)):
        effect = outcome.effects.get(effect_id)
        if effect is None or effect.kind != "post":
            continue
        if effect.position < latest.get(effect.lane, (0.0, 0))[1]:
            yield f"{effect} stands after what was said later"
        latest[effect.lane] = float(message.ts), effect.position


@check
def card_pin_and_announcement_are_there_once(outcome: Outcome) -> Iterator[str]:
    ground = outcome.life.ground
    for number, incident in outcome.incidents.items():
        channel = ground.workspace.channels[str(incident.places.channel_id)]
        made = Counter(
            outcome.effects[effect].kind for effect, _ in outcome.posted()
            if effect in outcome.effects and outcome.effects[effect].incident == number
        )  # fmt: skip
        for kind in ("card", "announcement"):
            if made[kind] != 1:
                yield f"INC-{number} has {made[kind]} messages of kind {kind}"
        if [pin["message_ts"] for pin in channel.pins] != [incident.places.card_ts]:
            yield f"INC-{number}: pinned is {channel.pins}, and the card {incident.places.card_ts}"


@check
def what_is_shown_is_what_is_recorded(outcome: Outcome) -> Iterator[str]:
    ground = outcome.life.ground
    for number, incident in outcome.incidents.items():
        channel = ground.workspace.channels[str(incident.places.channel_id)]
        topic = channel.topic["value"]
        status = incident.status.value.upper() if incident.status is not Status.OPEN else incident.phase.value
        if (
            incident.severity.label not in topic
            or f"| {status} |" not in topic
            or incident.title[:20] not in topic
        ):
            yield f"INC-{number}: the topic is {topic!r} of {incident.severity}, {status}, {incident.title}"
        shown = channel.messages[str(incident.places.card_ts)].text
        wanted = notification(incident)
        if shown != wanted:
            yield f"INC-{number}: the card says {shown!r}, and should say {wanted!r}"


@check
def roles_changed_as_often_as_people_wanted(outcome: Outcome) -> Iterator[str]:
    for number, told in outcome.exports.items():
        for before, after in zip(told["roles"], told["roles"][1:], strict=False):
            if before == after:
                yield f"INC-{number}: {after} stands twice"
        open_ones = Counter(r["role"] for r in told["roles"] if r["released_at"] is None)
        if any(count > 1 for count in open_ones.values()):
            yield f"INC-{number}: {open_ones}"


@check
def reminders_went_out_once(outcome: Outcome) -> Iterator[str]:
    for number, told in outcome.exports.items():
        asked = Counter((e["at"], e["text"]) for e in told["timeline"] if e["kind"] == "reminder_sent")
        for (at, text), count in asked.items():
            if count > 1:
                yield f"INC-{number}: {text!r} was asked {count} times at {at}"


@check
def tasks_and_updates_are_numbered_without_holes(outcome: Outcome) -> Iterator[str]:
    for number, told in outcome.exports.items():
        for name in ("tasks", "updates"):
            numbers = [each["number"] for each in told[name]]
            if numbers != list(range(1, len(numbers) + 1)):
                yield f"INC-{number}: {name} {numbers}"


@check
def deadlines_are_numbered_once_and_filed_once(outcome: Outcome) -> Iterator[str]:
    for number, told in outcome.exports.items():
        numbers = [deadline["number"] for deadline in told["deadlines"]]
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            yield f"INC-{number}: deadlines {numbers}"
        filed = Counter(deadline["reference"] for deadline in told["deadlines"] if deadline["reference"])
        for reference, count in filed.items():
            if count > 1:
                yield f"INC-{number}: {reference} stands on {count} deadlines"


@check
def no_effect_was_given_up(outcome: Outcome) -> Iterator[str]:
    for effect in outcome.effects.values():
        if effect.state == "failed" and effect.error not in ("expired_url", "used_url"):
            yield f"{effect}"
        if effect.state == "waiting":
            yield f"{effect} still waits"


@check
def nobody_saw_a_traceback_or_was_left_with_a_mishap(outcome: Outcome) -> Iterator[str]:
    workspace = outcome.life.ground.workspace
    seen = [
        m.text for c in workspace.channels.values() for m in (*c.messages.values(), *c.ephemerals.values())
    ]
    for text in [*seen, *outcome.life.answers]:
        if "Traceback" in text or "went wrong on my side" in text:
            yield text


@check
def no_exception_was_swallowed(outcome: Outcome) -> Iterator[str]:
    for log in outcome.logs:
        yield from faults_in(log)
