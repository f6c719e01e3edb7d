"""The severity that triage answers speak for, and every rule that says so.

The bot suggests and a person decides. `unknown` is an answer and can only raise the suggestion; a question
nobody has answered fires no rule. Low is what is left when all six halves are answered and nothing else
fired; until then the suggestion is a lower bound and never argues for less than the incident has.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from pydantic import Field

from bot.domain.question import FOUR_QUESTIONS, UNKNOWN, Question
from bot.domain.severity import Severity
from bot.domain.value import Value

Answers = Mapping[Question, str]


class Reason(Value):
    """A rule that fired, and why that speaks for its severity."""

    rule_id: str
    severity: Severity
    because: str


class Nudge(Value):
    """Something for the commander to consider besides; it changes no suggestion."""

    rule_id: str
    text: str


class Suggestion(Value):
    """What the answers so far speak for; nothing is set by it."""

    severity: Severity | None = Field(description="None while the answers speak for none yet")
    reasons: tuple[Reason, ...] = Field(description="Every rule that fired, those of this severity first")
    nudges: tuple[Nudge, ...]
    unanswered: tuple[Question, ...] = Field(description="Of the six, second halves included")

    @property
    def complete(self) -> bool:
        """Whether all four questions are answered, `unknown` included; a second half may still be open."""
        return not any(question in FOUR_QUESTIONS for question in self.unanswered)

    def beyond(self, present: Severity) -> Severity | None:
        """The severity to propose in place of the present one; None when there is nothing to propose.

        A lower one only when nothing is unanswered: half an assessment never argues for less.
        """
        if self.severity is None or self.severity is present:
            return None
        if self.unanswered and not self.severity.is_higher_than(present):
            return None
        return self.severity


class _Clause(Value):
    """A question answered in one of these ways."""

    question: Question
    answers: frozenset[str]

    def holds(self, given: Answers) -> bool:
        return given.get(self.question) in self.answers


class _Rule(Value):
    """One line of the decision table: any of its clauses is enough, unless it needs every one."""

    rule_id: str
    severity: Severity
    clauses: tuple[_Clause, ...]
    needs_every: bool = False
    because: str

    def fires(self, given: Answers) -> bool:
        held = (clause.holds(given) for clause in self.clauses)
        return all(held) if self.needs_every else any(held)

    @property
    def reason(self) -> Reason:
        return Reason(rule_id=self.rule_id, severity=self.severity, because=self.because)


def _when(question: Question, *answers: str) -> _Clause:
    return _Clause(question=question, answers=frozenset(answers))


def _any(rule_id: str, severity: Severity, because: str, *clauses: _Clause) -> _Rule:
    return _Rule(rule_id=rule_id, severity=severity, because=because, clauses=clauses)


def _all(rule_id: str, severity: Severity, because: str, *clauses: _Clause) -> _Rule:
    return _Rule(rule_id=rule_id, severity=severity, because=because, clauses=clauses, needs_every=True)


_HARM, _SAFETY, _SCOPE = Question.ONGOING_HARM, Question.SAFETY_RISK, Question.SCOPE
_IMPACT, _EXPOSURE, _REGULATORY = Question.IMPACT, Question.EXPOSURE, Question.REGULATORY

# Worst first: the first rule that fires gives the severity, and reasons are listed in this order.
_RULES = (
    _any("C1", Severity.CRITICAL, "harm is happening now", _when(_HARM, "yes")),
    _any("C2", Severity.CRITICAL, "a person could be hurt", _when(_SAFETY, "yes")),
    _any("C3", Severity.CRITICAL, "a major compliance violation", _when(_REGULATORY, "major")),
    _any(
        "H1",
        Severity.HIGH,
        "significant impact",
        _when(_SCOPE, "significant", "widespread"),
        _when(_IMPACT, "material", "severe"),
    ),
    _any("H2", Severity.HIGH, "the public has seen it", _when(_EXPOSURE, "public")),
    _any("H3", Severity.HIGH, "a regulator may have to be told", _when(_REGULATORY, "possible", "likely")),
    _any("H4", Severity.HIGH, "harm may be happening and is not excluded", _when(_HARM, "possible")),
    _all(
        "H5",
        Severity.HIGH,
        "nobody knows yet whether harm continues, and the scope is large or unknown",
        _when(_HARM, UNKNOWN),
        _when(_SCOPE, "significant", "widespread", UNKNOWN),
    ),
    _all(
        "H6",
        Severity.HIGH,
        "a risk to people is not excluded",
        _when(_SAFETY, UNKNOWN),
        _when(_HARM, "possible", UNKNOWN),
    ),
    _any(
        "M1",
        Severity.MEDIUM,
        "limited impact or degraded performance",
        _when(_SCOPE, "limited"),
        _when(_IMPACT, "moderate"),
        _when(_HARM, "stopped"),
        _when(_EXPOSURE, "customer"),
    ),
    _any(
        "M2",
        Severity.MEDIUM,
        "an answer is still unknown",
        *(_when(question, UNKNOWN) for question in Question),
    ),
)

_NOTHING_ABOVE = Reason(
    rule_id="L1", severity=Severity.LOW, because="everything is answered and nothing speaks for more"
)


def suggest(
    answers: Answers, *, facets: AbstractSet[str] = frozenset(), vulnerable: bool = False
) -> Suggestion:
    """The highest severity that any rule asks for, with all the reasons that fired.

    `facets` are the incident's, `vulnerable` says that children, patients or the like are among the affected.
    """
    unanswered = tuple(question for question in Question if question not in answers)
    fired = [rule.reason for rule in _RULES if rule.fires(answers)]
    if not fired and not unanswered:
        fired = [_NOTHING_ABOVE]
    return Suggestion(
        severity=fired[0].severity if fired else None,
        reasons=tuple(fired),
        nudges=_nudges(answers, facets, vulnerable=vulnerable),
        unanswered=unanswered,
    )


def _nudges(answers: Answers, facets: AbstractSet[str], *, vulnerable: bool) -> tuple[Nudge, ...]:
    nudges = []
    if answers.get(_SCOPE) == "widespread" and answers.get(_IMPACT) == "severe":
        nudges.append(Nudge(rule_id="N1", text="Widespread and severe: consider Critical."))
    if vulnerable:
        text = "Children, patients or other vulnerable people are involved: consider raising one level."
        nudges.append(Nudge(rule_id="N2", text=text))
    if "agentic" in facets and answers.get(_HARM) in ("possible", UNKNOWN):
        text = "An agent may still be acting: revoke its credentials and tools before asking it anything."
        nudges.append(Nudge(rule_id="N3", text=text))
    return tuple(nudges)
