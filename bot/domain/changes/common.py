"""Steps that several rules share."""

from collections.abc import Callable
from typing import Any

from bot.domain.errors import NothingChanged, NotNow
from bot.domain.event import Change, Event
from bot.domain.incident import Incident, Status
from bot.domain.triage import FOUR_QUESTIONS
from bot.domain.value import Instant


def changed(incident: Incident, *events: Event, at: Instant | None = None, **values: Any) -> Change:
    """Return the incident with `values`, one revision on, and what happened.

    With `at`, triage is found complete at that instant when all four questions are answered (unknown
    counts) and a person set or accepted a severity.
    """
    after = incident.model_copy(update={**values, "revision": incident.revision + 1})
    if at is not None and after.triaged_at is None and _is_triaged(after):
        after = after.model_copy(update={"triaged_at": at})
    return Change(incident=after, events=events)


def together(incident: Incident, *rules: Callable[[Incident], Change]) -> Change:
    """Apply several rules one after the other as one act; those that would change nothing are left out.

    Raises:
        NothingChanged: none of them changes anything; the first says so.
    """
    events: tuple[Event, ...] = ()
    idle: NothingChanged | None = None
    for rule in rules:
        try:
            change = rule(incident)
        except NothingChanged as nothing:
            idle = idle or nothing
            continue
        incident, events = change.incident, (*events, *change.events)
    if idle is not None and not events:
        raise idle
    return Change(incident=incident, events=events)


def _is_triaged(incident: Incident) -> bool:
    answered = all(incident.answer(question) is not None for question in FOUR_QUESTIONS)
    return answered and incident.severity_confirmed_at is not None


def require_not_over(incident: Incident) -> None:
    """Refuse to change what is closed, cancelled or merged.

    Raises:
        NotNow: the incident is over; the sentence says how to go on.
    """
    if incident.status is Status.MERGED:
        raise NotNow(f"{incident.reference} was merged into INC-{incident.merged_into}. Go on there.")
    if incident.status.is_over:
        raise NotNow(
            f"{incident.reference} is {incident.status.value}."
            " `/incident reopen REASON` goes on with it, for example `/incident reopen it happens again`."
        )
