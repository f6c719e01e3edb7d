"""Keeps deadlines at what facts, anchors and filings call for, whenever one of them moves."""

from collections.abc import Sequence

from bot.catalogue import Catalogue
from bot.catalogue.regulations import find_member_state, place, years_around
from bot.domain.duties.anchor import proposals
from bot.domain.duties.computing import Entity, computed
from bot.domain.duties.dossier import Dossier
from bot.domain.duties.following import follow
from bot.domain.event import AnchorsProposed
from bot.domain.event.base import Event
from bot.domain.incident import Incident
from bot.domain.regulation.profile import Profile
from bot.domain.value import Instant
from storage import Repositories


async def follow_up(
    repositories: Repositories, incident: Incident, catalogue: Catalogue, at: Instant
) -> tuple[Event, ...]:
    """Work the deadlines out anew, store what changed and return what happened."""
    dossier = await repositories.duties.dossier(incident.number)
    if dossier.is_empty:
        return ()
    regulations = catalogue.regulations
    proposed = proposals(incident, dossier.anchors, regulations.anchors, at=at) if dossier.facts else ()
    await repositories.duties.tell(proposed)
    dossier = dossier.model_copy(update={"anchors": (*dossier.anchors, *proposed)})
    clocks = computed(incident, dossier, regulations, entities(dossier, incident, catalogue, at), at=at)
    followed = follow(incident, dossier, clocks, regulations, at=at)
    await repositories.duties.save(followed.deadlines)
    if not proposed:
        return followed.events
    kinds = tuple(anchor.kind for anchor in proposed)
    first = AnchorsProposed(kinds=kinds, at=proposed[0].at, basis=proposed[0].basis)
    return (first, *followed.events)


def entities(dossier: Dossier, incident: Incident, catalogue: Catalogue, at: Instant) -> tuple[Entity, ...]:
    """Every legal entity with its days off, for the years that counting can reach."""
    instants = [at, incident.declared_at, *(anchor.at for anchor in dossier.anchors)]
    instants += [each.filed_at for each in dossier.deadlines if each.filed_at]
    profiles: Sequence[Profile | None] = catalogue.profiles or (None,)
    return tuple(_entity(profile, catalogue, instants) for profile in profiles)


def _entity(profile: Profile | None, catalogue: Catalogue, instants: Sequence[Instant]) -> Entity:
    regulations = catalogue.regulations
    state = profile.member_state if profile else None
    where = place(
        regulations,
        years=years_around(instants, regulations),
        zone=(profile.zone if profile else None) or (None if state else catalogue.zone),
        member_state=find_member_state(state, regulations.member_states) if state else None,
        relief_allowed=profile.dora_weekend_relief if profile else False,
    )
    return Entity(profile=profile, place=where)
