"""Reads the logs of a run: every warning and error has to be one that the troubles explain."""

import json
from collections.abc import Iterator

EXPLAINED = {
    "ack_lost": "the socket broke before the ack; Slack sends it again",
    "adoption_put_off": "tried again at the next beat",
    "afterwards_failed": "the better answer could not be kept",
    "background_cut_short": "nobody waits for it",
    "channel_unmarked": "killed before it was marked; archived later",
    "database_away": "people are told, events come again",
    "effect_failed": "judged by the outbox itself",
    "effect_unsettled": "left to its lease",
    "declared_unrecorded": "adopted as soon as the database is back",
    "dropped_events_not_noted": "not acked, so Slack says it again",
    "form_not_opened": "the person is told",
    "too_slow": "the person is told that nothing was recorded",
    "incident_left_for_later": "due at the next beat",
    "missed_for_a_while": "what was said meanwhile is read again",
    "no_refuge": "the person is told that nothing was recorded",
    "not_rolled_back": "the connection was gone, and its work with it",
    "outbox_out_of_reach": "looked at again",
    "person_not_told": "Slack refused the words",
    "person_unknown": "Slack did not say who they are in time",
    "slack_not_reached": "knocked again",
    "socket_not_connected": "dialled again",
    "tick_cut_short": "due at the next beat",
}
ABOUT_AN_INCIDENT = frozenset({"effect_failed", "effect_unsettled", "incident_left_for_later"})
"""What must say which incident it is about."""

OF_THE_DRIVER = "unexpected connection_lost() call"
"""What asyncpg leaves behind of an attempt to connect that nobody waited for any more."""

LAST_WORDS = "incident-bot: "
"""How the program says in one line why it ends."""


def faults_in(log: str) -> Iterator[str]:
    """Return what no trouble explains."""
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
        if name not in EXPLAINED or "exception" in event:
            yield f"{line[:1500]}"
        elif name in ABOUT_AN_INCIDENT and "incident" not in event:
            yield f"about no incident: {line[:300]}"
