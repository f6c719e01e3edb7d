"""The page on operating agrees with the code: every metric and log event is on it, and no other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import run
from bot.telemetry import Meter
from tests.stage import ROOT

PAGE = ROOT / "docs" / "operations.md"
THREATS = ROOT / "docs" / "threat-model.md"
LEVELS = {"exception": "error"}
METHODS = {"debug", "info", "warning", "error", "exception"}


def table(name: str) -> dict[str, list[str]]:
    """The rows of one of the page's marked tables: the first cell, and the others."""
    text = PAGE.read_text(encoding="utf-8")
    [shown] = re.findall(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", text, re.S)
    rows = [[cell.strip() for cell in line[1:-1].split("|")] for line in shown.splitlines()[2:]]
    return {row[0].strip("`"): row[1:] for row in rows}


def calls_of(path: Path) -> Iterator[tuple[str, str]]:
    """What a module logs: each event and its level."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        logger = node.func.value
        name = logger.id if isinstance(logger, ast.Name) else getattr(logger, "attr", "")
        if name in ("log", "_log") and node.func.attr in METHODS:
            assert isinstance(node.args[0], ast.Constant), f"{path}: an event's name is written out"
            yield str(node.args[0].value), LEVELS.get(node.func.attr, node.func.attr)


def logged() -> dict[str, set[str]]:
    """Every event that the program logs, with its levels."""
    found: dict[str, set[str]] = {}
    for package in ("bot", "handlers", "storage"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for event, level in calls_of(path):
                found.setdefault(event, set()).add(level)
    return found


def measured() -> dict[str, list[str]]:
    """Every metric by the name it has on the page of metrics, with its labels."""
    found: dict[str, list[str]] = {}
    for collector in Meter().registry._collector_to_names:
        [family] = collector.collect()
        name = f"{family.name}_total" if family.type == "counter" else family.name
        found[name] = list(getattr(collector, "_labelnames", ()))
    return found


def test_every_log_event_is_on_the_page_with_its_level_and_no_other() -> None:
    shown = {event: set(cells[0].split(", ")) for event, cells in table("events").items()}
    assert shown == logged()


def test_every_metric_is_on_the_page_with_its_labels_and_no_other() -> None:
    shown = {name: re.findall(r"`(\w+)`", cells[0]) for name, cells in table("metrics").items()}
    assert shown == measured()


@pytest.mark.parametrize("name", ["events", "metrics"])
def test_every_one_of_them_is_explained(name: str) -> None:
    for row, cells in table(name).items():
        assert len(cells) == 2, row
        assert len(cells[1]) > 15, row


@pytest.mark.parametrize("page", [PAGE, THREATS], ids=lambda page: page.name)
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    for link, heading in re.findall(r"\]\(([^)#:]*)(?:#([^)]+))?\)", page.read_text(encoding="utf-8")):
        target = (page.parent / link) if link else page
        assert target.exists(), link
        if heading:
            titles = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.M)
            assert heading in {title.lower().replace(" ", "-") for title in titles}, heading


def test_every_command_the_page_tells_to_type_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    words = set(re.findall(r"`incident-bot ([a-z]+)", PAGE.read_text(encoding="utf-8")))
    assert words >= {"check", "backup", "erase", "verify", "migrate"}
    for word in words:
        assert run([word, "--help"]) == 0, word
    capsys.readouterr()


# the threat model -------------------------------------------------------------------------------------------


def named_tests() -> list[tuple[str, str]]:
    """The tests that the threat model names: the file, and the test in it (or the whole file)."""
    return re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", THREATS.read_text(encoding="utf-8"))


def test_every_test_that_a_threat_is_covered_by_exists() -> None:
    assert len(named_tests()) > 20
    for file, name in named_tests():
        path = ROOT / file
        assert path.is_file(), file
        if name:
            text = path.read_text(encoding="utf-8")
            assert re.search(rf"^(?:async )?def {name}\(", text, re.M), f"{file}::{name}"


def test_no_threat_is_without_a_test_or_a_word_on_who_sees_to_it() -> None:
    rows = [line for line in THREATS.read_text(encoding="utf-8").splitlines() if line.startswith("| T")]
    assert len(rows) > 10
    for row in rows:
        assert "`tests/" in row or "Not the bot's" in row, row


def test_the_threat_model_is_a_page() -> None:
    assert len(THREATS.read_text(encoding="utf-8").split()) < 1300
