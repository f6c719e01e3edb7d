"""Reads an incident's fact sheet off its export, so that all notices say the same."""

from collections.abc import Iterator, Sequence

from bot.domain.export import Export, TimelinePart
from bot.domain.incident import Certainty
from bot.domain.notice.statement import FactSheet, SaidAnchor, SaidFact, SentNotice, Statement
from bot.domain.question import UNKNOWN, Question
from bot.domain.review import REVIEW_QUESTIONS, ReviewQuestion
from bot.domain.role import Role
from bot.domain.task import TaskKind, TaskStatus
from bot.domain.timeline import EntryKind
from bot.domain.value import Instant

_ANSWERS = {
    Question.SCOPE: "scope",
    Question.IMPACT: "impact",
    Question.EXPOSURE: "exposure",
    Question.ONGOING_HARM: "harm",
    Question.SAFETY_RISK: "harm",
}


def sheet_of(
    export: Export,
    *,
    anchors: Sequence[SaidAnchor] = (),
    facts: Sequence[SaidFact] = (),
    sent: Sequence[SentNotice] = (),
    to_people: Sequence[SentNotice] = (),
) -> FactSheet:
    """The fact sheet; `to_people` are those of the notices that went to people affected."""
    found: dict[str, list[Statement]] = {}
    for topic, statement in _statements(export, to_people):
        found.setdefault(topic, []).append(statement)
    return FactSheet(
        reference=export.incident.reference,
        statements={topic: tuple(said) for topic, said in found.items()},
        anchors=tuple(anchors),
        facts=tuple(facts),
        sent=tuple(sent),
    )


def _statements(export: Export, to_people: Sequence[SentNotice]) -> Iterator[tuple[str, Statement]]:
    yield from _incident(export)
    yield from _times(export)
    yield from _triage(export)
    yield from _contacts(export)
    yield from _work(export)
    yield from _updates(export)
    yield from (("key_events", _event(entry)) for entry in _key_events(export))
    for sent in to_people:
        yield "notices_to_people", Statement(what=sent.title, at=sent.filed_at, source="deadlines")
    for answer in export.review.answers:
        topic = "root_cause" if answer.question is ReviewQuestion.PROCESS else "lessons"
        question = REVIEW_QUESTIONS[answer.question]
        said = Statement(
            what=question,
            text=answer.text,
            certainty=Certainty.ESTIMATED,
            source="review",
            by=answer.answered_by,
        )
        yield topic, said


def _incident(export: Export) -> Iterator[tuple[str, Statement]]:
    told, source = export.incident, "incident"
    yield "reference", Statement(what="Reference", text=told.reference, source=source)
    if told.summary:
        yield "summary", Statement(what="Summary", text=told.summary, source=source)
    else:
        # A headline is no account of what happened.
        title = Statement(what="Title", text=told.title, certainty=Certainty.ESTIMATED, source=source)
        yield "summary", title
    if told.category:
        kind = (told.subtype or told.category.value).replace("_", " ").replace(".", ": ")
        yield "kind", Statement(what="Category", text=kind, source=source)
    assessed = Certainty.KNOWN if told.timestamps.triaged_at else Certainty.ESTIMATED
    severity = Statement(what="Severity", text=told.severity.value, certainty=assessed, source=source)
    yield "severity", severity
    if told.affected_systems:
        named = ", ".join(told.affected_systems)
        yield "systems", Statement(what="Systems", text=named, source=source)
    if told.detection_source:
        yield "noticed_by", Statement(what="Noticed by", text=told.detection_source.label, source=source)
    standing = f"{told.status.value}, phase {told.phase.value}"
    yield "standing", Statement(what="Standing", text=standing, source=source)


def _times(export: Export) -> Iterator[tuple[str, Statement]]:
    times = export.incident.timestamps
    if times.started_at:
        yield "started", _at("Began", times.started_at, times.started_certainty)
    # Without a word of when it was noticed the export says the declaration, which may be too late.
    told = times.detected_at != times.declared_at
    certainty = Certainty.KNOWN if told else Certainty.ESTIMATED
    yield "detected", _at("First noticed" if told else "Declared", times.detected_at, certainty)
    for topic, what, at in (
        ("contained", "Contained", times.contained_at),
        ("recovered", "Recovered", times.recovered_at),
        ("resolved", "Resolved", times.resolved_at),
    ):
        if at:
            yield topic, _at(what, at, Certainty.KNOWN)


def _at(what: str, at: Instant, certainty: Certainty) -> Statement:
    return Statement(what=what, at=at, certainty=certainty, source="incident")


def _triage(export: Export) -> Iterator[tuple[str, Statement]]:
    for part in export.triage:
        if part.question in _ANSWERS:
            unknown = part.answer == UNKNOWN
            said = Statement(
                what=part.question.value.replace("_", " ").capitalize(),
                text=f"{part.answer}{f' ({part.note})' if part.note else ''}",
                certainty=Certainty.UNKNOWN if unknown else Certainty.ESTIMATED,
                source="triage",
                by=part.answered_by,
            )
            yield _ANSWERS[part.question], said


def _contacts(export: Export) -> Iterator[tuple[str, Statement]]:
    for role in (Role.LEGAL, Role.COMMANDER, Role.COMMS):
        holders = [part for part in export.roles if part.role is role and part.released_at is None]
        for part in holders:
            said = Statement(what=role.label, certainty=Certainty.ESTIMATED, source="roles", by=part.user_id)
            yield "contact", said


def _work(export: Export) -> Iterator[tuple[str, Statement]]:
    for part in export.tasks:
        if part.status is TaskStatus.DROPPED:
            continue
        done = part.status is TaskStatus.DONE
        during = part.kind is TaskKind.TASK
        topic = "action_items" if not during else "measures" if done else "planned"
        said = Statement(
            what="Done" if done else "Planned",
            text=part.title,
            at=part.done_at if done else part.due_at,
            certainty=Certainty.KNOWN if done else Certainty.ESTIMATED,
            source=f"task {part.number}",
            by=part.done_by or part.owner,
        )
        yield topic, said


def _updates(export: Export) -> Iterator[tuple[str, Statement]]:
    """The latest update says how it stands; what was done is told by all of them."""
    for part in export.updates:
        source = f"update {part.number}"
        if part.actions:
            yield (
                "actions",
                Statement(
                    what="Actions", text=part.actions, at=part.posted_at, source=source, by=part.posted_by
                ),
            )
        if part is export.updates[-1]:
            yield (
                "conditions",
                Statement(
                    what="Conditions",
                    text=part.conditions,
                    at=part.posted_at,
                    source=source,
                    by=part.posted_by,
                ),
            )


def _key_events(export: Export) -> list[TimelinePart]:
    """What people said and marked; the acts of the bot are told by the times and roles."""
    told = (e for e in export.timeline if e.kind in (EntryKind.MESSAGE, EntryKind.NOTE))
    said = (e for e in told if e.key_event and e.text and not e.deleted)
    return sorted(said, key=lambda e: (e.at, e.sequence))


def _event(entry: TimelinePart) -> Statement:
    source = f"timeline {entry.sequence}"
    return Statement(what="", text=entry.text or "", at=entry.at, source=source, by=entry.actor)
