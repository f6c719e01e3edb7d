"""What stands for the organisation, answered in Slack: by whom, and which clocks follow."""

from collections.abc import Mapping

from bot.domain.changes.common import changed
from bot.domain.duties.edition import Edition
from bot.domain.duties.standing import ALONE, StandingAnswerOf, asked_of
from bot.domain.errors import NotAllowed, NothingChanged, WrongUse
from bot.domain.event import CatalogueAccepted
from bot.domain.incident import Incident, Status
from bot.domain.permission import stands_in_for_legal
from bot.domain.regulation.answer import Answer
from bot.domain.regulation.fact import Fact
from bot.domain.regulation.profile import Profile
from bot.domain.role import Role
from bot.services.unit import Unit


async def allow(unit: Unit) -> None:
    """Let through counsel: who holds the legal role of an incident, or stands in for it by configuration.

    Raises:
        NotAllowed: it is somebody else.
    """
    if unit.actor.user_id == unit.policy.clocks.backup:
        return
    there = await unit.repositories.incidents.all(None, Status.OPEN, Status.RESOLVED)
    if any(incident.holder(Role.LEGAL) == unit.actor.user_id for incident in there):
        return
    raise NotAllowed(
        "What stands for the organisation is for the legal lead to say: whoever holds that role in an open"
        " incident, or the backup that the configuration names. Take it with `/incident role legal me`."
    )


def entities(unit: Unit) -> tuple[str, ...]:
    """Return the legal entities that the configuration names, or the one that needs no name."""
    return tuple(each.name for each in unit.catalogue.profiles) or (ALONE,)


def configured(unit: Unit, entity: str) -> Profile | None:
    """Return what the configuration says of a legal entity.

    Raises:
        WrongUse: it names no such entity any more.
    """
    if entity not in entities(unit):
        raise WrongUse("The configuration does not name that legal entity any more. Open the form again.")
    return next((each for each in unit.catalogue.profiles if each.name == entity), None)


def asked(unit: Unit, entity: str) -> tuple[Fact, ...]:
    """Return the facts that people may answer for a legal entity."""
    return asked_of(configured(unit, entity), unit.catalogue.regulations)


async def told(unit: Unit, entity: str) -> tuple[StandingAnswerOf, ...]:
    """Return what was answered for a legal entity so far."""
    names = {entity, ALONE} if len(entities(unit)) == 1 else {entity}
    found = [each for each in await unit.repositories.duties.standing() if each.entity in names]
    return tuple({each.fact: each for each in sorted(found, key=lambda each: each.entity)}.values())


async def answer(unit: Unit, entity: str, answers: Mapping[str, Answer]) -> list[int]:
    """Keep what is new among answers; return the incidents whose clocks it may concern.

    Raises:
        NothingChanged: all of it was answered so.
    """
    await allow(unit)
    before = {each.fact: each.answer for each in await told(unit, entity)}
    new = [
        StandingAnswerOf(
            entity=entity, fact=fact, answer=answer, answered_by=unit.actor.user_id, answered_at=unit.at
        )
        for fact, answer in answers.items()
        if before.get(fact) is not answer
    ]
    if not new:
        raise NothingChanged("All of that was answered so already; nothing was changed.")
    catalogue = await unit.answer_for_organisation(new)
    return await unit.repositories.duties.on_other_editions(catalogue.edition)


async def accept(unit: Unit, incident: Incident) -> None:
    """Let the clocks of the incident from which it was answered follow at once; others ask for it."""
    edition = (await unit.organised()).edition
    await unit.repositories.duties.keep_edition(Edition(incident=incident.number, accepted=edition))
    event = CatalogueAccepted(for_legal=stands_in_for_legal(incident), by=unit.actor.user_id)
    await unit.record(changed(incident, event), quietly=True)
