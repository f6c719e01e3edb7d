"""Prints what the run has shown beside passing: lanes gone through, processes killed at each point.

A test says so with `record_property("lane", …)` or `record_property("kills", …)`. With REQUIRE_ALL_LANES set
(continuous integration does), a lane that was skipped fails the run.
"""

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

LANES = frozenset({"http on sqlite", "http on postgresql", "socket on sqlite", "socket on postgresql"})


def _properties(reporter: Any, name: str) -> Iterator[str]:
    for reports in reporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) == "call":
                yield from (str(value) for key, value in report.user_properties if key == name)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print lanes and kills."""
    lanes = Counter(_properties(terminalreporter, "lane"))
    if lanes:
        terminalreporter.section("lanes")
        for lane in sorted(LANES | set(lanes)):
            terminalreporter.line(f"{lane}: {lanes[lane] or 'SKIPPED'}")
    kills = sorted(_properties(terminalreporter, "kills"))
    if kills:
        terminalreporter.section("processes killed")
        for line in kills:
            terminalreporter.line(line)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run that left a lane out where all are required."""
    if not os.environ.get("REQUIRE_ALL_LANES") or hasattr(session.config, "workerinput"):
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    gone = set(_properties(reporter, "lane")) if reporter else set()
    whole = not session.config.args or session.config.args == session.config.getini("testpaths")
    if whole and not gone >= LANES and exitstatus == 0:
        reporter.line(f"Lanes left out: {', '.join(sorted(LANES - gone))}", red=True)  # type: ignore[union-attr]
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
