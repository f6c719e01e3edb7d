"""`incident-bot clocks`: the calculator as people and programs use it, without Slack or settings."""

import json
import subprocess
import sys
import zoneinfo
from argparse import ArgumentParser
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bot.cli import run
from bot.commands.clock_options import add_parser
from bot.commands.clocks import clocks
from bot.domain.regulation.regulations import Regulations
from bot.domain.regulation.zone import zone

LEAK = ("--fact", "personal_data_involved", "--fact", "eu_data_subjects")
AWARE = ("--anchor", "aware_at=2026-10-23T18:30:00+02:00")
FIELDS = ["regime", "stage", "state", "anchor", "due_at", "legal_latest", "rule", "authority", "citation"]


def today() -> datetime:
    return datetime(2026, 11, 23, 12, tzinfo=UTC)


def printed(*words: str, code: int = 0) -> str:
    parser, out = ArgumentParser(), StringIO()
    add_parser(parser.add_subparsers())
    assert clocks(parser.parse_args(["clocks", *words]), out, clock=today) == code
    return out.getvalue()


def rows(*words: str) -> dict[str, dict[str, Any]]:
    return {f"{row['regime']}/{row['stage']}": row for row in json.loads(printed(*words, "--format", "json"))}


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile.yaml"


def test_a_row_says_what_would_run_and_when_it_is_due() -> None:
    assert json.loads(printed(*LEAK, *AWARE, "--format", "json")) == [
        {
            "regime": "eu-gdpr-33",
            "stage": "notify",
            "state": "running",
            "anchor": "aware_at",
            "due_at": "2026-10-26T16:30:00Z",
            "legal_latest": None,
            "rule": "elapsed_hours",
            "authority": "Competent (lead) supervisory authority",
            "citation": "Regulation (EU) 2016/679 Art. 33(1), (3)-(5); EDPB Guidelines 9/2022 v2.0",
        }
    ]


def test_every_row_has_the_same_fields_whatever_is_known(regulations: Regulations) -> None:
    everything = [word for fact in regulations.facts for word in ("--fact", fact.id)]
    found = rows(*everything, *AWARE)
    assert len(found) > 60
    assert all(list(row) == FIELDS for row in found.values())
    assert all(
        row["due_at"] is None for row in found.values() if row["state"] in ("not_started", "no_number")
    )


def test_no_facts_are_an_empty_list_and_a_sentence() -> None:
    assert json.loads(printed("--format", "json")) == []
    assert printed().startswith("No clock would run.")


def test_a_fact_is_yes_no_or_unknown() -> None:
    unsure = ("--fact", "personal_data_involved", "--fact", "eu_data_subjects=unknown")
    assert rows(*unsure, *AWARE)["eu-gdpr-33/notify"]["state"] == "proposed"
    assert rows("--fact", "personal_data_involved", "--fact", "eu_data_subjects=NO", *AWARE) == {}


def test_what_was_filed_starts_the_stage_after_it() -> None:
    nis2 = ("--fact", "nis2_entity", "--fact", "security_compromise", *AWARE)
    assert rows(*nis2)["eu-nis2-23/final"]["state"] == "not_started"
    filed = ("--filed", "eu-nis2-23/notification=2027-01-31T10:00:00+01:00")
    final = rows(*nis2, *filed, "--zone", "Europe/Paris", "--member-state", "fr")["eu-nis2-23/final"]
    assert (final["anchor"], final["state"]) == ("filed:notification", "running")
    assert (final["due_at"], final["legal_latest"]) == ("2027-02-28T09:00:00Z", "2027-03-01T23:00:00Z")


def test_public_holidays_are_the_member_states_or_its_parts() -> None:
    gpai = (
        "--fact",
        "gpai_systemic_risk_provider",
        "--fact",
        "security_compromise",
        "--zone",
        "Europe/Berlin",
    )
    five_days_on = ("--anchor", "aware_at=2027-03-03T10:00:00+01:00")  # 8 March is a holiday in Berlin alone

    def latest(*where: str) -> str:
        row = rows(*gpai, *five_days_on, *where)["eu-gpai-55/initial-cyber"]
        return str(row["legal_latest"])

    assert latest() == latest("--member-state", "DE") == "2027-03-08T23:00:00Z"
    assert latest("--member-state", "DE-BE") == "2027-03-09T23:00:00Z"


def test_the_authoritys_days_end_where_the_authority_is() -> None:
    gpai = ("--fact", "gpai_systemic_risk_provider", "--fact", "security_compromise")
    words = (*gpai, "--anchor", "aware_at=2027-03-01T10:00:00Z", "--zone", "Asia/Tokyo")
    tokyo = rows(*words)["eu-gpai-55/initial-cyber"]
    ireland = rows(*words, "--member-state", "IE")["eu-gpai-55/initial-cyber"]
    assert tokyo["legal_latest"] == "2027-03-08T15:00:00Z"
    assert ireland["legal_latest"] == "2027-03-09T00:00:00Z"


def test_on_a_day_to_come_the_regimes_of_that_day_are_in_force() -> None:
    frontier = ("--fact", "frontier_developer", "--fact", "critical_safety_incident")
    believed = ("--anchor", "reasonable_belief_at=2026-12-30T10:00:00Z")
    assert rows(*frontier, *believed)["us-ny-raise/office"]["state"] == "not_in_force"
    on = ("--on", "2027-01-01")
    assert rows(*frontier, *believed, *on)["us-ny-raise/office"]["state"] == "running"
    assert rows(*frontier, *believed, *on)["us-il-sb315/agency"]["state"] == "proposed"


def test_a_profile_answers_what_stands_and_leaves_the_rest_unknown(profile: Path) -> None:
    profile.write_text("zone: Europe/Berlin\nfacts: {nis2_entity: yes, financial_entity_eu: no}\n")
    compromised = ("--fact", "security_compromise", *AWARE, "--profile", str(profile))
    found = rows(*compromised)
    assert found["eu-nis2-23/early-warning"]["state"] == "running"
    assert found["eu-cra-14-incident/early-warning"]["state"] == "proposed"
    assert "eu-dora-19/initial" not in found
    corrected = rows(*compromised, "--fact", "cra_manufacturer=no", "--fact", "nis2_entity=unknown")
    assert "eu-cra-14-incident/early-warning" not in corrected
    assert corrected["eu-nis2-23/early-warning"]["state"] == "proposed"


def test_without_a_profile_what_is_not_given_is_no() -> None:
    assert set(rows("--fact", "security_compromise", *AWARE)) == set()


def test_a_profile_says_where_days_end_and_whose_holidays_count(profile: Path) -> None:
    profile.write_text(
        "zone: Europe/Berlin\nmember_state: DE-BE\ndora_weekend_relief: true\n"
        "financial_entity_eu: yes\nnis2_entity: no\n"
    )
    words = ("--fact", "security_compromise", "--profile", str(profile))
    monday = "classified_major_at=2027-03-08T09:00:00+01:00"
    found = rows(*words, "--anchor", monday)["eu-dora-19/initial"]
    assert (found["due_at"], found["legal_latest"]) == ("2027-03-08T12:00:00Z", "2027-03-09T11:00:00Z")
    elsewhere = rows(*words, "--anchor", monday, "--member-state", "DE-BY")["eu-dora-19/initial"]
    assert elsewhere["legal_latest"] is None


def test_one_of_several_profiles_and_of_its_systems_is_chosen_by_name(profile: Path) -> None:
    profile.write_text(
        "profiles:\n"
        "  - name: GmbH\n"
        "    facts: {ai_act_provider: yes, high_risk_ai_system: no}\n"
        "    systems: {triage: {high_risk_ai_system: yes}}\n"
        "  - name: Inc\n"
    )
    harmed = ("--fact", "death_or_serious_injury", *AWARE, "--profile", str(profile), "--entity", "GmbH")
    assert "eu-ai-act-73/general" not in rows(*harmed)
    assert rows(*harmed, "--system", "triage")["eu-ai-act-73/general"]["state"] == "rehearsal"


def test_an_organisations_own_regulations_are_laid_over(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("regimes:\n  - id: contractual-notice\n    stages: [{id: notice, period: PT8H}]\n")
    words = ("--fact", "contract_notice_clause", "--fact", "security_compromise", *AWARE)
    found = rows(*words, "--catalogue", str(own))
    assert found["contractual-notice/notice"]["due_at"] == "2026-10-24T00:30:00Z"
    assert "changed by the organisation: stages.notice.period" in printed(*words, "--catalogue", str(own))


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Argentina/ComodRivadavia"])
def test_the_table_fits_into_a_hundred_columns(regulations: Regulations, zone: str) -> None:
    everything = [word for fact in regulations.facts for word in ("--fact", f"{fact.id}=unknown")]
    anchors = [
        word
        for kind in regulations.anchors
        for word in ("--anchor", f"{kind.id}=2026-11-23T10:00:01.5+01:00")
    ]
    table = printed(*everything, *anchors, "--zone", zone)
    assert max(len(line) for line in table.splitlines()) <= 100
    assert "Not legal advice." in " ".join(table.split())


def test_the_table_shows_each_clock_with_its_authority_rule_and_second_reading() -> None:
    words = ("--fact", "nis2_entity", "--fact", "security_compromise", *AWARE, "--zone", "Europe/Brussels")
    table = printed(*words, "--filed", "eu-nis2-23/notification=2026-12-27T20:00:00+01:00")
    assert "Sat 2026-10-24 18:30+02:00    running       eu-nis2-23/early-warning\n" in table
    assert "To: National CSIRT or competent authority" in table
    assert "1 month from filed:notification (eu_month)" in table
    assert "For counsel to confirm: legal latest Thu 2027-01-28 00:00+01:00" in table
    assert "Waiting for resolved_at" in table
    assert "say whose with --member-state" in table


def test_the_table_says_why_a_clock_is_only_proposed_and_what_must_not_be_touched() -> None:
    words = ("--fact", "ai_act_provider", "--fact", "high_risk_ai_system=unknown")
    table = " ".join(printed(*words, "--fact", "death_or_serious_injury", *AWARE).split())
    assert "Proposed, because nobody knows yet: high_risk_ai_system" in table
    assert "do not alter the system" in table


def test_the_table_says_with_which_zones_and_holidays_it_was_counted() -> None:
    table = " ".join(printed(*LEAK, *AWARE).split())
    assert f"counted with tzdata {version('tzdata')}, holidays {version('holidays')}." in table


def test_zones_are_those_of_the_pinned_database_and_not_of_the_machine(
    tmp_path: Path,
) -> None:
    """On this machine Berlin keeps the time of Tokyo."""
    (tmp_path / "Europe").mkdir()
    tokyo = files("tzdata").joinpath("zoneinfo", "Asia", "Tokyo").read_bytes()
    (tmp_path / "Europe" / "Berlin").write_bytes(tokyo)
    zoneinfo.reset_tzpath([str(tmp_path)])
    zoneinfo.ZoneInfo.clear_cache()
    zone.cache_clear()
    try:
        at = datetime(2026, 11, 23, 9, tzinfo=UTC)
        assert at.astimezone(zoneinfo.ZoneInfo("Europe/Berlin")).hour == 18
        assert at.astimezone(zone("Europe/Berlin")).hour == 10
    finally:
        zoneinfo.reset_tzpath()
        zoneinfo.ZoneInfo.clear_cache()
        zone.cache_clear()


def test_the_table_says_what_to_know_about_an_entry_before_relying_on_it() -> None:
    japan = ("--fact", "personal_data_involved", "--fact", "jp_data_subjects")
    card = ("--fact", "payment_card_data", "--fact", "security_compromise")
    singapore = ("--fact", "sg_data_subjects", "--fact", "affected_500_plus")
    at = ("--anchor", "discovered_at=2026-10-23T18:30:00+02:00", "--zone", "Europe/Berlin")
    table = " ".join(printed(*japan, *card, *singapore, *AWARE, *at).split())
    assert "Aim for 1 day earlier: how the first day counts is not certain" in table
    assert "A common default, not a rule: put what you agreed to in its place" in table
    assert "A guideline's limit, not the law's" in table
    assert "The entry's confidence is low" in table


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (
            ["--fact", "personal_data"],
            "there is no fact `personal_data`; did you mean `personal_data_involved`?",
        ),
        (["--fact", "x"], "there is no fact `x`; for example `ai_act_provider`"),
        (["--fact", "personal_data_involved=maybe"], "a fact is yes, no or unknown"),
        (["--fact", "bank_us", "--fact", "bank_us=no"], "--fact bank_us is given twice, and not alike"),
        (["--anchor", "aware=2026-10-23T18:30Z"], "there is no anchor `aware`; did you mean `aware_at`?"),
        (["--anchor", "aware_at=2026-10-23T18:30"], "has no offset from UTC"),
        (["--anchor", "aware_at=yesterday"], "write an instant with its offset"),
        (["--anchor", "aware_at"], "write an instant with its offset"),
        (["--anchor", "aware_at=1626-10-23T18:30Z"], "1990 to 2099"),
        (["--anchor", "filed:notification=2026-10-23T18:30Z"], "--filed REGIME/STAGE=INSTANT"),
        (
            ["--filed", "eu-nis2/notification=2026-10-23T18:30Z"],
            "no regime `eu-nis2`; did you mean `eu-nis2-23`?",
        ),
        (["--filed", "eu-nis2-23/notify=2026-10-23T18:30Z"], "did you mean `notification`?"),
        (["--filed", "eu-nis2-23=2026-10-23T18:30Z"], "write REGIME/STAGE=INSTANT"),
        (["--zone", "Europe/Berln"], "there is no zone `Europe/Berln`; did you mean `Europe/Berlin`?"),
        (["--zone", "../../etc/passwd"], "there is no zone"),
        (["--member-state", "UK"], "there is no Member State `UK`"),
        (["--member-state", "Germany"], "did you mean `DE`?"),
        (["--member-state", "DE-XX"], "Germany has no part `XX`"),
        (["--on", "tomorrow"], "write a date such as 2027-01-01"),
        (["--profile", "nowhere.yaml"], "nowhere.yaml: No such file or directory"),
        (["--catalogue", "nowhere.yaml"], "nowhere.yaml: No such file or directory"),
        (["--entity", "GmbH"], "give --profile FILE"),
        (["--format", "xml"], "invalid choice"),
    ],
)
def test_what_cannot_be_understood_is_one_clear_line(
    capsys: pytest.CaptureFixture[str], words: list[str], complaint: str
) -> None:
    assert run(["clocks", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert complaint in err
    assert err.startswith("incident-bot clocks: ")


def test_a_file_with_several_profiles_wants_a_choice(
    profile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile.write_text("profiles: [{name: GmbH, systems: {triage: {}}}, {name: Inc}]")
    assert run(["clocks", "--profile", str(profile)]) == 2
    assert run(["clocks", "--profile", str(profile), "--entity", "Gmbh"]) == 2
    assert run(["clocks", "--profile", str(profile), "--entity", "GmbH", "--system", "triag"]) == 2
    errors = capsys.readouterr().err.splitlines()
    assert [line.partition(": ")[2] for line in errors] == [
        "profile.yaml has several profiles; choose one with --entity: GmbH or Inc",
        "there is no entity `Gmbh`; did you mean `GmbH`?",
        "there is no system `triag`; did you mean `triage`?",
    ]


def test_an_old_catalogue_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """In the table; beside the rows, which stay rows."""
    parser, out = ArgumentParser(), StringIO()
    add_parser(parser.add_subparsers())

    def later() -> datetime:
        return datetime(2027, 2, 22, tzinfo=UTC)

    clocks(parser.parse_args(["clocks", *LEAK]), out, clock=later)
    assert "over 90 days old" in out.getvalue()
    assert "days old" not in printed(*LEAK)
    assert capsys.readouterr().err == ""
    rows = StringIO()
    clocks(parser.parse_args(["clocks", *LEAK, "--format", "json"]), rows, clock=later)
    assert isinstance(json.loads(rows.getvalue()), list)
    assert "over 90 days old" in capsys.readouterr().err


@pytest.mark.parametrize("zone", ["localtime", "Factory"])
def test_the_machines_own_zone_cannot_be_named(zone: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["clocks", *LEAK, "--zone", zone]) == 2
    assert f"there is no zone `{zone}`" in capsys.readouterr().err


def test_the_last_day_that_can_be_told_is_counted_past_the_century_without_a_word(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """2100 is no leap year."""
    facts = ("--fact", "hipaa_entity", "--fact", "personal_data_involved", "--fact", "health_data_us")
    found = rows(*facts, "--anchor", "discovered_at=2099-12-31T23:59:59Z", "--zone", "UTC")
    assert found["us-hipaa-breach/individuals"]["due_at"] == "2100-03-02T00:00:00Z"
    assert capsys.readouterr().err == ""


def test_it_needs_no_settings_and_no_zone_of_the_server(tmp_path: Path) -> None:
    """Wherever it runs, and whatever the environment says, the same instants come out."""
    (tmp_path / ".env").write_text("DATABASE_URL=nonsense\nPORT=none\n")
    words = [
        *LEAK,
        *AWARE,
        "--fact",
        "us_ca_residents",
        "--anchor",
        "discovered_at=2026-10-23T18:30:00+02:00",
    ]
    command = [sys.executable, "-m", "bot", "clocks", *words, "--format", "json"]
    root = str(Path(__file__).parents[2])
    found = [
        subprocess.run(
            command,
            cwd=tmp_path,
            env={"TZ": zone, "PYTHONPATH": root, "PATH": "/usr/bin", "SLACK_BOT_TOKEN": "nonsense"},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for zone in ("UTC", "Pacific/Kiritimati")
    ]
    assert found[0] == found[1]
    assert json.loads(found[0])[1]["due_at"] == "2026-11-23T08:00:00Z"


def test_it_loads_neither_database_nor_slack_so_that_it_answers_at_once() -> None:
    words = ["clocks", *LEAK, *AWARE, "--format", "json"]
    heavy = (
        "sqlalchemy",
        "alembic",
        "aiohttp",
        "slack_sdk",
        "slack_bolt",
        "storage",
        "handlers",
        "bot.config",
    )
    program = (
        "import sys\n"
        "from bot.cli import run\n"
        f"assert run({words!r}) == 0\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)\n"
    )
    root = Path(__file__).parents[2]
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, check=True, text=True
    )
    assert ended.stderr == "[]\n"
