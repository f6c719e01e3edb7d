"""The machine-readable form of an incident: every field always there, null where something is not known."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import Field

from bot.domain.category import Category
from bot.domain.checklist import ChecklistItem
from bot.domain.detection import DetectionSource
from bot.domain.duties.dossier import Dossier
from bot.domain.duties.exported import DeadlinePart, FactPart
from bot.domain.incident import Certainty, Incident, Status
from bot.domain.iso import Iso
from bot.domain.phase import Phase
from bot.domain.question import Question
from bot.domain.reminder import Reminder
from bot.domain.responder import Holding
from bot.domain.review import Review, ReviewQuestion
from bot.domain.role import Role
from bot.domain.severity import Severity
from bot.domain.task import Task, TaskKind, TaskStatus
from bot.domain.timeline import RECOVERED, Shown
from bot.domain.triage import TriageAnswer
from bot.domain.update import Update
from bot.domain.value import Value

SCHEMA_VERSION: Literal["1"] = "1"

Kept = tuple[dict[str, Any], ...]
"""What this release has a place for and never fills."""


class Timestamps(Value):
    """When what happened; `started_at` and `detected_at` are as people told."""

    started_at: Iso | None
    started_certainty: Certainty
    detected_at: Iso
    declared_at: Iso
    acknowledged_at: Iso | None
    triaged_at: Iso | None
    contained_at: Iso | None
    remediated_at: Iso | None
    recovered_at: Iso | None
    resolved_at: Iso | None
    closed_at: Iso | None

    @classmethod
    def of(cls, incident: Incident) -> Self:
        """Read them off an incident; what was never noticed earlier was noticed at the declaration."""
        told = {name: getattr(incident, name) for name in cls.model_fields}
        return cls(**(told | {"detected_at": incident.detected_at or incident.declared_at}))


class IncidentPart(Value):
    """What the incident is, and how it stands."""

    reference: str = Field(examples=["INC-7"])
    number: int
    title: str
    summary: str | None
    category: Category | None
    subtype: str | None = Field(description="The taxonomy's id", examples=["perf.data_drift"])
    facets: tuple[str, ...]
    severity: Severity
    phase: Phase
    status: Status
    private: bool
    drill: bool
    detection_source: DetectionSource | None
    affected_systems: tuple[str, ...]
    channel_id: str | None
    declared_by: str
    timestamps: Timestamps

    @classmethod
    def of(cls, incident: Incident) -> Self:
        """Read it off an incident."""
        placed = {"channel_id": incident.places.channel_id, "timestamps": Timestamps.of(incident)}
        names = (name for name in cls.model_fields if name not in placed)
        return cls(**({name: getattr(incident, name) for name in names} | placed))


class RolePart(Value):
    """One person's time in a role."""

    role: Role
    user_id: str
    assigned_by: str
    assigned_at: Iso
    released_at: Iso | None


class TriagePart(Value):
    """The latest answer to a question."""

    question: Question
    answer: str
    note: str | None
    answered_by: str
    answered_at: Iso


class SourcePart(Value):
    """Where in Slack a message stands."""

    channel_id: str
    message_ts: str
    thread_ts: str | None
    permalink: str | None


class TimelinePart(Value):
    """One entry as it stands after all corrections, which are entries themselves.

    Attributes:
        actor: the person's id, another app's bot id, or `incident-bot`.
        text: the words as they stand; null where they were erased.
        original_text: what was said first, of a message that was edited since.
        refers_to: the sequence of the entry that this one corrects or marks.
        recovered: the bot missed it first, and read it from the channel's history later.
    """

    sequence: int
    at: Iso = Field(description="When it happened")
    recorded_at: Iso
    kind: str
    actor: str
    text: str | None
    original_text: str | None
    files: tuple[str, ...]
    links: tuple[str, ...]
    key_event: bool
    source: SourcePart | None
    edited: bool
    deleted: bool
    refers_to: int | None
    recovered: bool
    hash: str

    @classmethod
    def of(cls, shown: Shown, text: str, original_text: str | None) -> Self:
        """Return an entry with its words as people read them."""
        entry = shown.entry
        erased = entry.text is None
        return cls(
            sequence=entry.sequence,
            at=entry.at,
            recorded_at=entry.recorded_at,
            kind=entry.kind,
            actor=entry.actor,
            text=None if erased else text,
            original_text=None if erased else original_text,
            files=tuple(entry.details.get("files") or ()),
            links=tuple(entry.details.get("links") or ()),
            key_event=shown.key_event,
            source=SourcePart.model_validate(entry.source) if entry.source else None,
            edited=shown.edited,
            deleted=shown.deleted,
            refers_to=entry.refers_to,
            recovered=bool(entry.details.get(RECOVERED)),
            hash=entry.hash,
        )


class ChecklistPart(Value):
    """One item of a role's checklist."""

    role: Role
    key: str
    text: str
    done_by: str | None
    done_at: Iso | None


class TaskPart(Value):
    """A task, or an action item of the review."""

    number: int
    kind: TaskKind
    title: str
    owner: str | None
    due_at: Iso | None
    status: TaskStatus
    created_by: str
    created_at: Iso
    done_by: str | None
    done_at: Iso | None


class UpdatePart(Value):
    """What stakeholders were told."""

    number: int
    conditions: str
    actions: str
    needs: str
    posted_by: str
    posted_at: Iso
    next_due_at: Iso | None


class AnswerPart(Value):
    """One person's answer to one of the three questions about the process."""

    question: ReviewQuestion
    text: str
    answered_by: str
    answered_at: Iso


class ReviewPart(Value):
    """Who sees to the review, by when, and what was answered so far."""

    owner: str | None
    due_at: Iso | None
    held_at: Iso | None
    answers: tuple[AnswerPart, ...]


class Metrics(Value):
    """Durations in seconds, each named by what it measures; null while an end of it is not known.

    A negative one means that the second instant came before the first: noticed before any harm, for example.
    """

    time_to_detect: float | None = Field(description="From the beginning of harm to the first notice")
    time_to_declare: float | None = Field(description="From the first notice to the declaration")
    time_to_acknowledge: float | None = Field(description="From the declaration to the first role taken")
    time_to_triage: float | None = Field(description="From the declaration to triage done")
    time_to_contain: float | None = Field(description="From the first notice to contained")
    exposure: float | None = Field(description="From the beginning of harm to contained")
    time_to_remediate: float | None = Field(description="From the first notice to recovery entered")
    time_to_recover: float | None = Field(description="From the first notice to recovered")
    time_to_resolve: float | None = Field(description="From the declaration to resolved")
    time_to_close: float | None = Field(description="From the declaration to closed")

    @classmethod
    def of(cls, times: Timestamps) -> Self:
        """Measure between the instants that are known."""
        return cls(
            time_to_detect=_seconds(times.started_at, times.detected_at),
            time_to_declare=_seconds(times.detected_at, times.declared_at),
            time_to_acknowledge=_seconds(times.declared_at, times.acknowledged_at),
            time_to_triage=_seconds(times.declared_at, times.triaged_at),
            time_to_contain=_seconds(times.detected_at, times.contained_at),
            exposure=_seconds(times.started_at, times.contained_at),
            time_to_remediate=_seconds(times.detected_at, times.remediated_at),
            time_to_recover=_seconds(times.detected_at, times.recovered_at),
            time_to_resolve=_seconds(times.declared_at, times.resolved_at),
            time_to_close=_seconds(times.declared_at, times.closed_at),
        )


def _seconds(since: datetime | None, until: datetime | None) -> float | None:
    return (until - since).total_seconds() if since and until else None


class Export(Value):
    """An incident, whole."""

    schema_version: Literal["1"]
    incident: IncidentPart
    roles: tuple[RolePart, ...]
    triage: tuple[TriagePart, ...]
    timeline: tuple[TimelinePart, ...]
    facts: tuple[FactPart, ...]
    deadlines: tuple[DeadlinePart, ...]
    containment: Kept
    evidence: Kept
    checklists: tuple[ChecklistPart, ...]
    tasks: tuple[TaskPart, ...]
    updates: tuple[UpdatePart, ...]
    review: ReviewPart
    metrics: Metrics


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the export, draft 2020-12."""
    schema = Export.model_json_schema(mode="serialization")
    title = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Incident"}
    return {**title, **{key: value for key, value in schema.items() if key != "title"}}


def _parts(part: type[Value], values: Any) -> tuple[Any, ...]:
    return tuple(part(**{name: getattr(value, name) for name in part.model_fields}) for value in values)


def export(
    incident: Incident,
    timeline: tuple[TimelinePart, ...],
    *,
    tasks: list[Task],
    updates: list[Update],
    checklists: list[ChecklistItem],
    review: Review | None,
    dossier: Dossier,
    reminders: Sequence[Reminder],
    at: datetime,
) -> Export:
    """Put an incident and what belongs to it into its machine-readable form."""
    told = IncidentPart.of(incident)
    held = review or Review(incident=incident.number)
    roles: tuple[Holding, ...] = incident.roles
    triage: tuple[TriageAnswer, ...] = incident.triage
    return Export(
        schema_version=SCHEMA_VERSION,
        incident=told,
        roles=_parts(RolePart, roles),
        triage=_parts(TriagePart, triage),
        timeline=timeline,
        facts=_parts(FactPart, dossier.facts),
        deadlines=tuple(DeadlinePart.of(each, reminders, at) for each in dossier.deadlines),
        containment=(),
        evidence=(),
        checklists=_parts(ChecklistPart, checklists),
        tasks=_parts(TaskPart, tasks),
        updates=_parts(UpdatePart, updates),
        review=ReviewPart(
            owner=held.owner,
            due_at=held.due_at,
            held_at=held.held_at,
            answers=_parts(AnswerPart, held.answers),
        ),
        metrics=Metrics.of(told.timestamps),
    )
