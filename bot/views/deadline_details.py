"""What to know of a deadline before relying on it: its start, doubts, contents, what was changed."""

from collections.abc import Iterator

from bot.domain.duties.deadline import Deadline
from bot.domain.duties.watching import clock_of
from bot.domain.mrkdwn import clip, inert
from bot.domain.regulation.caveats import caveats
from bot.domain.regulation.own_changes import changes_behind
from bot.domain.regulation.regulations import Regulations
from bot.domain.value import Value
from bot.domain.words import join_words
from bot.views.blocks import date

CONTENT_SHOWN = 700
NOTE_SHOWN = 400


class Beside(Value):
    """What is not in a deadline itself.

    Attributes:
        missing: what its notice has to contain and the record does not say yet.
        zone: where the days end that it counts; None where it counts no days.
    """

    missing: tuple[str, ...] = ()
    zone: str | None = None


def details(deadline: Deadline, regulations: Regulations, beside: Beside) -> list[str]:
    """Return a line for each."""
    lines = [f"To {clip(inert(deadline.authority), 200)} · {clip(inert(deadline.citation), 150)}"]
    lines.append(start_of(deadline, regulations))
    lines += _counting(deadline, regulations, beside)
    if deadline.unknown:
        questions = inert(" ".join(regulations.questions(deadline.unknown)))
        lines.append(clip(f"Not known yet: {questions}", CONTENT_SHOWN))
    if deadline.legal_latest and deadline.legal_latest != deadline.due_at:
        lines.append(f"Legal latest {date(deadline.legal_latest)}: for counsel to confirm")
    if deadline.late_because:
        told = "the authority was told" if deadline.authority_told else "the authority was not told yet"
        lines.append(f"Will be late ({told}): {clip(inert(deadline.late_because), 300)}")
    if deadline.acknowledged_by:
        lines.append(f"<@{deadline.acknowledged_by}> sees to it")
    return [*lines, *_contents(deadline, regulations, beside)]


def _counting(deadline: Deadline, regulations: Regulations, beside: Beside) -> Iterator[str]:
    """Where its days end, what the catalogue remarks, and what the organisation itself put in place of it."""
    if beside.zone:
        yield f"Its days end in {beside.zone}"
    clock = clock_of(deadline, regulations)
    if clock is None:
        return
    remarks = [each.rstrip(".") for each in caveats(regulations.regimes_by_id[clock.regime], clock.stage)]
    if remarks:
        yield clip(f"{inert('. '.join(remarks))}.", NOTE_SHOWN)
    changes = [each.replace(f"stages.{clock.stage}.", "its ") for each in changes_behind(clock, regulations)]
    if changes:
        yield clip(f"Changed by the organisation's own file: {inert(join_words(changes))}", NOTE_SHOWN)


def _contents(deadline: Deadline, regulations: Regulations, beside: Beside) -> list[str]:
    """What the notice has to contain, and what of it the record does not say yet."""
    asked = contents_of(deadline, regulations)
    if not asked:
        return []
    lines = [clip(f"Must contain: {inert('; '.join(asked))}", CONTENT_SHOWN)]
    if not beside.missing:
        return [*lines, "The record says something to each of these."]
    return [*lines, clip(f"Still missing from the record: {inert('; '.join(beside.missing))}", CONTENT_SHOWN)]


def start_of(deadline: Deadline, regulations: Regulations) -> str:
    """Return what its time is counted from, or waits for."""
    named = inert(regulations.start_named(deadline.anchor, deadline.regime))
    if deadline.starts_at is None:
        return f"Waiting for {named}"
    sure = "" if deadline.anchor_confirmed else " (not confirmed)"
    return f"Counted from {named}, {date(deadline.starts_at)}{sure}"


def contents_of(deadline: Deadline, regulations: Regulations) -> tuple[str, ...]:
    """Return what the notice has to contain."""
    regime = regulations.regimes_by_id.get(deadline.regime)
    stage = regime.stage(deadline.stage) if regime else None
    return tuple(regulations.contents[item] for item in stage.content) if stage else ()
