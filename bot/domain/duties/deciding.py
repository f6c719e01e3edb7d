"""What people decide about a deadline: filed, waived, superseded, will be late, seen to, taken back."""

from bot.domain.changes.common import changed
from bot.domain.duties.deadline import Deadline, Decision
from bot.domain.errors import NothingChanged, NotNow, WrongUse
from bot.domain.event import (
    Change,
    DeadlineAcknowledged,
    DeadlineFiled,
    DeadlineLate,
    DeadlineWaived,
    DecisionTakenBack,
)
from bot.domain.incident import Incident
from bot.domain.permission import stands_in_for_legal
from bot.domain.value import Instant, Value

TEXT_MAX = 3000
REFERENCE_MAX = 500
Decided = tuple[Change, Deadline]
_OF_FILE = ("file", "file_id", "file_name")
_OF_DECISION = ("decision", "decided_by", "decided_at", "filed_at", "reference", "reason", *_OF_FILE)


class Notice(Value):
    """The notice itself, as far as somebody says where it is.

    Attributes:
        file: where it can be read: a link.
        file_id: what Slack calls it, where it is a file that was posted in the channel.
    """

    file: str | None = None
    file_id: str | None = None
    file_name: str | None = None


class Filed(Notice):
    """A notice that went out, as somebody tells it.

    Attributes:
        at: when it really went out; the stages that follow count from it.
        reason: why it was late, where it was.
    """

    at: Instant
    reference: str | None = None
    reason: str | None = None


def file(incident: Incident, deadline: Deadline, filed: Filed, *, by: str, at: Instant) -> Decided:
    """Record that a notice was filed; one that was recorded already can be told more exactly.

    Raises:
        NotNow: it was waived, or filed in the future.
        NothingChanged: it is recorded so already.
    """
    _require_undecided(deadline, unless=Decision.FILED)
    if filed.at > at:
        raise WrongUse("That lies ahead. Say when it was filed, like `14:05` or `2026-03-20 14:05`.")
    _fits(filed.reason, TEXT_MAX)
    _fits(filed.reference, REFERENCE_MAX)
    _fits(filed.file, REFERENCE_MAX)
    values = {
        "decision": Decision.FILED,
        "filed_at": filed.at,
        "reference": filed.reference,
        "reason": filed.reason,
        "file": filed.file,
        "file_id": filed.file_id,
        "file_name": filed.file_name,
    }
    if all(getattr(deadline, name) == value for name, value in values.items()):
        raise NothingChanged(f"Deadline {deadline.number} is filed already, says <@{deadline.decided_by}>.")
    after = _decided(incident, deadline, by, at, **values)
    event = DeadlineFiled(
        number=after.number,
        title=after.title,
        entity=after.entity,
        filed_at=filed.at,
        late=after.was_late,
        reference=filed.reference,
        reason=filed.reason,
        file=filed.file,
        file_name=filed.file_name,
        file_id=filed.file_id,
        for_legal=after.decided_for_legal,
        by=by,
    )
    return changed(incident, event), after


def waive(
    incident: Incident, deadline: Deadline, reason: str, *, by: str, at: Instant, superseded: bool = False
) -> Decided:
    """Record, with the reason, that nothing is to be filed; or that another duty stands in its place.

    Raises:
        NotNow: something was decided already.
        WrongUse: there is no reason.
    """
    _require_undecided(deadline)
    said = _reason(reason, f"deadline waive {deadline.number} REASON", "no risk to people")
    decision = Decision.SUPERSEDED if superseded else Decision.WAIVED
    after = _decided(incident, deadline, by, at, decision=decision, reason=said)
    event = DeadlineWaived(
        number=after.number,
        title=after.title,
        entity=after.entity,
        reason=said,
        superseded=superseded,
        for_legal=after.decided_for_legal,
        by=by,
    )
    return changed(incident, event), after


def announce_late(
    incident: Incident, deadline: Deadline, reason: str, *, authority_told: bool, by: str, at: Instant
) -> Decided:
    """Record that a notice will be late, and whether the authority knows; it stays owed.

    Raises:
        NothingChanged: it is recorded so already.
    """
    _require_undecided(deadline)
    said = _reason(reason, "deadlines", "the forensic report is still missing")
    values = {"late_because": said, "authority_told": authority_told}
    if all(getattr(deadline, name) == value for name, value in values.items()):
        raise NothingChanged(f"That deadline {deadline.number} will be late is recorded so already.")
    after = deadline.model_copy(update={**values, "acknowledged_by": by, "acknowledged_at": at})
    event = DeadlineLate(
        number=after.number,
        title=after.title,
        entity=after.entity,
        reason=said,
        authority_told=authority_told,
        for_legal=stands_in_for_legal(incident),
        by=by,
    )
    return changed(incident, event), after


def take_back(incident: Incident, deadline: Deadline, reason: str, *, by: str, at: Instant) -> Decided:
    """Undo a decision that was wrong; what it said stays in the record.

    Raises:
        NothingChanged: nothing was decided.
        WrongUse: there is no reason.
    """
    if deadline.decision is None:
        raise NothingChanged(
            f"Nothing was decided about deadline {deadline.number}, so there is nothing to take back."
        )
    said = _reason(reason, "deadlines", "the wrong one was marked")
    was = deadline.status(at).value
    cleared = dict.fromkeys(_OF_DECISION)
    after = deadline.model_copy(update={**cleared, "decided_for_legal": False})
    event = DecisionTakenBack(
        number=after.number,
        title=after.title,
        entity=after.entity,
        decision=was,
        reason=said,
        for_legal=stands_in_for_legal(incident),
        by=by,
    )
    return changed(incident, event), after


def acknowledge(incident: Incident, deadline: Deadline, *, by: str, at: Instant) -> Decided:
    """Record that somebody sees to it: nobody else is called for what was asked so far."""
    after = deadline.model_copy(update={"acknowledged_by": by, "acknowledged_at": at})
    event = DeadlineAcknowledged(number=after.number, title=after.title, entity=after.entity, by=by)
    return changed(incident, event), after


def _decided(incident: Incident, deadline: Deadline, by: str, at: Instant, **values: object) -> Deadline:
    who = {"decided_by": by, "decided_at": at, "decided_for_legal": stands_in_for_legal(incident)}
    return deadline.model_copy(update={**who, **values})


def _require_undecided(deadline: Deadline, *, unless: Decision | None = None) -> None:
    decision = deadline.decision
    if decision is None or decision is unless:
        return
    raise NotNow(
        f"Deadline {deadline.number} is {decision.value} already, by <@{deadline.decided_by}>."
        " Its button in `/incident deadlines` takes that back."
    )


def _reason(text: str, form: str, example: str) -> str:
    said = text.strip()
    if not said:
        raise WrongUse(f"Say why; it goes into the record: `/incident {form}`, for example “{example}”.")
    _fits(said, TEXT_MAX)
    return said


def _fits(text: str | None, limit: int) -> None:
    if text is not None and len(text) > limit:
        raise WrongUse(f"That has {len(text)} characters; {limit} fit. Shorten it; a note holds the rest.")
