"""What is known of the incident: severity, triage, category, title, when it began and was noticed."""

from bot.domain.actor import Actor
from bot.domain.category import Category
from bot.domain.changes.common import changed, require_not_over
from bot.domain.changes.lifecycle import clean_title
from bot.domain.errors import NothingChanged, WrongUse
from bot.domain.event import (
    CategoryChanged,
    Change,
    DetectedSet,
    FacetsChanged,
    SeverityChanged,
    StartedSet,
    SuggestionDeclined,
    SummaryChanged,
    SystemsChanged,
    TitleChanged,
    TriageAnswered,
)
from bot.domain.incident import Certainty, Incident
from bot.domain.severity import Severity
from bot.domain.triage import TriageAnswer
from bot.domain.value import Instant

SUMMARY_MAX = 3000


def set_title(incident: Incident, text: str) -> Change:
    """Change the title."""
    require_not_over(incident)
    title = clean_title(text)
    if title == incident.title:
        raise NothingChanged("That is the title already.")
    return changed(incident, TitleChanged(old=incident.title, new=title), title=title)


def set_summary(incident: Incident, text: str) -> Change:
    """Write the summary: what is known, in a few sentences for somebody outside."""
    require_not_over(incident)
    summary = text.strip()
    if not summary:
        raise WrongUse("Write the summary after the word, for example `/incident summary Some users saw …`.")
    if len(summary) > SUMMARY_MAX:
        raise WrongUse(f"That summary has {len(summary)} characters; {SUMMARY_MAX} fit. Shorten it.")
    return changed(incident, SummaryChanged(new=summary), summary=summary)


def set_severity(
    incident: Incident, severity: Severity, reason: str | None, *, by: Actor, at: Instant
) -> Change:
    """Raise, lower or confirm the severity.

    Raises:
        WrongUse: it would be lowered without a reason.
        NothingChanged: it is so already and somebody had chosen it.
    """
    require_not_over(incident)
    lowering = incident.severity.is_higher_than(severity)
    if lowering and incident.severity_assessed and not reason:
        raise WrongUse(
            f"Lowering from {incident.severity.value} to {severity.value} wants a reason:"
            f" `/incident severity {severity.value} REASON`."
        )
    if severity is incident.severity and incident.severity_confirmed_at is not None:
        raise NothingChanged(f"Severity is {severity.value} already.")
    event = SeverityChanged(old=incident.severity, new=severity, reason=reason, by=by.user_id)
    return changed(
        incident,
        event,
        at=at,
        severity=severity,
        severity_assessed=True,
        severity_confirmed_at=incident.severity_confirmed_at or at,
    )


def decline_suggestion(
    incident: Incident, suggested: Severity, reason: str, *, by: Actor, at: Instant
) -> Change:
    """Keep the present severity against triage's suggestion; a named person confirms what stands."""
    require_not_over(incident)
    if not reason.strip():
        raise WrongUse("Say in a few words why the suggestion does not fit; it goes into the record.")
    event = SuggestionDeclined(
        suggested=suggested, kept=incident.severity, reason=reason.strip(), by=by.user_id
    )
    return changed(
        incident,
        event,
        at=at,
        severity_assessed=True,
        severity_confirmed_at=incident.severity_confirmed_at or at,
    )


def answer_triage(
    incident: Incident, answer: TriageAnswer, *, asked: str, label: str, by: Actor, at: Instant
) -> Change:
    """Answer a triage question, or change an answer; `asked` and `label` are the words people saw."""
    require_not_over(incident)
    before = incident.answer(answer.question)
    if before is not None and (before.answer, before.note) == (answer.answer, answer.note):
        raise NothingChanged(f"“{asked}” is answered with {label} already.")
    others = tuple(a for a in incident.triage if a.question is not answer.question)
    event = TriageAnswered(
        question=answer.question, asked=asked, answer=label, note=answer.note, by=by.user_id
    )
    return changed(incident, event, at=at, triage=(*others, answer))


def set_category(
    incident: Incident, category: Category, subtype: str | None, *, label: str, by: Actor
) -> Change:
    """Set category and subtype; `label` is how the taxonomy calls the two."""
    require_not_over(incident)
    if (incident.category, incident.subtype) == (category, subtype):
        raise NothingChanged(f"The category is {label} already.")
    return changed(incident, CategoryChanged(label=label, by=by.user_id), category=category, subtype=subtype)


def set_facets(incident: Incident, facets: tuple[str, ...], *, labels: tuple[str, ...], by: Actor) -> Change:
    """Set what the incident involves besides its category."""
    require_not_over(incident)
    if set(facets) == set(incident.facets):
        raise NothingChanged("Nothing changed in what it involves.")
    return changed(incident, FacetsChanged(labels=labels, by=by.user_id), facets=facets)


def set_systems(incident: Incident, systems: tuple[str, ...]) -> Change:
    """Set the affected systems."""
    require_not_over(incident)
    if systems == incident.affected_systems:
        raise NothingChanged("Those are the affected systems already.")
    return changed(incident, SystemsChanged(systems=systems), affected_systems=systems)


def set_started(
    incident: Incident, started_at: Instant, certainty: Certainty, *, by: Actor, at: Instant
) -> Change:
    """Say when harm began."""
    require_not_over(incident)
    if started_at > at:
        raise WrongUse(
            "Harm cannot have begun in the future. Write the time it began, or `about` and a guess."
        )
    event = StartedSet(started_at=started_at, certainty=certainty, by=by.user_id)
    return changed(incident, event, started_at=started_at, started_certainty=certainty)


def set_detected(
    incident: Incident, detected_at: Instant, certainty: Certainty, *, by: Actor, at: Instant
) -> Change:
    """Say when it was first noticed."""
    require_not_over(incident)
    if detected_at > at:
        raise WrongUse("It cannot have been noticed in the future. Write the time somebody first noticed it.")
    event = DetectedSet(detected_at=detected_at, certainty=certainty, by=by.user_id)
    return changed(incident, event, detected_at=detected_at)
