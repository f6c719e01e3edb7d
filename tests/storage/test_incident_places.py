"""Where incidents live, when Slack gives a channel another id; and entries of one kind."""

from bot.domain.incident import Places
from bot.domain.timeline import Draft
from storage import Database
from tests.storage.examples import a_message, an_incident, later, record


async def test_a_channel_is_known_by_its_new_id_wherever_incidents_name_it(database: Database) -> None:
    places = Places(origin_channel_id="C0OLD", channel_id="C0OLD", announcement_channel_id="C0NEWS")
    others = Places(origin_channel_id="C0ELSE", channel_id="C0TWO", announcement_channel_id="C0OLD")
    async with database.transaction() as repositories:
        await repositories.incidents.add(an_incident(1, places=places))
        await repositories.incidents.add(an_incident(2, places=others))
    async with database.transaction() as repositories:
        await repositories.incidents.move_channel({"C0OLD", "C0NEW"}, "C0NEW")
    async with database.reading() as repositories:
        first, second = await repositories.incidents.get(1), await repositories.incidents.get(2)
    assert first is not None
    assert second is not None
    assert (first.places.channel_id, first.places.origin_channel_id) == ("C0NEW", "C0NEW")
    assert first.places.announcement_channel_id == "C0NEWS"
    assert (second.places.channel_id, second.places.announcement_channel_id) == ("C0TWO", "C0NEW")


async def test_entries_of_one_kind_are_found_in_their_order(database: Database) -> None:
    archived = Draft(at=later(3), kind="channel", actor="UALICE", text="archived")
    back = Draft(at=later(1), kind="channel", actor="UALICE", text="unarchived")
    async with database.transaction() as repositories:
        await repositories.incidents.add(an_incident())
        await record(repositories, archived, a_message("1.1"), back)
    async with database.reading() as repositories:
        found = await repositories.timeline.of_kind(1, "channel")
        assert [entry.text for entry in found] == ["archived", "unarchived"]
        assert await repositories.timeline.of_kind(1, "merged") == []
