"""The catalogue as others get it: complete, as its schema says, and enough to count by.

Nothing of the program is imported here: what counts is what the command prints.
"""

import json
import subprocess
import sys
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from jsonschema import Draft202012Validator

from tests.regulation.second_count import Office, eu_month, expected, pinned

UNITS = {"hours": "h", "days": "d", "months": "m", "business_days": "", "day_of_next_month": ""}


@cache
def printed(option: str) -> Any:
    command = [sys.executable, "-m", "bot", "clocks", option]
    return json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def stages() -> dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]]:
    regimes = printed("--data")["regulations"]["regimes"]
    return {(r["id"], s["id"]): (r, s) for r in regimes for s in r["stages"]}


def test_it_is_as_its_schema_says() -> None:
    schema = printed("--schema")
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(printed("--data"))


def test_it_says_under_which_licence_it_stands_and_that_it_is_no_advice() -> None:
    data = printed("--data")
    assert data["licence"] == "Apache-2.0"
    assert data["notice"].startswith("Not legal advice.")
    for regime, _ in stages().values():
        assert regime["confidence"] in ("high", "medium", "low")
        assert regime["effective_note"]


def test_every_stage_with_a_number_has_its_vectors_and_no_other() -> None:
    with_vectors = {(v["regime"], v["stage"]) for v in printed("--data")["vectors"]}
    assert with_vectors == {name for name, (_, stage) in stages().items() if stage["period"]}
    assert len(printed("--data")["vectors"]) == 12 * len(with_vectors)


def test_whoever_counts_by_the_document_alone_comes_to_its_vectors() -> None:
    known = stages()
    for vector in printed("--data")["vectors"]:
        regime, stage = known[vector["regime"], vector["stage"]]
        start = datetime.fromisoformat(vector["start"])
        cap = datetime.fromisoformat(vector["cap_start"]) if vector["cap_start"] else None
        office = Office(
            vector["zone"], vector["member_state"], relief=vector["relief"] and bool(stage["relief"])
        )
        counted = expected(figures(regime, stage), start, office, cap)
        if stage["relief"] == "noon":
            counted = eu_month(start, zone_of(regime, stage, office), office, noon=True)
        assert [at and at.isoformat().replace("+00:00", "Z") for at in counted] == [
            vector["due_at"],
            vector["legal_latest"],
        ], vector


def figures(regime: dict[str, Any], stage: dict[str, Any]) -> tuple[str, ...]:
    period = stage["period"]
    return (
        stage["rule"],
        f"{period['count']}{UNITS[period['unit']]}",
        stage["zone"] or regime["zone"],
        stage["calendar"] or "-",
        (stage["cutoff"] or "-").removesuffix(":00"),
    )


def zone_of(regime: dict[str, Any], stage: dict[str, Any], office: Office) -> ZoneInfo:
    name = stage["zone"] or regime["zone"]
    return pinned(office.authority_zone if name == "authority" else name)
