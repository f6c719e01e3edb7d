"""Slack's message events as they come in, for the scribe to take down; and timelines to take them down in."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.clock import Clock, MovableClock
from bot.domain.incident import Places
from bot.domain.timeline import Entry, first_broken
from bot.services.background import Background
from bot.services.capture import Scribe
from bot.services.roster import Roster
from bot.slack.identity import Identity
from storage import Database
from tests.storage.examples import an_incident

Json = dict[str, Any]
BEGAN = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
BOT = Identity(user_id="UBOT", bot_id="BBOT", team_id="T1", team="Acme", team_url="https://acme.slack.com/")


class KnowsEverybody(Roster):
    """A roster that never has to ask Slack."""

    def __init__(self) -> None:
        """Know nobody by name."""

    def is_stranger(self, user_id: str) -> bool:
        """Only who has no id at all."""
        return not user_id


def a_scribe(database: Database, *, clock: Clock | None = None, keep: bool = False) -> Scribe:
    """A scribe at work on a database."""
    at = clock or MovableClock(BEGAN)
    return Scribe(database, at, Background(), KnowsEverybody(), keep_deleted_words=keep)


async def open_incident(database: Database, number: int, channel_id: str) -> None:
    """An incident whose channel stands."""
    async with database.transaction() as repositories:
        incident = an_incident(number)
        await repositories.incidents.add(
            incident.model_copy(update={"places": Places(channel_id=channel_id)})
        )


async def timeline_of(database: Database, number: int) -> list[Entry]:
    """The entries, whose chain must hold."""
    async with database.reading() as repositories:
        entries = await repositories.timeline.all(number)
        head = await repositories.timeline.head(number)
    assert first_broken(entries) is None
    assert [entry.sequence for entry in entries] == list(range(1, head.count + 1))
    assert not entries or entries[-1].hash == head.hash
    return entries


def ts_of(second: int) -> str:
    """The ts Slack gives out so many seconds after the beginning."""
    return f"{(BEGAN + timedelta(seconds=second)).timestamp():.6f}"


def posted(channel: str, ts: str, text: str, **more: Any) -> Json:
    """Somebody said something."""
    return {
        "type": "message",
        "channel": channel,
        "ts": ts,
        "event_ts": ts,
        "user": "UANN",
        "text": text,
        **more,
    }


def changed(channel: str, ts: str, before: str, after: str, at: str) -> Json:
    """Somebody changed what they said."""
    now = {"type": "message", "ts": ts, "user": "UANN", "text": after, "edited": {"user": "UANN", "ts": at}}
    was = {"type": "message", "ts": ts, "user": "UANN", "text": before}
    event = {"type": "message", "subtype": "message_changed", "message": now, "previous_message": was}
    return event | {"channel": channel, "hidden": True, "ts": at, "event_ts": at}


def deleted(channel: str, ts: str, text: str, at: str) -> Json:
    """Somebody took back what they said."""
    was = {"type": "message", "ts": ts, "user": "UANN", "text": text}
    event = {"type": "message", "subtype": "message_deleted", "deleted_ts": ts, "previous_message": was}
    return event | {"channel": channel, "hidden": True, "ts": at, "event_ts": at}
