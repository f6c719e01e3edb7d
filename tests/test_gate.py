"""Everything that leaves an incident passes one gate: who reads incidents, or speaks to Slack, is listed.

A module that begins to do either fails here until somebody has thought about what it may show to whom.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.stage import ROOT

READING = frozenset({"get", "all", "open", "of_person", "in_channel", "lock"})
"""How the repository of incidents gives them out."""
SPEAKING = frozenset(
    {
        "create_channel",
        "post",
        "publish_home",
        "rename",
        "respond",
        "set_purpose",
        "set_topic",
        "update",
        "upload_file",
        "whisper",
    }
)
"""How Slack is made to show something."""

GATES = frozenset({"may_see", "visible", "belongs", "sees"})
"""What a module asks before it shows an incident that it read."""

GATED = {
    "bot/services/unit.py": "the one way by which commands, buttons and forms come to an incident",
    "bot/services/listing.py": "lists",
    "bot/services/homes.py": "App Homes",
    "bot/services/declaring.py": "like incidents",
    "bot/services/duties.py": "what is owed everywhere",
    "bot/services/channels.py": "an incident that waits for a channel",
}
INSIDE = {
    "bot/services/carriers/attempt.py": "asks `may_leave` of every effect",
    "bot/services/carriers/ledger.py": "writes down what came of an effect",
    "bot/services/comparing.py": "has channels read again; shows nothing",
    "bot/services/listening.py": "has channels read; shows nothing",
    "bot/services/marking.py": "marks entries of the channel that the reaction was made in",
    "bot/services/reminders.py": "asks in the channel, and of whom `may_be_told` lets",
    "bot/services/rendering.py": "draws what was let out, at the moment it goes",
    "bot/services/standing.py": "asks whether somebody is counsel of any; shows none",
    "bot/services/timeline.py": "somebody's own incidents",
    "bot/services/erasing.py": "takes words out; tells numbers",
    "bot/services/retention.py": "has words taken out of what is long over; shows nothing",
    "bot/commands/erase.py": "the operator's own command line",
    "bot/commands/export.py": "the operator's own command line",
    "bot/commands/verify.py": "the operator's own command line",
    "handlers/deadlines.py": "the incident of the channel somebody is in",
    "handlers/declaring.py": "the incident somebody has just declared, or is in the channel of",
    "handlers/helping.py": "the incident of the channel somebody is in",
    "handlers/lifecycle.py": "the incident of the channel somebody is in",
    "handlers/picking.py": "the incident of the channel somebody is in",
    "handlers/standing.py": "lets clocks follow what stands for the organisation; shows none",
    "handlers/work.py": "the incident of the channel somebody is in, by its number",
}
SPEAKERS = {
    "bot/services/carriers/": "carries effects out, each of which was asked about",
    "handlers/forms.py": "opens forms, and says when one did not open",
    "handlers/telling.py": "tells whoever acted what became of it; nothing of an incident",
}


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for folder in ("bot", "handlers"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(("bot/sandbox/", "bot/slack/", "bot/examples/")):
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def _calls(module: ast.Module) -> Iterator[tuple[str, str]]:
    """The method calls of a module: the last name before the dot, and the method's."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            yield str(name).lstrip("_"), node.func.attr


@cache
def calls_of() -> dict[str, list[tuple[str, str]]]:
    """The method calls of every module."""
    return {name: list(_calls(module)) for name, module in _modules()}


def test_whoever_reads_incidents_is_known() -> None:
    readers = {
        name for name, calls in calls_of().items() if any(o == "incidents" and m in READING for o, m in calls)
    }
    assert sorted(readers - GATED.keys() - INSIDE.keys()) == []
    assert sorted((GATED.keys() | INSIDE.keys()) - readers) == [], "listed, and reads none"


@pytest.mark.parametrize("name", GATED)
def test_whoever_shows_incidents_asks_the_gate(name: str) -> None:
    module = ast.parse(Path(ROOT / name).read_text(encoding="utf-8"))
    asked = {n.func.id for n in ast.walk(module) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    asked |= {method for _, method in calls_of()[name]}
    assert asked & GATES, f"{name} shows incidents and asks nobody who may see them"


def test_whoever_speaks_to_slack_is_known() -> None:
    speakers = {
        name for name, calls in calls_of().items() if any(o == "slack" and m in SPEAKING for o, m in calls)
    }
    assert [name for name in sorted(speakers) if not name.startswith(tuple(SPEAKERS))] == []
    for place in SPEAKERS:
        assert any(name.startswith(place) for name in speakers), f"{place} speaks no more"
