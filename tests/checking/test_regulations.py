"""`check` looks at the regulatory clocks: how old the catalogue is, and what nobody has answered."""

from datetime import UTC, datetime
from pathlib import Path

from bot.catalogue.regulations import load_regulations
from tests.checking.conftest import Place, named


async def test_a_catalogue_that_may_be_overtaken_is_named_and_keeps_nothing_from_working(
    place: Place,
) -> None:
    place.now = datetime(2027, 2, 22, tzinfo=UTC)
    assert await place.checks() == 0
    assert place.line("over 90 days ago").startswith("note regulations")
    place.now = datetime(2027, 2, 21, tzinfo=UTC)
    assert await place.checks() == 0
    assert place.line("compiled on 2026-11-23.").startswith("ok")


async def test_standing_facts_that_nobody_answered_are_counted(place: Place, tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text("name: Acme\nfacts: {ai_act_provider: yes, nis2_entity: unknown}\n")
    assert await place.checks(incident_config=named(tmp_path, "profiles: acme.yaml\n")) == 0
    line = place.line("not answered")
    assert line.startswith("note regulations: 34 standing facts of Acme")
    assert "`ai_act_deployer`" in line


async def test_a_profile_that_answers_everything_is_fine(place: Place, tmp_path: Path) -> None:
    answers = "\n".join(f"{fact}: no" for fact in load_regulations().standing_facts)
    (tmp_path / "acme.yaml").write_text(f"name: Acme\n{answers}\n")
    assert await place.checks(incident_config=named(tmp_path, "profiles: acme.yaml\n")) == 0
    assert "not answered" not in place.said


async def test_a_profile_that_cannot_be_read_is_named(place: Place, tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text("member_state: UK\n")
    assert await place.checks(incident_config=named(tmp_path, "profiles: acme.yaml\n")) == 1
    assert "there is no Member State `UK`" in place.line("FAIL configuration")
