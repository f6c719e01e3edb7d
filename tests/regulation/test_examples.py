"""The worked examples that ship with the catalogue come out as they were worked out by hand."""

import json
from argparse import ArgumentParser
from datetime import date
from io import StringIO
from pathlib import Path

import pytest

from bot.catalogue.regulations import find_member_state, load_regulations, place, years_around
from bot.commands.clock_options import add_parser
from bot.commands.clocks import clocks
from bot.domain.regulation.counting import count
from bot.domain.regulation.regulations import Example, Regulations

EXAMPLES = load_regulations().examples


def test_all_fourteen_examples_ship() -> None:
    assert [example.id for example in EXAMPLES] == [
        *("V1", "V4a", "V4c", "V5b", "V6b", "V8", "V10.2", "V10.10", "V10.15"),
        *("V11", "V13", "V15", "V17a", "V18"),
    ]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
def test_a_worked_example_counts_to_its_due_instant(example: Example, regulations: Regulations) -> None:
    regime = regulations.regimes_by_id[example.regime]
    stage = regime.stage(example.stage)
    assert stage is not None
    state = example.member_state
    where = place(
        regulations,
        years=years_around([example.anchor], regulations),
        zone=example.zone,
        member_state=find_member_state(state, regulations.member_states) if state else None,
        relief_allowed=example.relief,
    )
    zone = where.zone(stage.zone or regime.zone)
    read = count(stage, example.anchor, zone=zone, place=where, cap_start=example.aware_at)
    assert read is not None
    assert (read.due_at if example.reading == "strict" else read.legal_latest) == example.due


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
def test_the_calculator_prints_a_worked_example(
    example: Example, regulations: Regulations, tmp_path: Path
) -> None:
    words = ["clocks", "--zone", example.zone, "--format", "json", *_facts(regulations, example)]
    if example.member_state:
        words += ["--member-state", example.member_state]
    if example.relief:
        profile = tmp_path / "profile.yaml"
        profile.write_text("dora_weekend_relief: true")
        words += ["--profile", str(profile)]
    out = StringIO()
    parser = ArgumentParser()
    add_parser(parser.add_subparsers())
    assert clocks(parser.parse_args(words), out) == 0
    rows = {f"{row['regime']}/{row['stage']}": row for row in json.loads(out.getvalue())}
    row = rows[f"{example.regime}/{example.stage}"]
    field = "due_at" if example.reading == "strict" else "legal_latest"
    assert row[field] == example.due.isoformat().replace("+00:00", "Z")


def _facts(regulations: Regulations, example: Example) -> list[str]:
    """What has to be so for the stage to run, from its anchor or the filing it follows."""
    regime = regulations.regimes_by_id[example.regime]
    stage = regime.stage(example.stage)
    assert stage is not None
    facts = {*regime.select.all, *regime.select.any[:1], *stage.when.all, *stage.when.any[:1]}
    words = [word for fact in sorted(facts) for word in ("--fact", fact)]
    at = example.anchor.isoformat()
    if stage.counted_from.anchor:
        words += ["--anchor", f"{stage.counted_from.anchor}={at}"]
    else:
        words += ["--filed", f"{regime.id}/{stage.counted_from.filed[0]}={at}"]
    if example.aware_at:
        words += ["--anchor", f"aware_at={example.aware_at.isoformat()}"]
    return words


def test_an_example_is_a_day_that_the_catalogue_covers(regulations: Regulations) -> None:
    assert all(example.anchor.date() > date(2026, 1, 1) for example in regulations.examples)
