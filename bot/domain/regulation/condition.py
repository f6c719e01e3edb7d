"""Judges whether facts call for a duty; not knowing proposes, and never excludes."""

from collections.abc import Iterable

from bot.domain.regulation.answer import Answer, Answers
from bot.domain.value import Value


class Judgement(Value):
    """Whether a condition holds, and which unanswered facts it hangs on."""

    verdict: Answer
    unknown: tuple[str, ...] = ()

    @property
    def possible(self) -> bool:
        """Whether the duty is shown at all."""
        return self.verdict is not Answer.NO

    def and_also(self, other: "Judgement") -> "Judgement":
        """Both together: a no wins over an unknown, an unknown over a yes."""
        if not (self.possible and other.possible):
            return Judgement(verdict=Answer.NO)
        unknown = tuple(dict.fromkeys((*self.unknown, *other.unknown)))
        return Judgement(verdict=Answer.UNKNOWN if unknown else Answer.YES, unknown=unknown)


class Condition(Value):
    """Every fact of `all`, one of `any` where there are some, and none of `none`."""

    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    never: bool = False
    """Kept for the record: holds under no facts."""

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact it names."""
        return (*self.all, *self.any, *self.none)

    def judge(self, answers: Answers) -> Judgement:
        """Whether it holds; what is unknown counts as yes for `all` and `any`, and as no for `none`."""
        needed = [answers.of(fact) for fact in self.all]
        choices = [answers.of(fact) for fact in self.any]
        excluded = any(answers.of(fact) is Answer.YES for fact in self.none)
        none_left = bool(choices) and all(answer is Answer.NO for answer in choices)
        if self.never or excluded or none_left or Answer.NO in needed:
            return Judgement(verdict=Answer.NO)
        unknown = _unknown(self.all, answers)
        if Answer.YES not in choices:
            unknown += _unknown(self.any, answers)
        return Judgement(verdict=Answer.UNKNOWN if unknown else Answer.YES, unknown=unknown)


def _unknown(facts: Iterable[str], answers: Answers) -> tuple[str, ...]:
    return tuple(fact for fact in facts if answers.of(fact) is Answer.UNKNOWN)
