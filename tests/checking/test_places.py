"""`check` looks at the channel, the people and the groups that the configuration names."""

from dataclasses import replace
from pathlib import Path

from bot.sandbox.people import Person
from tests.checking.conftest import Place, named


async def test_a_bot_outside_of_its_announcement_channel_is_told_how_to_get_in(place: Place) -> None:
    assert await place.checks(incident_config=None) == 0
    await Person(place.workspace, "alice").removes("incidents", place.app)
    assert await place.checks() == 0
    assert place.line("in no channel incidents").startswith("note")
    assert "/invite" in place.line("in no channel incidents")


async def test_an_announcement_channel_by_its_id_is_looked_at_too(place: Place, tmp_path: Path) -> None:
    other = place.workspace.channel("ml-platform")
    config = tmp_path / "incidents.yml"
    config.write_text(f"announcements: {other.id}\n", encoding="utf-8")
    assert await place.checks(incident_config=config) == 0
    assert "/invite" in place.line(f"in no channel {other.id}")


async def test_an_announcement_channel_that_is_gone_or_out_of_sight_is_named(
    place: Place, tmp_path: Path
) -> None:
    for absent in ("C0000000000", place.workspace.channel("ml-platform").id):
        place.workspace.channel("ml-platform").is_private = True
        assert await place.checks(incident_config=named(tmp_path, f"announcements: {absent}\n")) == 0
        assert place.line(f"sees no channel {absent}").startswith("note")
        assert "private or gone" in place.line(f"sees no channel {absent}")


async def test_an_announcement_channel_that_is_archived_is_named(place: Place, tmp_path: Path) -> None:
    channel = place.workspace.channel("incidents")
    channel.is_archived = True
    assert await place.checks(incident_config=named(tmp_path, f"announcements: {channel.id}\n")) == 0
    assert "Unarchive it" in place.line("is archived")
    assert await place.checks() == 0
    assert place.line("in no channel incidents").startswith("note")


async def test_an_announcement_channel_that_others_read_is_named(place: Place) -> None:
    place.workspace.channel("incidents").is_ext_shared = True
    assert await place.checks() == 0
    assert place.line("people of other organisations").startswith("note")


async def test_everybody_whom_the_configuration_invites_is_looked_at(place: Place, tmp_path: Path) -> None:
    workspace = place.workspace
    alice, lena = workspace.user("alice"), workspace.user("lena")
    group = next(iter(workspace.usergroups.values()))
    config = named(tmp_path, f"invitations: {{always: [{alice.id}, {group.id}]}}\n")
    assert await place.checks(incident_config=config) == 0
    assert place.line("whom the configuration invites").startswith("ok")

    empty = workspace.add_usergroup("nobody", "Nobody", [], alice)
    group.disabled = True
    wrong = {
        lena.id: "is deactivated",
        workspace.bot_user(place.app).id: "is a bot",
        "U0NOBODY": "is nobody on this workspace",
        "alice": "is neither a person's id",
        "C0123456789": "is neither a person's id",
        group.id: "is no user group",
        "S0NOBODY": "is no user group",
        empty.id: "with nobody in it",
    }
    config = named(tmp_path, f"invitations: {{by_severity: {{critical: {list(wrong)}}}}}\n")
    assert await place.checks(incident_config=config) == 0
    for invited, words in wrong.items():
        assert words in place.line(f"{invited} in the configuration")
        assert "Correct `invitations`" in place.line(f"{invited} in the configuration")


async def test_who_stands_in_for_legal_is_looked_at_too(place: Place, tmp_path: Path) -> None:
    lena = place.workspace.user("lena")
    assert await place.checks(incident_config=named(tmp_path, f"clocks: {{backup: {lena.id}}}\n")) == 0
    assert "(Lena Vogel) is deactivated" in place.line(lena.id)


async def test_user_groups_on_a_plan_that_has_none_are_named(place: Place, tmp_path: Path) -> None:
    place.workspace.settings = replace(place.workspace.settings, plan="free")
    config = named(tmp_path, "invitations: {by_category: {safety: [S0LEGAL]}}\n")
    assert await place.checks(incident_config=config) == 0
    assert "plan has none" in place.line("S0LEGAL")
