"""What is known of the incident: severity, triage, category, title, when it began and was noticed."""

from bot.domain.actor import Actor
from bot.domain.category import Category
from bot.domain.changes.common import changed, require_not_over
from bot.domain.changes.lifecycle import clean_title
from bot.domain.errors import BadInstant, NothingChanged, WrongUse
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
    TriageAsked,
)
from bot.domain.incident import Certainty, Incident
from bot.domain.question import QuestionGuide
from bot.domain.severity import Severity
from bot.domain.triage import TriageAnswer
from bot.domain.value import Instant

SUMMARY_MAX = 3000
NOTE_MAX = 500
"""Characters of a note beside a triage answer; longer stories belong on the timeline."""


def set_title(incident: Incident, text: str, *, by: Actor | None = None) -> Change:
    """Change the title."""
    require_not_over(incident)
    title = clean_title(text)
    if title == incident.title:
        raise NothingChanged("That is the title already.")
    event = TitleChanged(old=incident.title, new=title, by=by.user_id if by else None)
    return changed(incident, event, title=title)


def set_summary(incident: Incident, text: str, *, by: Actor | None = None) -> Change:
    """Write the summary: what is known, in a few sentences for somebody outside."""
    require_not_over(incident)
    summary = text.strip()
    if not summary:
        raise WrongUse("Write the summary after the word, for example `/incident summary Some users saw …`.")
    if len(summary) > SUMMARY_MAX:
        raise WrongUse(f"That summary has {len(summary)} characters; {SUMMARY_MAX} fit. Shorten it.")
    if summary == incident.summary:
        raise NothingChanged("That is the summary already.")
    event = SummaryChanged(new=summary, by=by.user_id if by else None)
    return changed(incident, event, summary=summary)


def set_severity(
    incident: Incident, severity: Severity, reason: str | None, *, by: Actor, at: Instant
) -> Change:
    """Raise, lower or confirm the severity; a suggestion that was declined is open again.

    Raises:
        WrongUse: it would be lowered without a reason.
        NothingChanged: it is so already and somebody had chosen it.
    """
    require_not_over(incident)
    said = (reason or "").strip() or None
    if incident.severity.is_higher_than(severity) and said is None:
        raise WrongUse(
            f"Lowering from {incident.severity.value} to {severity.value} wants a reason:"
            f" `/incident severity {severity.value} REASON`,"
            f" for example `/incident severity {severity.value} only our test accounts saw it`."
        )
    if severity is incident.severity and incident.severity_confirmed_at is not None:
        raise NothingChanged(f"Severity is {severity.value} already.")
    event = SeverityChanged(old=incident.severity, new=severity, reason=said, by=by.user_id)
    return changed(
        incident,
        event,
        at=at,
        severity=severity,
        severity_assessed=True,
        severity_confirmed_at=incident.severity_confirmed_at or at,
        suggestion_declined=None,
    )


def decline_suggestion(
    incident: Incident, suggested: Severity, reason: str, *, by: Actor, at: Instant
) -> Change:
    """Keep the present severity against triage's suggestion; a named person confirms what stands."""
    require_not_over(incident)
    if not reason.strip():
        raise WrongUse("Say in a few words why the suggestion does not fit; it goes into the record.")
    if suggested in (incident.severity, incident.suggestion_declined):
        raise NothingChanged(f"That is decided already: severity is {incident.severity.value}.")
    event = SuggestionDeclined(
        suggested=suggested, kept=incident.severity, reason=reason.strip(), by=by.user_id
    )
    return changed(
        incident,
        event,
        at=at,
        severity_assessed=True,
        severity_confirmed_at=incident.severity_confirmed_at or at,
        suggestion_declined=suggested,
    )


def answer_triage(incident: Incident, answer: TriageAnswer, *, guide: QuestionGuide, at: Instant) -> Change:
    """Answer a triage question, or change an answer; `guide` has the words people saw."""
    require_not_over(incident)
    if len(answer.note or "") > NOTE_MAX:
        raise WrongUse(f"That note has {len(answer.note or '')} characters; {NOTE_MAX} fit. Shorten it.")
    before, label = incident.answer(answer.question), guide.label_of(answer.answer)
    if before is not None and (before.answer, before.note) == (answer.answer, answer.note):
        raise NothingChanged(
            f"“{guide.text}” is answered with “{label}” already, by <@{before.answered_by}>."
        )
    others = tuple(a for a in incident.triage if a.question is not answer.question)
    event = TriageAnswered(
        question=answer.question,
        asked=guide.text,
        answer=label,
        before=guide.label_of(before.answer) if before else None,
        note=answer.note,
        by=answer.answered_by,
    )
    return changed(incident, event, at=at, triage=(*others, answer))


def ask_triage(incident: Incident) -> Change:
    """Put the triage questions again."""
    require_not_over(incident)
    return changed(incident, TriageAsked(again=True))


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


def set_systems(incident: Incident, systems: tuple[str, ...], *, by: Actor) -> Change:
    """Set the affected systems."""
    require_not_over(incident)
    if systems == incident.affected_systems:
        raise NothingChanged("Those are the affected systems already.")
    return changed(incident, SystemsChanged(systems=systems, by=by.user_id), affected_systems=systems)


def set_started(
    incident: Incident, started_at: Instant | None, certainty: Certainty, *, by: Actor, at: Instant
) -> Change:
    """Say when harm began; None says that it is not known."""
    require_not_over(incident)
    if started_at is not None and started_at > at:
        raise BadInstant(
            "Harm cannot have begun in the future. Write the time it began, for example"
            " `/incident started about 01:00`."
        )
    if started_at is None:
        certainty = Certainty.UNKNOWN
    if (started_at, certainty) == (incident.started_at, incident.started_certainty):
        raise NothingChanged("The start of harm is recorded so already.")
    event = StartedSet(started_at=started_at, certainty=certainty, by=by.user_id)
    return changed(incident, event, started_at=started_at, started_certainty=certainty)


def set_detected(
    incident: Incident, detected_at: Instant, certainty: Certainty, *, by: Actor, at: Instant
) -> Change:
    """Say when it was first noticed."""
    require_not_over(incident)
    if detected_at > at:
        raise BadInstant(
            "It cannot have been noticed in the future. Write when somebody first noticed it, for example"
            " `/incident detected 09:40`."
        )
    if detected_at == incident.detected_at:
        raise NothingChanged("The first notice is recorded so already.")
    event = DetectedSet(detected_at=detected_at, certainty=certainty, by=by.user_id)
    return changed(incident, event, detected_at=detected_at)
