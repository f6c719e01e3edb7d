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

    A standing fact nobody answered is unknown. So is a fact of the incident that an answer led to and that
    nobody answered yet; a group of which any was answered is answered whole. What was neither answered nor
    led to is no.
    """
    own = {each.fact: each.answer for each in told}
    given = {**_standing(regulations, profile, systems), **own}
    if not told:
        return Answers(given=given)
    answered = {fact.group for fact in regulations.facts if fact.group and fact.id in own}
    found = [
        fact for fact in follow_ups(regulations, Answers(given=given)) if fact.ask_if and not fact.modifier
    ]
    led_to = {fact.id: Answer.UNKNOWN for fact in found if fact.group not in answered}
    return Answers(given=led_to | given)


def unanswered(told: Sequence[FactAnswer], regulations: Regulations) -> int:
    """How many of the facts asked first nobody has answered yet."""
    answered = {each.fact for each in told}
    return sum(fact.id not in answered for fact in first_questions(regulations))


def _standing(regulations: Regulations, profile: Profile | None, systems: Iterable[str]) -> dict[str, Answer]:
    """The organisation's answers; for an affected system that has its own, those go before.

    A system that has none is as the organisation is.
    """
    of_nobody = Profile(name="")
    named = {name.casefold(): name for name in (profile.systems if profile else {})}
    affected = [named.get(system.casefold()) for system in systems]
    said = [
        (profile or of_nobody).answers(regulations.standing_facts, system=system)
        for system in affected or (None,)
    ]
    return {fact: _strongest([each[fact] for each in said]) for fact in regulations.standing_facts}


def _strongest(answers: Sequence[Answer]) -> Answer:
    """What counts of several systems: a yes of any, else an unknown of any."""
    return next((answer for answer in (Answer.YES, Answer.UNKNOWN) if answer in answers), Answer.NO)
