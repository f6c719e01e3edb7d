"""Values that storage is tried with."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.category import Category
from bot.domain.detection import DetectionSource
from bot.domain.effect import Effect, EffectKind
from bot.domain.incident import Incident, Places
from bot.domain.message import Source
from bot.domain.reminder import Reminder, ReminderKind
from bot.domain.responder import Holding
from bot.domain.role import Role
from bot.domain.severity import Severity
from bot.domain.timeline import Draft, EntryKind, append
from bot.domain.triage import Question, TriageAnswer
from storage.repositories import Repositories

AT = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)


def later(minutes: float) -> datetime:
    """The instant so many minutes after the beginning."""
    return AT + timedelta(minutes=minutes)


def an_incident(number: int = 1, **fields: Any) -> Incident:
    """An incident that Alice declared; `channel_id` puts it into a channel."""
    channel_id = fields.pop("channel_id", None)
    values: dict[str, Any] = {
        "number": number,
        "title": "Chat histories show up for other people",
        "declared_by": "UALICE",
        "declared_at": AT,
        "places": Places(channel_id=channel_id),
    }
    return Incident(**(values | fields))


def a_full_incident(number: int = 1) -> Incident:
    """An incident of which everything is known."""
    return an_incident(
        number,
        summary="“Titles” of others’ chats\nwere shown 🙈",
        category=Category.SAFETY,
        subtype="safety.privacy_exposure",
        facets=("vendor_model", "retrieval"),
        affected_systems=("chat", "histories"),
        detection_source=DetectionSource.USER_REPORT,
        started_at=later(-60),
        severity_confirmed_at=later(3),
        suggestion_declined=Severity.HIGH,
        private=True,
        merged_into=None,
        roles=(
            Holding(
                role=Role.COMMANDER,
                user_id="UALICE",
                assigned_by="UALICE",
                assigned_at=AT,
                released_at=later(5),
            ),
            Holding(role=Role.COMMANDER, user_id="UBOB", assigned_by="UALICE", assigned_at=later(5)),
        ),
        triage=(an_answer(Question.SCOPE), an_answer(Question.ONGOING_HARM)),
        places=Places(channel_id="C1", channel_name="inc-1-chat", card_ts="1.2", triage_ts="1.3"),
        revision=4,
    )


def an_answer(question: Question) -> TriageAnswer:
    """The first of a question's answers."""
    return TriageAnswer(
        question=question, answer=next(iter(question.answers)), answered_by="UBOB", answered_at=later(7)
    )


def an_effect(name: str, **fields: Any) -> Effect:
    """An effect in the lane of its incident, which needs no channel."""
    values: dict[str, Any] = {
        "id": name,
        "incident": 1,
        "kind": EffectKind.POST,
        "lane": "incident 1",
        "needs_channel": False,
        "created_at": AT,
    }
    return Effect(**(values | fields))


def a_reminder(minutes: float = 5, **fields: Any) -> Reminder:
    """A reminder of an empty role, due after so many minutes."""
    values: dict[str, Any] = {
        "incident": 1,
        "kind": ReminderKind.ROLE_EMPTY,
        "subject": "commander",
        "due_at": later(minutes),
        "since": AT,
    }
    return Reminder(**(values | fields))


def a_message(ts: str, text: str = "It happens again.", **fields: Any) -> Draft:
    """What Bob said in the incident's channel."""
    source = Source(channel_id="C1", message_ts=ts)
    values: dict[str, Any] = {"at": later(1), "kind": EntryKind.MESSAGE, "actor": "UBOB", "source": source}
    return Draft(**(values | {"text": text} | fields))


async def record(repositories: Repositories, *drafts: Draft, incident: int = 1) -> None:
    """Append drafts to an incident's timeline."""
    head = await repositories.timeline.head(incident)
    for draft in drafts:
        entry = append(head, draft, incident=incident, at=later(2), salt=f"salt {head.count}")
        await repositories.timeline.add([entry])
        head = head.model_copy(update={"count": entry.sequence, "hash": entry.hash})
