"""What is due follows from what happened: planned once for each thing, asked more specifically, then left."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.asking import Ask, Later, Needless, in_channel, judge, next_of, together
from bot.domain.changes import assessment, daily, lifecycle, merging, response
from bot.domain.changes.daily import TaskWish
from bot.domain.errors import IncidentError
from bot.domain.event import Change, ReviewScheduled
from bot.domain.incident import Status
from bot.domain.policy import Policy
from bot.domain.question import FOUR_QUESTIONS, AnswerGuide, Question, QuestionGuide
from bot.domain.reminder import Reminder, ReminderKind
from bot.domain.reminding import needs_tasks, plan, waits_after
from bot.domain.review import REVIEW_QUESTIONS, Review, ReviewAnswer
from bot.domain.role import Role
from bot.domain.severity import Severity
from bot.domain.task import Task, TaskStatus
from bot.domain.triage import TriageAnswer
from bot.domain.update import Update
from tests.domain.lives import ALICE, AT, BOB, declared

POLICY = Policy()
PRIVATE = {ReminderKind.TASK_DUE, ReminderKind.REVIEW_DUE}


def later(minutes: float) -> datetime:
    return AT + timedelta(minutes=minutes)


class Life:
    """An incident with its tasks and what waits to be asked, as acts and time go over it."""

    def __init__(self, severity: Severity | None = Severity.CRITICAL) -> None:
        self.incident = declared(severity=severity)
        self.at, self.tasks, self.waiting = AT, dict[int, Task](), list[Reminder]()
        self.planned(lifecycle.declare(lifecycle.Declaration(title="x"), number=7, by=ALICE, at=AT).events)

    def planned(self, events: tuple) -> list[Reminder]:  # type: ignore[type-arg]
        added: list[Reminder] = []
        tasks = list(self.tasks.values()) if needs_tasks(events) else []
        for event in events:
            made = plan(self.incident, event, self.waiting, POLICY, at=self.at, tasks=tasks)
            self.waiting = waits_after(self.waiting, made)
            added += made.add
        return added

    def does(self, change: Change) -> list[Reminder]:
        self.incident = change.incident
        return self.planned(change.events)

    def due(self, kind: ReminderKind, subject: str = "") -> float | None:
        """In how many minutes after the declaration something is asked; None: it is not."""
        found = [r for r in self.waiting if (r.kind, r.subject) == (kind, subject)]
        assert len(found) < 2
        return (found[0].due_at - AT).total_seconds() / 60 if found else None

    def roles_due(self) -> dict[str, float | None]:
        found = {role.value: self.due(ReminderKind.ROLE_EMPTY, role.value) for role in Role}
        return {role: minutes for role, minutes in found.items() if minutes is not None}

    def fires(self) -> None:
        """Everything that is due is judged, and what follows waits."""
        for reminder in [r for r in self.waiting if r.due_at <= self.at]:
            task = self.tasks.get(int(reminder.subject)) if reminder.subject.isdigit() else None
            verdict = judge(reminder, self.incident, POLICY, self.at, task=task)
            self.waiting.remove(reminder)
            if isinstance(verdict, Later):
                self.waiting.append(verdict.reminder)
            elif isinstance(verdict, Ask) and (following := next_of(verdict)):
                self.waiting.append(following)


def an_answer(question: Question, word: str) -> TriageAnswer:
    return TriageAnswer(question=question, answer=word, answered_by=BOB.user_id, answered_at=AT)


def guide(question: Question) -> QuestionGuide:
    answers = tuple(AnswerGuide(answer=a, label=a, hint=a) for a in question.answers)
    return QuestionGuide(question=question, text="?", hint="?", answers=answers)


def answers(life: Life, question: Question, word: str) -> None:
    given_at = an_answer(question, word).model_copy(update={"answered_at": life.at})
    life.does(assessment.answer_triage(life.incident, given_at, guide=guide(question), at=life.at))


@pytest.mark.parametrize(
    ("severity", "minutes"),
    [
        (Severity.CRITICAL, {"commander": 5, "technical": 5, "comms": 15, "legal": 15}),
        (Severity.HIGH, {"commander": 5, "technical": 10, "comms": 30, "legal": 30}),
        (Severity.MEDIUM, {"commander": 15, "technical": 30}),
        (Severity.LOW, {"technical": 60}),
        (None, {"commander": 15, "technical": 30}),
    ],
)
def test_empty_roles_are_asked_for_as_soon_as_the_severity_wants(
    severity: Severity | None, minutes: dict[str, float]
) -> None:
    assert Life(severity).roles_due() == minutes


@pytest.mark.parametrize(
    ("severity", "update", "triage", "quiet"),
    [
        (Severity.CRITICAL, 30, 30, 30),
        (Severity.HIGH, 60, 30, 60),
        (Severity.MEDIUM, 240, 240, 480),
        (Severity.LOW, 1440, 1440, 2880),
    ],
)
def test_updates_answers_and_signs_of_life_are_asked_for_as_often_as_the_severity_wants(
    severity: Severity, update: float, triage: float, quiet: float
) -> None:
    life = Life(severity)
    kinds = (ReminderKind.UPDATE_DUE, ReminderKind.TRIAGE_UNANSWERED, ReminderKind.QUIET_CHANNEL)
    assert [life.due(kind) for kind in kinds] == [update, triage, quiet]


def test_a_role_that_is_taken_is_not_asked_for_until_it_is_free_again() -> None:
    life = Life()
    life.does(response.assign(life.incident, Role.LEGAL, BOB.user_id, by=ALICE, at=later(3)))
    assert life.due(ReminderKind.ROLE_EMPTY, "legal") is None
    life.at = later(40)
    life.does(response.release(life.incident, Role.LEGAL, by=BOB, at=life.at))
    assert life.due(ReminderKind.ROLE_EMPTY, "legal") == 55
    [waiting] = [r for r in life.waiting if r.subject == "legal"]
    assert waiting.since == later(40)


def test_a_raised_severity_asks_sooner_and_never_later() -> None:
    life = Life(Severity.LOW)
    life.at = later(55)
    life.does(assessment.set_severity(life.incident, Severity.CRITICAL, None, by=BOB, at=life.at))
    assert life.roles_due() == {"commander": 60, "technical": 60, "comms": 70, "legal": 70}
    assert life.due(ReminderKind.UPDATE_DUE) == 85
    assert life.due(ReminderKind.TRIAGE_UNANSWERED) == 85
    assert [r.since for r in life.waiting if r.kind is ReminderKind.ROLE_EMPTY] == [AT] * 4


def test_what_was_due_sooner_before_the_severity_was_raised_stays_so() -> None:
    life = Life(Severity.HIGH)
    life.at = later(25)
    life.does(assessment.set_severity(life.incident, Severity.CRITICAL, None, by=BOB, at=life.at))
    assert life.due(ReminderKind.ROLE_EMPTY, "legal") == 30
    assert life.due(ReminderKind.ROLE_EMPTY, "commander") == 25
    assert life.due(ReminderKind.TRIAGE_UNANSWERED) == 30
    assert life.due(ReminderKind.UPDATE_DUE) == 55


def test_a_lowered_severity_keeps_the_time_that_stakeholders_were_told() -> None:
    for told, due in ((True, 45), (False, 260)):
        life = Life()
        life.at = later(15)
        if told:
            update = Update(
                incident=7,
                number=1,
                conditions="x",
                posted_by="U",
                posted_at=life.at,
                next_due_at=later(45),
            )
            life.does(daily.post_update(life.incident, update, by=BOB))
        life.at = later(20)
        life.does(assessment.set_severity(life.incident, Severity.MEDIUM, "a test", by=BOB, at=life.at))
        assert life.due(ReminderKind.UPDATE_DUE) == due


def test_triage_is_asked_when_the_oldest_that_is_missing_is_old_enough() -> None:
    life = Life()
    life.at = later(10)
    answers(life, Question.SCOPE, "unknown")
    assert life.due(ReminderKind.TRIAGE_UNANSWERED) == 30
    for question in Question:
        if question is not Question.SCOPE:
            answers(life, question, question.answers[0])
    assert life.due(ReminderKind.TRIAGE_UNANSWERED) == 40
    answers(life, Question.SCOPE, "none")
    assert life.due(ReminderKind.TRIAGE_UNANSWERED) is None


def test_an_answer_does_not_bring_the_next_asking_closer() -> None:
    life = Life()
    life.at = later(30)
    life.fires()
    assert life.due(ReminderKind.TRIAGE_UNANSWERED) == 60
    life.at = later(31)
    answers(life, Question.SCOPE, "none")
    assert life.due(ReminderKind.TRIAGE_UNANSWERED) == 60


def test_questions_somebody_stopped_stay_stopped_while_others_are_answered() -> None:
    life = Life()
    life.waiting = []
    answers(life, Question.SCOPE, "none")
    assert life.due(ReminderKind.TRIAGE_UNANSWERED) is None
    answers(life, Question.IMPACT, "unknown")
    assert life.due(ReminderKind.TRIAGE_UNANSWERED) == 30


def test_asking_again_says_more_and_waits_longer_and_ends() -> None:
    life = Life()
    steps, at = [], []
    [reminder] = [r for r in life.waiting if r.subject == "commander"]
    while True:
        verdict = judge(reminder, life.incident, POLICY, reminder.due_at)
        assert isinstance(verdict, Ask)
        steps.append(verdict.step)
        at.append((reminder.due_at - AT).total_seconds() / 60)
        following = next_of(verdict)
        if following is None:
            break
        reminder = following
    assert steps == [1, 2, 3, 3, 3]
    assert at == [5, 15, 25, 45, 85]


def test_the_next_asking_counts_from_the_asking_however_late_it_was() -> None:
    life = Life()
    [reminder] = [r for r in life.waiting if r.subject == "commander"]
    verdict = judge(reminder, life.incident, POLICY, later(600))
    assert isinstance(verdict, Ask)
    assert verdict.again_at == later(610)


def test_a_channel_in_which_people_spoke_is_asked_later() -> None:
    life = Life()
    [reminder] = [r for r in life.waiting if r.kind is ReminderKind.QUIET_CHANNEL]
    spoken = life.incident.model_copy(update={"last_message_at": later(20)})
    verdict = judge(reminder, spoken, POLICY, later(30))
    assert isinstance(verdict, Later)
    assert verdict.reminder.due_at == later(50)
    acted = judge(reminder, life.incident, POLICY, later(30), acted_at=later(29))
    assert isinstance(acted, Later)
    assert acted.reminder.due_at == later(59)
    assert isinstance(judge(reminder, life.incident, POLICY, later(30)), Ask)


def test_once_it_is_contained_nobody_asks_why_it_is_quiet_before_the_promised_update() -> None:
    life = Life()
    [reminder] = [r for r in life.waiting if r.kind is ReminderKind.QUIET_CHANNEL]
    promised = {"last_update_at": AT, "next_update_at": later(600)}
    open_still = life.incident.model_copy(update=promised)
    assert isinstance(judge(reminder, open_still, POLICY, later(30)), Ask)
    contained = open_still.model_copy(update={"contained_at": AT})
    verdict = judge(reminder, contained, POLICY, later(30))
    assert isinstance(verdict, Later)
    assert verdict.reminder.due_at == later(600)
    assert isinstance(judge(reminder, contained, POLICY, later(600)), Ask)


def test_whoever_is_asked_for_something_is_not_told_as_well_that_it_is_quiet() -> None:
    life = Life()
    due = [r for r in life.waiting if r.due_at <= later(30)]
    verdicts = [judge(r, life.incident, POLICY, later(30)) for r in due]
    said = together(verdicts, later(30), timedelta(minutes=30))
    asked = {v.reminder.kind for v in said if isinstance(v, Ask)}
    assert ReminderKind.QUIET_CHANNEL not in asked
    assert ReminderKind.UPDATE_DUE in asked
    alone = [v for v in verdicts if isinstance(v, Ask) and v.reminder.kind is ReminderKind.QUIET_CHANNEL]
    assert together(alone, later(30), timedelta(minutes=30)) == alone


def test_resolving_asks_for_closing_and_for_the_review_and_for_nothing_else() -> None:
    life = Life()
    life.at = later(100)
    life.does(lifecycle.resolve(life.incident, None, by=BOB, at=life.at))
    kinds = {r.kind for r in life.waiting}
    assert kinds == {ReminderKind.RESOLVED_NOT_CLOSED, ReminderKind.REVIEW_DUE, ReminderKind.CARD_SEAL}
    assert life.due(ReminderKind.RESOLVED_NOT_CLOSED) == 1540
    assert life.due(ReminderKind.REVIEW_DUE) == 100 + 5 * 1440
    life.does(assessment.set_severity(life.incident, Severity.LOW, "only a test", by=BOB, at=life.at))
    assert {r.kind for r in life.waiting} == kinds


@pytest.mark.parametrize("answered", [0, 2, 3])
def test_the_review_is_asked_for_until_its_questions_are_answered(answered: int) -> None:
    life = Life()
    life.does(lifecycle.resolve(life.incident, None, by=BOB, at=AT))
    [reminder] = [r for r in life.waiting if r.kind is ReminderKind.REVIEW_DUE]
    given = [
        ReviewAnswer(question=question, text="x", answered_by="U", answered_at=AT)
        for question in list(REVIEW_QUESTIONS)[:answered]
    ]
    review = Review(incident=7, answers=tuple(given))
    verdict = judge(reminder, life.incident, POLICY, reminder.due_at, review=review)
    assert isinstance(verdict, Needless if answered == 3 else Ask)


def test_tasks_are_asked_for_again_after_a_mistaken_cancelling() -> None:
    life = Life()
    adds_a_task(life, 1, later(300))
    adds_a_task(life, 2, None)
    life.does(lifecycle.cancel(life.incident, "a test", by=BOB, at=AT))
    assert life.waiting == []
    life.does(lifecycle.reopen(life.incident, "it was none", by=BOB))
    assert life.due(ReminderKind.TASK_DUE, "1") == 300
    assert life.due(ReminderKind.TASK_DUE, "2") is None


def test_a_task_that_is_overdue_when_it_is_opened_again_is_asked_for_in_a_day() -> None:
    life = Life()
    adds_a_task(life, 1, later(60))
    _finished(life)
    assert life.due(ReminderKind.TASK_DUE, "1") is None
    life.at = later(600)
    _redone(life)
    assert life.due(ReminderKind.TASK_DUE, "1") == 600 + 1440
    [waiting] = [r for r in life.waiting if r.kind is ReminderKind.TASK_DUE]
    assert waiting.since == later(60)


def adds_a_task(life: Life, number: int, due_at: datetime | None) -> list[Reminder]:
    wish = TaskWish(title="copy the index", owner="U", due_at=due_at)
    change, task = daily.add_task(life.incident, wish, number=number, by=ALICE, at=life.at)
    life.tasks[number] = task
    return life.does(change)


# Any sequence of what people do and of time that passes.

Act = Callable[[Life], list[Reminder]]


def _tasked(life: Life) -> list[Reminder]:
    return adds_a_task(life, len(life.tasks) + 1, life.at + timedelta(hours=2))


def _finished(life: Life) -> list[Reminder]:
    task = next(t for t in life.tasks.values() if t.status is TaskStatus.OPEN)
    change, life.tasks[task.number] = daily.finish_task(life.incident, task, by=BOB, at=life.at)
    return life.does(change)


def _redone(life: Life) -> list[Reminder]:
    task = next(t for t in life.tasks.values() if t.status is TaskStatus.DONE)
    change, life.tasks[task.number] = daily.reopen_task(life.incident, task, by=BOB)
    return life.does(change)


def _updated(life: Life) -> list[Reminder]:
    update = Update(
        incident=7,
        number=1,
        conditions="so",
        posted_by="U",
        posted_at=life.at,
        next_due_at=life.at + timedelta(minutes=20) if life.incident.status is Status.OPEN else None,
    )
    return life.does(daily.post_update(life.incident, update, by=BOB))


def _scheduled(life: Life) -> list[Reminder]:
    event = ReviewScheduled(owner="U", due_at=life.at - timedelta(days=1), by="U")
    return life.does(Change(incident=life.incident, events=(event,)))


def _merged(life: Life) -> list[Reminder]:
    return life.does(merging.merge(life.incident, declared(8), tasks=0, by=BOB, at=life.at)[0])


def _answered(question: Question, word: str) -> Act:
    def act(life: Life) -> list[Reminder]:
        answers(life, question, word)
        return []

    return act


def _severity(level: Severity) -> Act:
    return lambda life: life.does(
        assessment.set_severity(life.incident, level, "because", by=BOB, at=life.at)
    )


def _role(role: Role) -> Act:
    def act(life: Life) -> list[Reminder]:
        if life.incident.holder(role):
            return life.does(response.release(life.incident, role, by=BOB, at=life.at))
        return life.does(response.assign(life.incident, role, "UBOB", by=ALICE, at=life.at))

    return act


ACTS: list[Act] = [
    _tasked,
    _finished,
    _redone,
    _updated,
    _scheduled,
    _merged,
    lambda life: life.does(assessment.ask_triage(life.incident)),
    lambda life: life.does(lifecycle.resolve(life.incident, None, by=BOB, at=life.at)),
    lambda life: life.does(lifecycle.close(life.incident, "x", left_open=(), by=BOB, at=life.at)),
    lambda life: life.does(lifecycle.reopen(life.incident, "x", by=BOB)),
    lambda life: life.does(lifecycle.cancel(life.incident, "x", by=BOB, at=life.at)),
    *(_answered(question, word) for question in FOUR_QUESTIONS for word in ("unknown", question.answers[0])),
    *(_severity(level) for level in Severity),
    *(_role(role) for role in Role),
]


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 400)), max_size=25))
def test_any_sequence_leaves_one_reminder_for_each_thing_none_in_the_past_and_quiet_after_the_end(
    steps: list[tuple[Act, int]],
) -> None:
    life = Life()
    for act, minutes in steps:
        life.at += timedelta(minutes=minutes)
        life.fires()
        before = life.at
        try:
            added = act(life)
        except (IncidentError, StopIteration):
            continue
        assert all(reminder.due_at >= before for reminder in added)
        holds(life)


def holds(life: Life) -> None:
    keys = [(r.kind, r.subject) for r in life.waiting]
    assert len(keys) == len(set(keys))
    assert all(r.due_at >= life.at for r in life.waiting)
    kinds = {r.kind for r in life.waiting}
    if life.incident.status.is_over:
        assert kinds <= PRIVATE
        assert not any(in_channel(r, life.incident) for r in life.waiting)
    if life.incident.status in (Status.CANCELLED, Status.MERGED):
        assert life.waiting == []
    if life.incident.status is Status.RESOLVED:
        loud = {r.kind for r in life.waiting if in_channel(r, life.incident)}
        assert loud <= {ReminderKind.RESOLVED_NOT_CLOSED, ReminderKind.CARD_SEAL}
    for role in Role:
        if life.incident.holder(role):
            assert (ReminderKind.ROLE_EMPTY, role.value) not in keys
