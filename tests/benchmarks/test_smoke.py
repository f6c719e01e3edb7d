"""Every benchmark, small: that it does its work and says so. What it measures is not looked at."""

import pytest

from tests.benchmarks import declaring
from tests.benchmarks.capture import capture, memory
from tests.benchmarks.due import due
from tests.benchmarks.flood import flood
from tests.benchmarks.long import long
from tests.benchmarks.yard import Kind
from tests.databases import postgres_server


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> Kind:
    """The kinds of database there are here."""
    if request.param == "postgres":
        postgres_server()
    found: Kind = request.param
    return found


@pytest.fixture
def said() -> list[str]:
    """What a benchmark prints."""
    return []


async def test_messages_are_captured_and_found_after_a_kill(kind: Kind, said: list[str]) -> None:
    await capture(kind, said.append, messages=200, paced=100)
    assert "700 rows, the chain is whole" in said[-1]


async def test_memory_is_looked_at_on_the_way(said: list[str]) -> None:
    await memory("sqlite", said.append, messages=100)
    assert "100 messages" in said[-1]


async def test_another_incident_is_answered_during_a_flood(said: list[str]) -> None:
    await flood("sqlite", said.append, messages=300)
    assert "300 messages came into one channel" in said[-1]


async def test_many_declare_at_once_and_each_has_a_number_and_a_channel(said: list[str]) -> None:
    await declaring.one(said.append)
    await declaring.many(said.append, declarations=6, critical=2)
    assert "declaring 6 at once: everybody was answered" in said[1]


async def test_what_falls_due_in_a_large_world_is_asked_for(said: list[str]) -> None:
    await due("sqlite", said.append, incidents=10, reminders=50, falling=3, idle=0.2)
    assert "3 fell due" in said[-1]


async def test_a_long_timeline_is_answered_on_and_written_in_every_form(said: list[str]) -> None:
    await long("sqlite", said.append, entries=500)
    assert [line.split()[1] for line in said if "export" in line[:9]] == ["json:", "md:", "html:", "csv:"]
