"""How old the catalogue of regulations is, as `incident-bot check` says it."""

from datetime import date, timedelta

import pytest

from bot.catalogue import load_catalogue
from bot.commands.check_regulations import regulations
from bot.domain.policy import Policy

COMPILED = load_catalogue().regulations.meta.compiled_on


@pytest.mark.parametrize(("days", "state"), [(0, "ok"), (90, "ok"), (91, "note"), (900, "note")])
def test_a_catalogue_older_than_ninety_days_is_noted(days: int, state: str) -> None:
    found = regulations(Policy(), COMPILED + timedelta(days=days))
    assert found is not None
    assert found.state == state
    assert str(COMPILED) in found.text
    assert bool(found.remedy) is (state == "note")


def test_a_catalogue_that_cannot_be_read_is_told_elsewhere() -> None:
    assert regulations(Policy(regulations="/nowhere.yaml"), date(2026, 12, 1)) is None
