"""Which facts to ask about: the first nine, then only what the answers so far make relevant."""

from bot.domain.regulation.answer import Answer, Answers
from bot.domain.regulation.fact import Fact
from bot.domain.regulation.regulations import Regulations


def first_questions(regulations: Regulations) -> tuple[Fact, ...]:
    """The facts asked at once."""
    return tuple(fact for fact in regulations.facts if fact.first_screen)


def follow_ups(regulations: Regulations, answers: Answers) -> tuple[Fact, ...]:
    """The facts of the incident that may still change which clocks run.

    A fact that leads on counts as true while it is unknown. Where all regimes that ask about a fact are ruled
    out already (by the profile, mostly), nobody is asked.
    """
    open_to = _still_possible(regulations, answers)
    return tuple(
        fact
        for fact in regulations.facts
        if not (fact.standing or fact.first_screen)
        and _led_to(fact, answers)
        and (fact.modifier or fact.id in open_to)
    )


def _led_to(fact: Fact, answers: Answers) -> bool:
    return not fact.ask_if or any(answers.of(earlier) is not Answer.NO for earlier in fact.ask_if)


def _still_possible(regulations: Regulations, answers: Answers) -> frozenset[str]:
    """Every fact that a regime asks about which the known answers have not ruled out."""
    known = {fact: answer for fact, answer in answers.given.items() if answer is not Answer.UNKNOWN}
    so_far = Answers(given=known, otherwise=Answer.UNKNOWN)
    possible = (r for r in regulations.regimes if r.runs and r.select.judge(so_far).possible)
    return frozenset(fact for regime in possible for fact in regime.facts)
