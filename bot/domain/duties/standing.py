"""What people answered in Slack for their organisation, laid under the profiles of the configuration."""

from collections.abc import Iterable, Mapping, Sequence

from bot.domain.regulation.answer import Answer
from bot.domain.regulation.fact import Fact
from bot.domain.regulation.profile import Profile, StandingAnswer
from bot.domain.regulation.regulations import Regulations
from bot.domain.value import Instant, Value

ALONE = ""
"""The entity of an organisation that has no profile in its configuration."""


class StandingAnswerOf(Value):
    """The answer that somebody gave for a legal entity."""

    entity: str = ALONE
    fact: str
    answer: Answer
    answered_by: str
    answered_at: Instant


def with_answers(profiles: tuple[Profile, ...], told: Sequence[StandingAnswerOf]) -> tuple[Profile, ...]:
    """Profiles in which the answers given in Slack stand wherever the configuration gives none."""
    if not told:
        return profiles
    if not profiles:
        facts = _of(told, ALONE)
        return (Profile(name=ALONE, facts=facts),) if facts else ()
    return tuple(
        each.model_copy(update={"facts": {**each.facts, **_said(each, told, alone=len(profiles) == 1)}})
        for each in profiles
    )


def _said(profile: Profile, told: Sequence[StandingAnswerOf], *, alone: bool) -> Mapping[str, StandingAnswer]:
    """What counts; what was answered before there was a profile is its own while it is the only one."""
    before = _of(told, ALONE) if alone else {}
    given = before | _of(told, profile.name)
    return {fact: answer for fact, answer in given.items() if not _is_configured(profile, fact)}


def _of(told: Iterable[StandingAnswerOf], entity: str) -> dict[str, StandingAnswer]:
    return {
        each.fact: StandingAnswer(answer=each.answer, by=each.answered_by, at=each.answered_at)
        for each in told
        if each.entity == entity
    }


def _is_configured(profile: Profile, fact: str) -> bool:
    said = profile.facts.get(fact)
    return said is not None and said.answer is not Answer.UNKNOWN


def asked_of(profile: Profile | None, regulations: Regulations) -> tuple[Fact, ...]:
    """The standing facts that the configuration does not answer, and that people may."""
    return tuple(
        fact
        for fact in regulations.facts
        if fact.standing and not (profile and _is_configured(profile, fact.id))
    )


def unanswered_for(profiles: Sequence[Profile], regulations: Regulations) -> int:
    """How many standing facts nobody knows of some legal entity, the most of any."""
    counts = [
        sum(answer is Answer.UNKNOWN for answer in each.answers(regulations.standing_facts).values())
        for each in profiles
    ]
    return max(counts, default=len(regulations.standing_facts))
