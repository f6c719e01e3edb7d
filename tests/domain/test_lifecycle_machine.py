"""Whatever is done to two incidents, in any order, leaves them valid, and what the bot asks for fits them."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.catalogue import load_catalogue
from bot.domain.changes import assessment, lifecycle, merging, response
from bot.domain.errors import IncidentError
from bot.domain.event import Change
from bot.domain.incident import Incident, Status
from bot.domain.open_points import open_points
from bot.domain.phase import Phase
from bot.domain.policy import Policy
from bot.domain.question import Question
from bot.domain.reminder import Reminder, ReminderKind
from bot.domain.reminding import plan
from bot.domain.role import Role
from bot.domain.severity import Severity
from bot.domain.triage import TriageAnswer
from tests.domain.lives import ALICE, AT, BOB, assert_valid, declared

CATALOGUE = load_catalogue()
POLICY = Policy()
WHO = st.sampled_from([ALICE, BOB])
WHICH = st.sampled_from([1, 2])
REASON = st.sampled_from([None, "", "it happens again"])
AFTER_THE_END = {ReminderKind.REVIEW_DUE, ReminderKind.TASK_DUE}


class Lives(RuleBasedStateMachine):
    """Two incidents, what waits to be asked about each, and a clock that only goes on."""

    @initialize(severity=st.sampled_from([None, *Severity]), private=st.booleans())
    def begin(self, severity: Severity | None, private: bool) -> None:
        self.at = AT
        self.incidents: dict[int, Incident] = {}
        self.waiting: dict[int, list[Reminder]] = {1: [], 2: []}
        for number in (1, 2):
            known = {"severity": severity, "private": private and number == 1}
            declaration = lifecycle.Declaration(title="model drifts", **known)  # type: ignore[arg-type]
            self._keep(number, lifecycle.declare(declaration, number=number, by=ALICE, at=self.at))

    def _keep(self, number: int, change: Change) -> None:
        before = self.incidents.get(number)
        after = change.incident
        assert before is None or after.revision == before.revision + 1
        due = None
        for event in change.events:
            assert event.line()
            planned = plan(after, event, self.waiting[number], POLICY, at=self.at)
            stopped = {(r.kind, r.subject) for r in planned.stop}
            added = {(r.kind, r.subject): r for r in planned.add}
            kept = [
                r
                for r in self.waiting[number]
                if (r.kind, r.subject) not in stopped and (r.kind, r.subject) not in added
            ]
            self.waiting[number] = [*kept, *added.values()]
            due = next((r.due_at for r in planned.add if r.kind is ReminderKind.UPDATE_DUE), due)
        self.incidents[number] = after.model_copy(update={"next_update_at": due}) if due else after

    def _try(self, number: int, change: Callable[[Incident], Change]) -> None:
        """Do it, unless a rule refuses in words."""
        with suppress(IncidentError):
            self._keep(number, change(self.incidents[number]))

    @rule(minutes=st.integers(0, 600))
    def time_goes_on(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @rule(number=WHICH, who=WHO, summary=REASON)
    def resolve(self, number: int, who: object, summary: str | None) -> None:
        self._try(number, lambda i: lifecycle.resolve(i, summary, by=who, at=self.at))  # type: ignore[arg-type]

    @rule(number=WHICH, who=WHO, reason=REASON)
    def close(self, number: int, who: object, reason: str | None) -> None:
        left = open_points(self.incidents[number], called=tuple(Role), tasks=(), review=None)
        assert left
        self._try(
            number,
            lambda i: lifecycle.close(i, reason, left_open=left, by=who, at=self.at),  # type: ignore[arg-type]
        )

    @rule(number=WHICH, who=WHO, reason=REASON)
    def reopen(self, number: int, who: object, reason: str | None) -> None:
        self._try(number, lambda i: lifecycle.reopen(i, reason or "", by=who))  # type: ignore[arg-type]

    @rule(number=WHICH, who=WHO, reason=REASON)
    def cancel(self, number: int, who: object, reason: str | None) -> None:
        self._try(number, lambda i: lifecycle.cancel(i, reason or "", by=who, at=self.at))  # type: ignore[arg-type]

    @rule(number=WHICH, into=WHICH, who=WHO)
    def merge(self, number: int, into: int, who: object) -> None:
        one, other = self.incidents[number], self.incidents[into]
        with suppress(IncidentError):
            gone, kept = merging.merge(one, other, tasks=0, by=who, at=self.at)  # type: ignore[arg-type]
            assert one.private is other.private
            self._keep(number, gone)
            self._keep(into, kept)

    @rule(number=WHICH, who=WHO, private=st.booleans())
    def hide(self, number: int, who: object, private: bool) -> None:
        self._try(number, lambda i: lifecycle.set_private(i, private, by=who))  # type: ignore[arg-type]

    @rule(number=WHICH, who=WHO, role=st.sampled_from(list(Role)), holder=WHO)
    def assign(self, number: int, who: object, role: Role, holder: object) -> None:
        self._try(
            number,
            lambda i: response.assign(i, role, holder.user_id, by=who, at=self.at),  # type: ignore[attr-defined,arg-type]
        )

    @rule(number=WHICH, who=WHO, role=st.sampled_from(list(Role)))
    def release(self, number: int, who: object, role: Role) -> None:
        self._try(number, lambda i: response.release(i, role, by=who, at=self.at))  # type: ignore[arg-type]

    @rule(number=WHICH, who=WHO, phase=st.sampled_from(list(Phase)))
    def enter(self, number: int, who: object, phase: Phase) -> None:
        self._try(number, lambda i: response.enter_phase(i, phase, by=who, at=self.at))  # type: ignore[arg-type]

    @rule(number=WHICH, who=WHO)
    def recover(self, number: int, who: object) -> None:
        self._try(number, lambda i: response.recover(i, by=who, at=self.at))  # type: ignore[arg-type]

    @rule(number=WHICH, who=WHO, severity=st.sampled_from(list(Severity)), reason=REASON)
    def assess(self, number: int, who: object, severity: Severity, reason: str | None) -> None:
        self._try(
            number,
            lambda i: assessment.set_severity(i, severity, reason, by=who, at=self.at),  # type: ignore[arg-type]
        )

    @rule(number=WHICH, question=st.sampled_from(list(Question)), worst=st.booleans())
    def answer(self, number: int, question: Question, worst: bool) -> None:
        words = question.answers[-2 if worst else -1]
        given = TriageAnswer(question=question, answer=words, answered_by="U0BOB", answered_at=self.at)
        guide = CATALOGUE.question(question)
        self._try(number, lambda i: assessment.answer_triage(i, given, guide=guide, at=self.at))

    @rule(number=WHICH, word=st.sampled_from(["sev1", "low", "medium"]))
    def put_back(self, number: int, word: str) -> None:
        self._try(number, lambda i: lifecycle.take_word_as_title(i, word, by=ALICE))

    @invariant()
    def both_are_valid(self) -> None:
        for incident in self.incidents.values():
            assert_valid(incident)

    @invariant()
    def what_waits_fits(self) -> None:
        for number, incident in self.incidents.items():
            kinds = {r.kind for r in self.waiting[number]}
            if incident.status is Status.OPEN:
                assert ReminderKind.UPDATE_DUE in kinds
                assert ReminderKind.RESOLVED_NOT_CLOSED not in kinds
                assert ReminderKind.REVIEW_DUE not in kinds
            elif incident.status is Status.RESOLVED:
                assert ReminderKind.RESOLVED_NOT_CLOSED in kinds
                assert ReminderKind.ROLE_EMPTY not in kinds
            elif incident.status is Status.CLOSED:
                assert kinds <= AFTER_THE_END
            else:
                assert not kinds
            for reminder in self.waiting[number]:
                if reminder.kind is ReminderKind.ROLE_EMPTY:
                    assert incident.holder(Role(reminder.subject)) is None


TestLives = Lives.TestCase
TestLives.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_an_untouched_incident_is_valid() -> None:
    assert_valid(declared())
