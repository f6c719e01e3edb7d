"""What must be true of the record after any fire; a later feature adds its own with `@check`."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.sandbox.delivery_log import Kind
from tests.fire.life import Fate
from tests.fire.logs import faults_in
from tests.fire.outcome import Outcome, Told, check

TO_COMMIT = 3.0
"""The most seconds between the instant of an entry and the commit that keeps it."""


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
    twice = _delivered_twice(outcome)
    for wish in outcome.life.wishes:
        if not wish.kind:
            continue
        numbers = outcome.exports if wish.about is None else [wish.about]
        found = sum(
            entry["kind"] == wish.kind and wish.mark in (entry["text"] or "")
            for number in numbers
            for entry in outcome.exports[number]["timeline"]
        )
        # Of a command that Slack delivered twice the person reads one answer, and the other may have kept it.
        may_be = wish.fate in (Fate.KEPT, Fate.UNKNOWN) or wish.mark in twice
        most, least = int(may_be), int(wish.fate is Fate.KEPT)
        if not least <= found <= most:
            yield f"{wish} is there {found} times"


def _delivered_twice(outcome: Outcome) -> set[str]:
    """The words of commands that Slack delivered more than once."""
    log = outcome.life.ground.workspace.deliveries.log.of(kind=Kind.COMMAND)
    return {word for d in log if len(d.attempts) > 1 for word in str(d.payload["text"]).split()}


@check
def what_was_set_last_stands(outcome: Outcome) -> Iterator[str]:
    for number, told in outcome.exports.items():
        for what in {wish.state[0] for wish in outcome.life.wishes if wish.state and wish.about == number}:
            ours = [w for w in outcome.life.wishes if w.state and w.about == number and w.state[0] == what]
            kept = [w for w in ours if w.fate is Fate.KEPT]
            # Of those that were under way together any may have been the last, whoever was answered last.
            last = [w for w in kept if w.ended > max(each.began for each in kept)]
            unknown = [w for w in ours if w.fate is Fate.UNKNOWN]
            possible = {w.state[1] for w in last + unknown if w.state}
            stands = _stands(told, what)
            if kept and stands not in possible and not _moved_otherwise(outcome, number, what):
                yield f"INC-{number}: {what} is {stands}, and not {possible}, after {ours}"


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
    taken_back = _taken_back_before_the_channel_was_known(outcome)
    homes = {i.places.channel_id for i in outcome.incidents.values()}
    log = outcome.life.ground.workspace.deliveries.log.of(outcome.life.ground.app.app_id, name="message")
    for delivery in log:
        event = delivery.payload["event"]
        if event.get("subtype") is None and event["channel"] in homes and "bot_id" not in event:
            said = event["channel"], event["ts"]
            found, is_owed = captured[said], delivery.acknowledged and said not in taken_back
            if found > 1 or (found == 0 and is_owed):
                about = outcome.deliveries_about(*said)
                yield f"{event['text']!r} ({delivery.state}) is captured {found} times{about}"


def _taken_back_before_the_channel_was_known(outcome: Outcome) -> set[tuple[str, str]]:
    """Messages that were nobody's yet when they were deleted: the history shows nothing of them any more."""
    known: dict[str, float] = {}
    for number, told in outcome.exports.items():
        opened = [e["recorded_at"] for e in told["timeline"] if (e["text"] or "").endswith(" opened.")]
        channel_id = str(outcome.incidents[number].places.channel_id)
        known[channel_id] = datetime.fromisoformat(opened[0]).timestamp() + TO_COMMIT if opened else 0.0
    log = outcome.life.ground.workspace.deliveries.log.of(outcome.life.ground.app.app_id, name="message")
    events = [delivery.payload["event"] for delivery in log]
    return {
        (event["channel"], event["deleted_ts"])
        for event in events
        if event.get("subtype") == "message_deleted"
        and float(event["event_ts"]) < known.get(event["channel"], 0.0)
    }


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
        fault = ""
        if entry["deleted"] is not said.deleted:
            fault = f"deleted is {entry['deleted']}"
        elif not said.deleted and said.mark not in entry["text"]:
            fault = f"reads {entry['text']!r}"
        elif not said.deleted and entry["key_event"] is not said.pinned:
            fault = f"key event is {entry['key_event']}"
        if fault:
            recorded = f"recorded {entry['recorded_at']}"
            yield f"{said.mark}: {fault}, {recorded}{outcome.deliveries_about(*key)}"


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
def no_exception_was_swallowed(outcome: Outcome) -> Iterator[str]:
    for log in outcome.logs:
        yield from faults_in(log)
