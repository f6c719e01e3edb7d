"""Reads the logs of a run: every warning and error has to be one that the page on operation explains.

An event that the page calls a fault in the bot explains nothing: it is what is looked for.
"""

import json
import re
from collections.abc import Iterator

from tests.stage import ROOT

PAGE = ROOT / "docs" / "operations.md"
FAULT = "A fault in the bot"
ABOUT_AN_INCIDENT = frozenset({"effect_failed", "effect_unsettled", "incident_left_for_later"})
"""What must say which incident it is about."""

OF_THE_DRIVER = "unexpected connection_lost() call"
"""What asyncpg leaves behind of an attempt to connect that nobody waited for any more."""

LAST_WORDS = "incident-bot: "
"""How the program says in one line why it ends."""


def explained() -> frozenset[str]:
    """The events of the page's table that tell of trouble around the bot, not of a fault in it."""
    rows = re.findall(r"^\| `(\w+)` \| [\w, ]+ \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.M)
    return frozenset(name for name, meaning in rows if not meaning.startswith(FAULT))


def faults_in(log: str) -> Iterator[str]:
    """Return what no trouble explains."""
    known = explained()
    for line in log.splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            if not line.startswith(LAST_WORDS):
                yield f"not an event: {line[:300]}"
            continue
        if event.get("level") in ("info", "debug"):
            continue
        name = event.get("event", "")
        if OF_THE_DRIVER in name:
            continue
        if name not in known or "exception" in event:
            yield f"{line[:1500]}"
        elif name in ABOUT_AN_INCIDENT and "incident" not in event:
            yield f"about no incident: {line[:300]}"
