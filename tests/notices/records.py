"""An incident with something to say, as its export has it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.category import Category
from bot.domain.duties.dossier import Dossier
from bot.domain.export import Export, TimelinePart, export
from bot.domain.incident import Certainty
from bot.domain.notice.sheet import sheet_of
from bot.domain.notice.statement import FactSheet, SaidAnchor, SaidFact
from bot.domain.question import Question
from bot.domain.regulation.answer import Answer
from bot.domain.responder import Holding
from bot.domain.review import Review, ReviewAnswer, ReviewQuestion
from bot.domain.role import Role
from bot.domain.task import Task, TaskStatus
from bot.domain.triage import TriageAnswer
from bot.domain.update import Update
from tests.domain.lives import declared

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
NO_DUTIES: dict[str, Any] = {"checklists": [], "dossier": Dossier(), "reminders": (), "at": AT}
HOUR = timedelta(hours=1)
NAMES = {"U0LEGAL": "Lena Legal", "U0ALICE": "Alice", "U0BOB": "Bob"}


def full(**changes: object) -> Export:
    """A leak with everything a record can have."""
    incident = declared(
        title="chat titles of strangers",
        category=Category.SECURITY,
        affected_systems=("chat",),
    ).model_copy(
        update={
            "declared_at": AT,
            "summary": "Titles of other people's chats were shown.",
            "started_at": AT - 5 * HOUR,
            "started_certainty": Certainty.ESTIMATED,
            "detected_at": AT - HOUR,
            "contained_at": AT + HOUR,
            "triaged_at": AT + HOUR,
            "roles": (
                Holding(role=Role.LEGAL, user_id="U0LEGAL", assigned_by="U0ALICE", assigned_at=AT),
                Holding(
                    role=Role.COMMANDER,
                    user_id="U0BOB",
                    assigned_by="U0ALICE",
                    assigned_at=AT,
                    released_at=AT + HOUR,
                ),
            ),
            "triage": (
                _triage(Question.SCOPE, "widespread"),
                _triage(Question.IMPACT, "unknown"),
                _triage(Question.EXPOSURE, "public"),
                _triage(Question.ONGOING_HARM, "stopped"),
            ),
            **changes,
        }
    )
    timeline = (
        event(1, AT, "Bob switched the cache off.", kind="note"),
        event(2, AT - HOUR, "A *user* reported <strange> titles.", kind="message"),
        event(3, AT, "not a key event", kind="note", key_event=False),
        event(4, AT, "Alice took command.", kind="role_assigned"),
        event(5, AT, "withdrawn", kind="message", deleted=True),
    )
    tasks = [
        Task(
            incident=7,
            number=1,
            title="rotate keys",
            status=TaskStatus.DONE,
            done_by="U0BOB",
            done_at=AT + HOUR,
            created_by="U0BOB",
            created_at=AT,
        ),
        Task(incident=7, number=2, title="write to customers", created_by="U0BOB", created_at=AT),
        Task(
            incident=7,
            number=3,
            title="never mind",
            status=TaskStatus.DROPPED,
            created_by="U0BOB",
            created_at=AT,
        ),
    ]
    updates = [
        Update(
            incident=7,
            number=n,
            conditions=f"state {n}",
            actions=f"did {n}",
            posted_by="U0ALICE",
            posted_at=AT + n * HOUR,
        )
        for n in (1, 2)
    ]
    review = Review(
        incident=7,
        answers=(
            ReviewAnswer(
                question=ReviewQuestion.PROCESS, text="no load test", answered_by="U0BOB", answered_at=AT
            ),
        ),
    )
    return export(incident, timeline, tasks=tasks, updates=updates, review=review, **NO_DUTIES)


def bare(title: str = "odd answers") -> Export:
    """An incident of which nothing but its title is known."""
    incident = declared(title=title)
    return export(incident, (), tasks=[], updates=[], review=None, **NO_DUTIES)


def event(
    sequence: int, at: datetime, text: str, *, kind: str, key_event: bool = True, deleted: bool = False
) -> TimelinePart:
    return TimelinePart(
        sequence=sequence,
        at=at,
        recorded_at=at,
        kind=kind,
        actor="U0BOB",
        text=text,
        original_text=None,
        files=(),
        links=(),
        key_event=key_event,
        source=None,
        edited=False,
        deleted=deleted,
        refers_to=None,
        recovered=False,
        hash="0" * 64,
    )


def _triage(question: Question, answer: str) -> TriageAnswer:
    return TriageAnswer(question=question, answer=answer, answered_by="U0ALICE", answered_at=AT)


def sheet(told: Export | None = None) -> FactSheet:
    """The fact sheet with facts and instants that legal told."""
    return sheet_of(
        told or full(),
        anchors=(
            SaidAnchor(kind="aware_at", at=AT, told_by="U0LEGAL", basis="first call", confirmed=True),
            SaidAnchor(kind="noticed_at", at=AT - HOUR, told_by="incident-bot", basis="as told"),
        ),
        facts=(
            said("personal_data_involved", Answer.YES),
            said("eu_data_subjects", Answer.UNKNOWN),
            said("affected_500_plus", Answer.YES),
            said("children_affected", Answer.NO),
            said("payment_card_data", Answer.NO),
        ),
    )


def said(fact: str, answer: Answer) -> SaidFact:
    return SaidFact(fact=fact, answer=answer, answered_by="U0LEGAL", answered_at=AT)
