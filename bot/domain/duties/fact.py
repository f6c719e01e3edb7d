"""What was said of the facts that decide which duties apply, and what counts for those nobody answered."""

from collections.abc import Iterable, Sequence

from bot.domain.regulation.answer import Answer, Answers
from bot.domain.regulation.asking import first_questions, follow_ups
from bot.domain.regulation.profile import Profile
from bot.domain.regulation.regulations import Regulations
from bot.domain.value import Instant, Value


class FactAnswer(Value):
    """The latest answer to one fact of an incident; earlier ones are on the timeline."""

    fact: str
    answer: Answer
    note: str | None = None
    answered_by: str
    answered_at: Instant


def answers_of(
    told: Sequence[FactAnswer],
    regulations: Regulations,
    profile: Profile | None,
    systems: Iterable[str] = (),
) -> Answers:
    """The answers that count: the incident's own, the standing ones, and unknown where one is due.

    A standing fact nobody answered is unknown. So is a fact of the incident that was to be asked by now; one
    that the answers so far do not lead to is no, as is a modifier nobody spoke of.
    """
    given = {**_standing(regulations, profile, systems), **{each.fact: each.answer for each in told}}
    if not told:
        return Answers(given=given)
    first = {fact.id: Answer.UNKNOWN for fact in first_questions(regulations)}
    given = first | given
    found = follow_ups(regulations, Answers(given=given))
    led_to = {fact.id: Answer.UNKNOWN for fact in found if not fact.modifier}
    return Answers(given=led_to | given)


def _standing(regulations: Regulations, profile: Profile | None, systems: Iterable[str]) -> dict[str, Answer]:
    """The organisation's answers; where systems that are affected have their own, those go before."""
    of_nobody = Profile(name="")
    named = {name.casefold(): name for name in (profile.systems if profile else {})}
    asked = (system.casefold() for system in systems)
    affected: list[str | None] = [named[system] for system in asked if system in named]
    said = [
        (profile or of_nobody).answers(regulations.standing_facts, system=system)
        for system in affected or (None,)
    ]
    return {fact: _strongest([each[fact] for each in said]) for fact in regulations.standing_facts}


def _strongest(answers: Sequence[Answer]) -> Answer:
    """What counts of several systems: a yes of any, else an unknown of any."""
    return next((answer for answer in (Answer.YES, Answer.UNKNOWN) if answer in answers), Answer.NO)
