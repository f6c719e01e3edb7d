"""A draft of a regulatory notice as a Markdown file for counsel, and the word that holds evidence."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.actor import BOT_ID
from bot.domain.incident import Certainty
from bot.domain.mrkdwn import inert
from bot.domain.notice.draft import Draft, Item
from bot.domain.notice.evidence_hold import EvidenceHold
from bot.domain.notice.statement import SentNotice, Statement
from bot.domain.notice.timing import Timing
from bot.domain.regulation.clock import ClockState
from bot.domain.regulation.rule import CountingRule
from bot.domain.regulation.zone import AUTHORITY, ORGANISATION
from bot.domain.words import join_words
from bot.views.markdown import cell, escaped, item, table

Names = Mapping[str, str]

_STANDING = {
    Certainty.KNOWN: "known",
    Certainty.ESTIMATED: "known in part, or estimated",
    Certainty.UNKNOWN: "not known",
}
_MARKS = {Certainty.KNOWN: "", Certainty.ESTIMATED: " — **estimated**", Certainty.UNKNOWN: " — **not known**"}


def notice_name(draft: Draft) -> str:
    """How the file is called."""
    return f"{draft.reference}-{draft.regime.id}-{draft.stage.id}-draft.md"


def notice(
    draft: Draft,
    timing: Timing,
    names: Names,
    *,
    zone: ZoneInfo,
    at: datetime,
    sent: Sequence[SentNotice] = (),
) -> str:
    """Return the whole file.

    Args:
        draft: what the notice has to say, filled from the record.
        timing: by when it is due.
        names: people by id.
        zone: the zone in which instants are shown beside UTC.
        at: when it was made.
        sent: notices of the incident that went out already, and with which this one has to agree.
    """
    sections = [
        f"# DRAFT for counsel: {cell(draft.regime.name)}\n\n{escaped(draft.stage.name)}",
        _disclaimer(draft, timing, at),
        _head(draft, timing, zone),
        _listed("Still missing from the record", [f"[ ] {escaped(each.asks)}" for each in draft.missing]),
        _listed("Nobody has answered yet", [escaped(question) for question in draft.unanswered]),
        "## What the notice has to say",
        *(_item(each, names, zone) for each in draft.items),
        _listed("Must agree with", [_sent(each, zone) for each in sent]),
        _listed("It may not be owed", [escaped(text) for text in draft.regime.exceptions]),
        _hold(draft),
        _listed("How it is counted and belongs together", [escaped(text) for text in _readings(draft)]),
        _listed("Not checked about this entry", [escaped(text) for text in draft.regime.unverified]),
    ]
    return "\n\n".join(part for part in sections if part) + "\n"


def _disclaimer(draft: Draft, timing: Timing, at: datetime) -> str:
    lines = [
        f"> Made from the record of {draft.reference} as it stood at {_utc(at)}. **This is a draft and not "
        "legal advice. It has been sent to nobody; the bot never sends it.** Counsel checks every line and "
        "decides whether a notice is owed."
    ]
    if timing.state is ClockState.REHEARSAL:
        lines.append("> **A rehearsal**: this law does not bind yet.")
    if timing.state is ClockState.PROPOSED:
        lines.append("> **Only proposed**: whether it applies is not known yet.")
    return "\n>\n".join(lines)


def _head(draft: Draft, timing: Timing, zone: ZoneInfo) -> str:
    confirmed = "" if timing.anchor_confirmed else ", **not confirmed**"
    counted = (
        f"{cell(timing.start_named)}, {_local(timing.starts_at, zone)}{confirmed}"
        if timing.starts_at
        else f"{cell(timing.start_named)}, which has not happened as far as is known"
    )
    due = _local(timing.due_at, zone) if timing.due_at else "without a limit in figures: without undue delay"
    if timing.due_at is None and draft.stage.period:
        due = f"{draft.stage.period.in_words()} after that"
    rows = [
        ["To", cell(draft.regime.authority)],
        ["Under", cell(draft.regime.citation)],
        ["Counted from", counted],
        ["Due", due],
    ]
    if draft.stage.rule is not CountingRule.ELAPSED_HOURS and draft.stage.period:
        rows.append(["Its days end in", _days_end(draft)])
    if timing.legal_latest:
        rows.append(["Legal latest, for counsel to confirm", _local(timing.legal_latest, zone)])
    status = draft.regime.status.value.replace("_", " ")
    rows.append(["The entry", f"{status}, confidence {draft.regime.confidence.value}"])
    return table(["", ""], rows)


def _days_end(draft: Draft) -> str:
    where = draft.stage.zone or draft.regime.zone
    return f"the {where}'s zone" if where in (AUTHORITY, ORGANISATION) else where


def _item(each: Item, names: Names, zone: ZoneInfo) -> str:
    title = f"### {cell(each.asks)} ({_STANDING[each.certainty]})"
    lines = [item(_statement(statement, names, zone)) for statement in each.statements]
    return f"{title}\n\n" + ("\n".join(lines) if lines else "Nothing in the record. To be written.")


def _statement(said: Statement, names: Names, zone: ZoneInfo) -> str:
    when = _local(said.at, zone) if said.at else ""
    words = " — ".join(part for part in (when, escaped(said.text)) if part)
    by = "the bot" if said.by == BOT_ID else names.get(said.by or "", said.by or "")
    if not words:
        words, by = cell(by), ""
    what = f"{escaped(said.what)}: " if said.what else ""
    source = ", ".join(part for part in (said.source, cell(by)) if part)
    return f"{what}{words}{_MARKS[said.certainty]} ({source})"


def _sent(each: SentNotice, zone: ZoneInfo) -> str:
    reference = f", reference {escaped(each.reference)}" if each.reference else ""
    return f"{escaped(each.title)}, sent {_local(each.filed_at, zone)}{reference}"


def _readings(draft: Draft) -> Iterator[str]:
    yield from (text for text in (draft.stage.note, draft.regime.logic, draft.regime.status_note) if text)
    if draft.stage.soft:
        yield "The limit is a guideline's, not the law's."
    if draft.stage.configurable:
        yield "The limit is a common default, not a rule: what was agreed goes before."


def _hold(draft: Draft) -> str:
    hold = draft.regime.evidence_hold
    return f"## Evidence hold\n\n{escaped(hold)}" if hold else ""


def _listed(title: str, lines: Sequence[str]) -> str:
    return f"## {title}\n\n" + "\n".join(item(line) for line in lines) if lines else ""


def _local(at: datetime, zone: ZoneInfo) -> str:
    if zone.key == "UTC":
        return _utc(at)
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M} {zone.key} ({_utc(at)})"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo('UTC')):%Y-%m-%d %H:%M} UTC"


def hold_words(holds: Sequence[EvidenceHold], systems: Sequence[str]) -> str:
    """Return the word for the channel, in Slack's markup; nothing where nothing is held."""
    return "\n".join(_hold_lines(holds, systems))


def _hold_lines(holds: Sequence[EvidenceHold], systems: Sequence[str]) -> Iterator[str]:
    for hold in holds:
        rehearsal = " (a rehearsal, this law does not bind yet)" if hold.rehearsal else ""
        yield f"*Evidence hold*{rehearsal}, {inert(hold.name)}: {inert(hold.text)}"
    if holds:
        named = f" It concerns {inert(join_words(list(systems)))}." if systems else ""
        yield (
            f"Contain and roll back where people are at risk, but copy logs, model version, weights, "
            f"configuration and inputs first.{named} Legal says when the hold ends."
        )
