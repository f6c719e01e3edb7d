"""Whatever is done to an incident in whatever order, it stays a valid one."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue import load_catalogue
from bot.domain.actor import Actor
from bot.domain.category import Category
from bot.domain.changes import assessment, lifecycle, response
from bot.domain.changes.lifecycle import Declaration
from bot.domain.errors import IncidentError
from bot.domain.event import Change, Event
from bot.domain.incident import Certainty, Incident, Status
from bot.domain.phase import Phase
from bot.domain.role import Role
from bot.domain.severity import Severity
from bot.domain.triage import FOUR_QUESTIONS, Question, TriageAnswer

BEGIN = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
CATALOGUE = load_catalogue()
Rule = Callable[[Incident, datetime], Change]

people = st.sampled_from(["UALICE", "UBOB", "UEMI"])
actors = st.builds(Actor, user_id=people)
words = st.text(max_size=40)
severities = st.sampled_from(Severity)
roles = st.sampled_from(Role)
phases = st.sampled_from(Phase)
around = st.integers(-600, 600).map(lambda minutes: timedelta(minutes=minutes))


def _answer(question: Question, place: int, by: str, note: str | None) -> Rule:
    def rule(incident: Incident, at: datetime) -> Change:
        word = question.answers[place % len(question.answers)]
        given_ = TriageAnswer(question=question, answer=word, note=note, answered_by=by, answered_at=at)
        return assessment.answer_triage(incident, given_, guide=CATALOGUE.question(question), at=at)

    return rule


rules: st.SearchStrategy[Rule] = st.one_of(
    st.builds(
        lambda r, u, b, n: lambda i, at: response.assign(i, r, u, by=b, at=at, note=n),
        roles, people, actors, words,
    ),
    st.builds(lambda r, b: lambda i, at: response.claim(i, r, by=b, at=at), roles, actors),
    st.builds(lambda r, b: lambda i, at: response.release(i, r, by=b, at=at), roles, actors),
    st.builds(
        lambda r, t, b: lambda i, _: response.tick(i, r, ticked=t, unticked=(), by=b),
        roles, st.tuples(words), actors,
    ),
    st.builds(lambda p, b: lambda i, at: response.enter_phase(i, p, by=b, at=at), phases, actors),
    st.builds(lambda b: lambda i, at: response.contain(i, by=b, at=at), actors),
    st.builds(lambda b: lambda i, at: response.recover(i, by=b, at=at), actors),
    st.builds(
        lambda s, r, b: lambda i, at: assessment.set_severity(i, s, r, by=b, at=at),
        severities, st.none() | words, actors,
    ),
    st.builds(
        lambda s, r, b: lambda i, at: assessment.decline_suggestion(i, s, r, by=b, at=at),
        severities, words, actors,
    ),
    st.builds(_answer, st.sampled_from(Question), st.integers(0, 9), people, st.none() | words),
    st.builds(
        lambda c, s, b: lambda i, _: assessment.set_category(i, c, s, label="x", by=b),
        st.sampled_from(Category), st.none() | st.just("safety.bias"), actors,
    ),
    st.builds(
        lambda f, b: lambda i, _: assessment.set_facets(i, f, labels=f, by=b),
        st.lists(st.sampled_from(["rag", "minors"]), unique=True).map(tuple), actors,
    ),
    st.builds(lambda t, b: lambda i, _: assessment.set_title(i, t, by=b), words, actors),
    st.builds(lambda t, b: lambda i, _: assessment.set_summary(i, t, by=b), words, actors),
    st.builds(
        lambda m, c, b: lambda i, at: assessment.set_started(i, at + m, c, by=b, at=at),
        around, st.sampled_from([Certainty.KNOWN, Certainty.ESTIMATED]), actors,
    ),
    st.builds(
        lambda b: lambda i, at: assessment.set_started(i, None, Certainty.KNOWN, by=b, at=at), actors
    ),
    st.builds(
        lambda m, b: lambda i, at: assessment.set_detected(i, at + m, Certainty.KNOWN, by=b, at=at),
        around, actors,
    ),
    st.builds(lambda b: lambda i, at: lifecycle.resolve(i, None, by=b, at=at), actors),
    st.builds(lambda b: lambda i, at: lifecycle.close(i, "x", left_open=(), by=b, at=at), actors),
    st.builds(lambda b: lambda i, _: lifecycle.reopen(i, "again", by=b), actors),
)  # fmt: skip


@given(
    first=st.builds(Declaration, title=st.just("drift"), severity=st.none() | severities),
    steps=st.lists(st.tuples(rules, st.integers(0, 90)), max_size=25),
)
def test_any_sequence_of_changes_leaves_a_valid_incident(
    first: Declaration, steps: list[tuple[Rule, int]]
) -> None:
    at = BEGIN
    incident = lifecycle.declare(first, number=7, by=Actor(user_id="UALICE"), at=at).incident
    for rule, minutes in steps:
        at += timedelta(minutes=minutes)
        change = _tried(rule, incident, at)
        if isinstance(change, str):
            assert change.rstrip("`”)").endswith((".", "?", "…", "!"))
            continue
        _holds_together(incident, change.incident, at)
        _is_told(change.events)
        incident = change.incident


def _tried(rule: Rule, incident: Incident, at: datetime) -> Change | str:
    """What the rule changes, or the sentence with which it refuses."""
    try:
        return rule(incident, at)
    except IncidentError as refusal:
        return refusal.message


def _holds_together(before: Incident, after: Incident, at: datetime) -> None:
    assert Incident.model_validate(after.model_dump()) == after
    assert (after.number, after.declared_at, after.declared_by) == (7, BEGIN, "UALICE")
    assert after.revision == before.revision + 1
    assert after.title == " ".join(after.title.split()) != ""
    _roles_hold_together(before, after)
    assert len({answer.question for answer in after.triage}) == len(after.triage)
    assert after.severity_assessed is (after.severity_confirmed_at is not None)
    answered = all(after.answer(question) for question in FOUR_QUESTIONS)
    assert (after.triaged_at is not None) is (answered and after.severity_assessed)
    assert after.suggestion_declined is not after.severity
    assert (after.started_at is None) is (after.started_certainty is Certainty.UNKNOWN)
    if after.phase is Phase.RECOVERY:
        assert after.remediated_at is not None
    if after.recovered_at is not None and after.status is Status.OPEN:
        assert not after.phase.is_before(Phase.RECOVERY)
    instants = [value for name, value in after if name.endswith("_at") and name != "next_update_at"]
    assert all(value <= at for value in instants if value is not None)


def _roles_hold_together(before: Incident, after: Incident) -> None:
    for role in Role:
        history = [holding for holding in after.roles if holding.role is role]
        assert sum(holding.is_current for holding in history) <= 1
        assert all(h.released_at is None or h.released_at >= h.assigned_at for h in history)
        ends = [h.released_at for h in history[:-1]]
        assert None not in ends
    kept = [(h.role, h.user_id, h.assigned_at) for h in before.roles]
    assert [(h.role, h.user_id, h.assigned_at) for h in after.roles][: len(kept)] == kept
    assert (after.acknowledged_at is None) is (after.roles == ())
    if after.roles:
        assert after.acknowledged_at == after.roles[0].assigned_at


def _is_told(events: tuple[Event, ...]) -> None:
    assert events
    for event in events:
        assert event.line().strip()
        assert type(event).model_validate(event.model_dump(mode="json")) == event
