"""An organisation's standing answers, as one legal entity gave them."""

from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import BeforeValidator

from bot.domain.regulation.answer import Answer
from bot.domain.regulation.zone import ZoneName
from bot.domain.value import Instant, Value


def _said(given: object) -> object:
    """YAML reads yes and no as true and false."""
    if given is None:
        return Answer.UNKNOWN
    if isinstance(given, bool):
        return Answer.YES if given else Answer.NO
    return given.strip().lower() if isinstance(given, str) else given


class StandingAnswer(Value):
    """An answer that holds until somebody changes it."""

    answer: Annotated[Answer, BeforeValidator(_said)]
    by: str | None = None
    at: Instant | None = None
    note: str | None = None


def _bare(given: object) -> object:
    return given if isinstance(given, Mapping | StandingAnswer) else {"answer": given}


WrittenAnswer = Annotated[StandingAnswer, BeforeValidator(_bare)]
"""`yes`, `no`, `unknown`, or an answer with who gave it and when."""


class Profile(Value):
    """One legal entity: what it is, where it is, and what is so of its systems."""

    name: str
    zone: ZoneName | None = None
    member_state: str | None = None
    """The authority's, `DE` or `DE-BE`."""
    dora_weekend_relief: bool = False
    facts: Mapping[str, WrittenAnswer] = {}
    systems: Mapping[str, Mapping[str, WrittenAnswer]] = {}
    """What is so of one system, and there goes before what is so of the organisation."""

    def answers(self, standing: Iterable[str], *, system: str | None = None) -> dict[str, Answer]:
        """An answer for every standing fact; what nobody answered is unknown."""
        said = {**self.facts, **(self.systems[system] if system else {})}
        return {fact: said[fact].answer if fact in said else Answer.UNKNOWN for fact in standing}
