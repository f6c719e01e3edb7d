"""Declaring, resolving, closing, reopening, cancelling, merging."""

from bot.domain.actor import Actor
from bot.domain.category import Category
from bot.domain.changes.common import changed, require_not_over
from bot.domain.detection import DetectionSource
from bot.domain.errors import NotNow, WrongUse
from bot.domain.event import (
    Cancelled,
    Change,
    Closed,
    Declared,
    Merged,
    Reopened,
    Resolved,
    TookOver,
    VisibilityChanged,
)
from bot.domain.incident import Certainty, Incident, Places, Status
from bot.domain.phase import Phase
from bot.domain.severity import Severity
from bot.domain.value import Instant, Value

TITLE_MAX = 200
"""Characters a title may have, so that it fits wherever it is shown; the rest belongs in the summary."""


class Declaration(Value):
    """What the declarer knows; only the title is wanted.

    Attributes:
        severity: None while nobody chose one: the incident is `medium`, shown as not yet assessed.
    """

    title: str
    severity: Severity | None = None
    category: Category | None = None
    subtype: str | None = None
    detection_source: DetectionSource | None = None
    summary: str | None = None
    started_at: Instant | None = None
    started_certainty: Certainty = Certainty.UNKNOWN
    affected_systems: tuple[str, ...] = ()
    private: bool = False
    drill: bool = False
    origin_channel_id: str | None = None


def clean_title(text: str) -> str:
    """Return a title in one line.

    Raises:
        WrongUse: there is none, or it is too long.
    """
    title = " ".join(text.split())
    if not title:
        raise WrongUse("An incident needs a title, for example `/incident declare chatbot invents refunds`.")
    if len(title) > TITLE_MAX:
        raise WrongUse(
            f"That title has {len(title)} characters; {TITLE_MAX} fit. Shorten it and put the rest into the summary."
        )
    return title


def declare(declaration: Declaration, *, number: int, by: Actor, at: Instant) -> Change:
    """Declare an incident."""
    title = clean_title(declaration.title)
    severity = declaration.severity or Severity.MEDIUM
    assessed = declaration.severity is not None
    incident = Incident(
        number=number,
        title=title,
        severity=severity,
        severity_assessed=assessed,
        severity_confirmed_at=at if assessed else None,
        declared_by=by.user_id,
        declared_at=at,
        last_message_at=at,
        places=Places(origin_channel_id=declaration.origin_channel_id),
        **declaration.model_dump(exclude={"title", "severity", "origin_channel_id"}),
    )
    event = Declared(title=title, severity=severity, assessed=assessed, by=by.user_id)
    return Change(incident=incident, events=(event,))


def resolve(incident: Incident, summary: str | None, *, by: Actor, at: Instant) -> Change:
    """Say that the incident is over; what remains is the review. Recovery is complete at the latest now."""
    require_not_over(incident)
    if incident.status is Status.RESOLVED:
        raise NotNow(f"{incident.reference} is resolved already. `/incident close` ends it.")
    return changed(
        incident,
        Resolved(by=by.user_id, summary=summary),
        status=Status.RESOLVED,
        resolved_at=at,
        recovered_at=incident.recovered_at or at,
        phase=Phase.REVIEW,
        phase_before=incident.phase,
        summary=summary or incident.summary,
        next_update_at=None,
    )


def close(
    incident: Incident, reason: str | None, *, left_open: tuple[str, ...], by: Actor, at: Instant
) -> Change:
    """End the incident; `left_open` names what was still open, and goes into the record with the reason."""
    require_not_over(incident)
    return changed(
        incident,
        Closed(by=by.user_id, reason=reason, left_open=left_open),
        status=Status.CLOSED,
        closed_at=at,
        recovered_at=incident.recovered_at or (at if incident.status is Status.RESOLVED else None),
        phase=Phase.REVIEW,
        phase_before=incident.phase_before or incident.phase,
        next_update_at=None,
    )


def reopen(incident: Incident, reason: str, *, by: Actor) -> Change:
    """Go on with an incident that was resolved, closed or cancelled; its first instants stay."""
    if incident.status is Status.OPEN:
        raise NotNow(f"{incident.reference} is open already.")
    if incident.status is Status.MERGED:
        require_not_over(incident)
    return changed(
        incident,
        Reopened(by=by.user_id, reason=reason),
        status=Status.OPEN,
        phase=incident.phase_before or incident.phase,
        phase_before=None,
        resolved_at=None,
        closed_at=None,
        recovered_at=None,
    )


def cancel(incident: Incident, reason: str, *, by: Actor, at: Instant) -> Change:
    """Say that it was no incident."""
    require_not_over(incident)
    event = Cancelled(by=by.user_id, reason=reason)
    return changed(incident, event, status=Status.CANCELLED, closed_at=at, next_update_at=None)


def merge(incident: Incident, into: Incident, *, tasks: int, by: Actor, at: Instant) -> tuple[Change, Change]:
    """Merge one incident into another; returns both changes, of the merged one first."""
    if incident.number == into.number:
        raise WrongUse("An incident cannot be merged into itself. Name the other one, for example `INC-8`.")
    require_not_over(incident)
    require_not_over(into)
    gone = changed(
        incident,
        Merged(into=into.reference, by=by.user_id),
        status=Status.MERGED,
        merged_into=into.number,
        closed_at=at,
        next_update_at=None,
    )
    kept = changed(into, TookOver(other=incident.reference, tasks=tasks, by=by.user_id))
    return gone, kept


def set_private(incident: Incident, private: bool, *, by: Actor) -> Change:
    """Make it private or public; the channel follows where Slack allows it."""
    require_not_over(incident)
    if incident.private is private:
        raise NotNow(f"{incident.reference} is {'private' if private else 'public'} already.")
    return changed(incident, VisibilityChanged(private=private, by=by.user_id), private=private)
