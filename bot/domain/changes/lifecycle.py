"""How an incident begins and ends: declared, resolved, closed, reopened, cancelled; private and public."""

from bot.domain.actor import Actor
from bot.domain.category import Category
from bot.domain.changes.common import changed, require_not_over
from bot.domain.detection import DetectionSource
from bot.domain.errors import NothingChanged, NotNow, WrongUse
from bot.domain.event import (
    Cancelled,
    Change,
    Closed,
    Declared,
    Reopened,
    Resolved,
    SeverityChanged,
    TitleChanged,
    VisibilityChanged,
)
from bot.domain.incident import Certainty, ChannelState, Incident, Places, Status
from bot.domain.phase import Phase
from bot.domain.severity import Severity
from bot.domain.value import Instant, Value

TITLE_MAX = 200
"""Characters a title may have, so that it fits wherever it is shown; the rest belongs in the summary."""

REASON_MAX = 3000
"""Characters of a reason, or of the summary given on resolving."""


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
            f"That title has {len(title)} characters; {TITLE_MAX} fit."
            " Shorten it and put the rest into the summary."
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


def take_word_as_title(incident: Incident, word: str, *, by: Actor) -> Change:
    """Put the leading word that was taken as the severity back into the title.

    The severity is not assessed any more then, unless somebody has decided about it since.
    """
    require_not_over(incident)
    if incident.title.casefold().startswith(f"{word} ".casefold()):
        raise NothingChanged(f"“{word}” is in the title already.")
    title = clean_title(f"{word} {incident.title}")
    renamed = TitleChanged(old=incident.title, new=title, by=by.user_id)
    decided = incident.severity_confirmed_at != incident.declared_at or incident.triaged_at is not None
    if decided or incident.severity is not Severity.parse_or_none(word):
        return changed(incident, renamed, title=title)
    reason = f"“{word}” belongs to the title; nobody has assessed it yet."
    lapsed = SeverityChanged(old=incident.severity, new=Severity.MEDIUM, reason=reason, by=by.user_id)
    return changed(
        incident,
        *((renamed,) if lapsed.old is lapsed.new else (renamed, lapsed)),
        title=title,
        severity=Severity.MEDIUM,
        severity_assessed=False,
        severity_confirmed_at=None,
    )


def _short_enough(text: str | None) -> str | None:
    """Return what somebody gave as a reason or summary, or refuse it.

    Raises:
        WrongUse: it is too long.
    """
    said = (text or "").strip() or None
    if said is not None and len(said) > REASON_MAX:
        raise WrongUse(f"That has {len(said)} characters; {REASON_MAX} fit. Shorten it; notes take the rest.")
    return said


def _reason(text: str, word: str, example: str) -> str:
    reason = _short_enough(text)
    if reason is None:
        raise WrongUse(
            f"Say why, in a few words; it goes into the record: `/incident {word} REASON`,"
            f" for example `/incident {word} {example}`."
        )
    return reason


def resolve(incident: Incident, summary: str | None, *, by: Actor, at: Instant) -> Change:
    """Say that the incident is over; what remains is the review. Recovery is complete at the latest now."""
    require_not_over(incident)
    if incident.status is Status.RESOLVED:
        raise NotNow(f"{incident.reference} is resolved already. `/incident close` ends it.")
    summary = _short_enough(summary)
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
        Closed(by=by.user_id, reason=_short_enough(reason), left_open=left_open),
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
        raise NotNow(f"{incident.reference} is open already; go on in its channel.")
    if incident.status is Status.MERGED:
        require_not_over(incident)
    return changed(
        incident,
        Reopened(by=by.user_id, reason=_reason(reason, "reopen", "it happens again")),
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
    event = Cancelled(by=by.user_id, reason=_reason(reason, "cancel", "it was a load test"))
    return changed(incident, event, status=Status.CANCELLED, closed_at=at, next_update_at=None)


def set_private(incident: Incident, private: bool, *, by: Actor) -> Change:
    """Make it private or public; the channel follows where Slack allows it."""
    require_not_over(incident)
    if incident.private is private:
        raise NothingChanged(f"{incident.reference} is {'private' if private else 'public'} already.")
    if private and incident.places.channel_state is ChannelState.BORROWED:
        raise NotNow(
            f"{incident.reference} lives in a channel that is not its own: what is said there stays public."
            " Declare a private incident for what must not be seen: `/incident declare private TITLE`."
        )
    return changed(incident, VisibilityChanged(private=private, by=by.user_id), private=private)
