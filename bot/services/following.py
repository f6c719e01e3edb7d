"""Keeps deadlines at what facts, anchors and filings call for, whenever one of them moves."""

from collections.abc import Sequence

from bot.catalogue import Catalogue
from bot.catalogue.regulations import find_member_state, place, years_around
from bot.domain.duties.anchor import EVERY_REGIME, Anchor, proposals
from bot.domain.duties.computing import Entity, computed
from bot.domain.duties.deadline import Key
from bot.domain.duties.dossier import Dossier
from bot.domain.duties.edition import Edition, moved_by
from bot.domain.duties.following import Followed, follow
from bot.domain.event import AnchorsProposed, CatalogueChanged
from bot.domain.event.base import Event
from bot.domain.incident import Incident, Status
from bot.domain.regulation.profile import Profile
from bot.domain.regulation.regulations import Regulations
from bot.domain.value import Instant
from storage import Repositories

MOVES_TOLD = 30
"""Changes that the record names one by one when another edition would make them."""


async def follow_up(
    repositories: Repositories, incident: Incident, catalogue: Catalogue, at: Instant
) -> tuple[Event, ...]:
    """Work the deadlines out anew, store what changed and return what happened."""
    dossier = await repositories.duties.dossier(incident.number)
    if dossier.is_empty or incident.status is Status.MERGED:
        return ()
    regulations = catalogue.regulations
    proposed = proposals(incident, dossier.anchors, regulations.anchors, at=at) if dossier.facts else ()
    await repositories.duties.tell(proposed)
    dossier = dossier.model_copy(update={"anchors": (*dossier.anchors, *proposed)})
    clocks = computed(incident, dossier, regulations, entities(dossier, incident, catalogue, at), at=at)
    edition = await repositories.duties.edition(incident.number)
    held = edition.held if edition and edition.proposed == catalogue.edition else ()
    followed = follow(incident, dossier, clocks, regulations, at=at, held=held)
    first = (_said(proposed, regulations),) if proposed else ()
    if edition and (changed := _changed_by_edition(dossier, followed, edition, catalogue)):
        update = {"proposed": catalogue.edition, "held": changed}
        await repositories.duties.keep_edition(edition.model_copy(update=update))
        return (*first, _asked(catalogue, followed.events))
    if edition is None or (edition.accepted != catalogue.edition and not held):
        fresh = Edition(incident=incident.number, accepted=catalogue.edition)
        await repositories.duties.keep_edition(fresh)
    await repositories.duties.save(followed.deadlines)
    return (*first, *followed.events)


def _said(proposed: Sequence[Anchor], regulations: Regulations) -> Event:
    kinds = tuple(anchor.kind for anchor in proposed)
    named = tuple(regulations.start_named(kind, EVERY_REGIME) for kind in kinds)
    return AnchorsProposed(kinds=kinds, named=named, at=proposed[0].at, basis=proposed[0].basis)


def _asked(catalogue: Catalogue, events: Sequence[Event]) -> Event:
    return CatalogueChanged(
        edition=catalogue.edition,
        compiled_on=catalogue.regulations.meta.compiled_on,
        count=len(events),
        moves=tuple(event.line() for event in events[:MOVES_TOLD]),
    )


def _changed_by_edition(
    dossier: Dossier, followed: Followed, edition: Edition, catalogue: Catalogue
) -> tuple[Key, ...]:
    """What another edition of the catalogue would move, where nobody has been asked about it yet."""
    if catalogue.edition in (edition.accepted, edition.proposed):
        return ()
    return moved_by(followed.deadlines, dossier.deadlines)


def entities(dossier: Dossier, incident: Incident, catalogue: Catalogue, at: Instant) -> tuple[Entity, ...]:
    """Every legal entity with its days off, for the years that counting can reach."""
    instants = [at, incident.declared_at, *(anchor.at for anchor in dossier.anchors)]
    instants += [each.filed_at for each in dossier.deadlines if each.filed_at]
    profiles: Sequence[Profile | None] = catalogue.profiles or (None,)
    found = tuple(_entity(profile, catalogue, instants) for profile in profiles)
    return found if len(found) > 1 else (found[0].model_copy(update={"alone": True}),)


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


def day_zones(incident: Incident, dossier: Dossier, catalogue: Catalogue, at: Instant) -> dict[int, str]:
    """The zone in which the days end that an owed deadline counts, by its number."""
    places = {each.name: each.place for each in entities(dossier, incident, catalogue, at)}
    found: dict[int, str] = {}
    for each in dossier.owed:
        regime = catalogue.regulations.regimes_by_id.get(each.regime)
        stage = regime.stage(each.stage) if regime else None
        if regime and stage and stage.rule.ends_a_day and each.entity in places:
            found[each.number] = places[each.entity].zone(stage.zone or regime.zone).key
    return found
