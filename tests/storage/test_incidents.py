"""Incidents are kept whole, found by channel and person, and changed by one at a time."""

import asyncio

import pytest

from bot.domain.incident import Incident, Places, Status
from bot.domain.responder import Holding
from bot.domain.role import Role
from bot.domain.severity import Severity
from bot.domain.triage import Question
from storage.database import Database
from tests.databases import OpenAnother, RawSql
from tests.storage.examples import AT, a_full_incident, an_answer, an_incident, later


async def add(database: Database, *incidents: Incident) -> None:
    async with database.transaction() as repositories:
        for incident in incidents:
            await repositories.incidents.add(incident)


def in_channel(number: int, channel_id: str, status: Status = Status.OPEN) -> Incident:
    return an_incident(number, channel_id=channel_id, status=status)


async def test_everything_about_an_incident_comes_back_as_it_was(database: Database) -> None:
    await add(database, a_full_incident())
    async with database.reading() as repositories:
        assert await repositories.incidents.get(1) == a_full_incident()


async def test_a_saved_change_replaces_roles_answers_and_places(database: Database) -> None:
    await add(database, a_full_incident())
    async with database.transaction() as repositories:
        incident = await repositories.incidents.lock(1)
        assert incident is not None
        released = incident.roles[1].model_copy(update={"released_at": later(9)})
        changed = incident.model_copy(
            update={
                "severity": Severity.CRITICAL,
                "roles": (incident.roles[0], released),
                "triage": (an_answer(Question.IMPACT),),
                "places": Places(channel_id="C2"),
            }
        )
        await repositories.incidents.save(changed)
    async with database.reading() as repositories:
        assert await repositories.incidents.get(1) == changed


async def test_an_incident_saved_without_having_been_read_is_written_whole(database: Database) -> None:
    await add(database, a_full_incident())
    bare = an_incident(1)
    async with database.transaction() as repositories:
        await repositories.incidents.save(bare)
    async with database.reading() as repositories:
        assert await repositories.incidents.get(1) == bare


async def test_closed_sets_are_stored_as_their_words(database: Database, raw: RawSql) -> None:
    await add(database, a_full_incident())
    rows = await raw.run("SELECT severity, category, phase, status, channel_state FROM incidents")
    assert rows == [("medium", "safety", "detection", "open", "opening")]
    assert await raw.run("SELECT role FROM holdings") == [("commander",), ("commander",)]


async def test_saving_does_not_touch_the_head_of_the_timeline(database: Database) -> None:
    await add(database, an_incident())
    async with database.transaction() as repositories:
        before = await repositories.timeline.head(1)
        await repositories.incidents.save(an_incident(title="Another title"))
        assert await repositories.timeline.head(1) == before


async def test_there_is_nothing_under_an_unknown_number(database: Database) -> None:
    async with database.transaction() as repositories:
        assert await repositories.incidents.get(9) is None
        assert await repositories.incidents.lock(9) is None
        assert await repositories.incidents.in_channel("C9") is None


async def test_copies_that_declare_at_once_get_different_numbers_without_holes(
    database: Database, another: OpenAnother
) -> None:
    copy = await another()

    async def number(of: Database) -> int:
        async with of.transaction() as repositories:
            return await repositories.incidents.next_number()

    numbers = await asyncio.gather(*(number(of) for of in [database, copy] * 5))
    assert sorted(numbers) == list(range(1, 11))


async def test_changes_made_by_two_copies_at_once_are_both_kept(
    database: Database, another: OpenAnother
) -> None:
    await add(database, an_incident())
    copy = await another()

    async def take(of: Database, role: Role) -> None:
        async with of.transaction() as repositories:
            incident = await repositories.incidents.lock(1)
            assert incident is not None
            holding = Holding(role=role, user_id="UBOB", assigned_by="UBOB", assigned_at=AT)
            await repositories.incidents.save(
                incident.model_copy(
                    update={"roles": (*incident.roles, holding), "revision": incident.revision + 1}
                )
            )

    roles = list(Role)
    await asyncio.gather(*(take(of, role) for of, role in zip([database, copy] * 2, roles, strict=True)))
    async with database.reading() as repositories:
        incident = await repositories.incidents.get(1)
    assert incident is not None
    assert {holding.role for holding in incident.roles} == set(roles)
    assert incident.revision == 4


@pytest.mark.parametrize(
    ("statuses", "found"),
    [
        ((Status.OPEN, Status.OPEN), 2),
        ((Status.OPEN, Status.CLOSED), 1),
        ((Status.RESOLVED, Status.CLOSED), 1),
        ((Status.OPEN, Status.RESOLVED), 1),
        ((Status.CLOSED, Status.CANCELLED), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
async def test_a_borrowed_channel_shows_its_liveliest_incident(
    database: Database, statuses: tuple[Status, Status], found: int
) -> None:
    await add(database, *(in_channel(number, "C1", status) for number, status in enumerate(statuses, 1)))
    async with database.reading() as repositories:
        incident = await repositories.incidents.in_channel("C1")
        assert incident is not None
        assert incident.number == found
        assert await repositories.incidents.numbers_in_channels(["C1", "C7"]) == {"C1": found}
    async with database.transaction() as repositories:
        head = await repositories.timeline.head(found)
        assert await repositories.bursts.lock(["C1", "C7"]) == ({"C1": found}, {found: head})


async def test_lists_are_newest_first_and_by_status(database: Database) -> None:
    statuses = (Status.OPEN, Status.RESOLVED, Status.CLOSED, Status.OPEN)
    await add(database, *(in_channel(n, f"C{n}", status) for n, status in enumerate(statuses, 1)))
    async with database.reading() as repositories:
        incidents = repositories.incidents
        assert [i.number for i in await incidents.open()] == [4, 1]
        assert [i.number for i in await incidents.all()] == [4, 3, 2, 1]
        assert [i.number for i in await incidents.all(1, Status.RESOLVED, Status.CLOSED)] == [3]


async def test_somebodys_incidents_are_those_declared_or_led_by_them_and_not_over(
    database: Database,
) -> None:
    led = a_full_incident(2).model_copy(update={"declared_by": "UCAROL", "places": Places()})
    closed = an_incident(3, status=Status.CLOSED)
    await add(database, an_incident(1), led, closed)
    async with database.reading() as repositories:
        assert [i.number for i in await repositories.incidents.of_person("UBOB")] == [2]
        assert [i.number for i in await repositories.incidents.of_person("UALICE")] == [1]


async def test_when_people_last_spoke_only_moves_on(database: Database) -> None:
    await add(database, an_incident())
    seen = []
    async with database.transaction() as repositories:
        for minutes in (5, 3, 8):
            await repositories.incidents.spoke(1, later(minutes))
            incident = await repositories.incidents.get(1)
            assert incident is not None
            seen.append(incident.last_message_at)
    assert seen == [later(5), later(5), later(8)]
