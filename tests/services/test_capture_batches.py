"""What arrives together is committed together; trouble loses nothing, and the order does not matter."""

import asyncio
import itertools
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.catalogue import load_catalogue
from bot.domain.actor import Actor
from bot.domain.incident import Places
from bot.domain.message import Posted, Said, Source, message_key
from bot.domain.policy import Policy
from bot.domain.timeline import Entry, EntryKind, fold
from bot.services import effects, marking
from bot.services.capture import Scribe
from bot.services.marking import Reaction
from bot.services.unit import Unit
from bot.slack.hearing import hear, instant_of
from storage import Database, DatabaseAway
from tests.databases import OpenAnother, RawSql
from tests.services.hearing import (
    BEGAN,
    BOT,
    Json,
    a_scribe,
    changed,
    deleted,
    open_incident,
    posted,
    timeline_of,
    ts_of,
)
from tests.storage.examples import an_incident

CATALOGUE = load_catalogue()


async def deliver(scribe: Scribe, event: Json, event_id: str) -> None:
    heard = hear(event, BOT)
    assert heard is not None
    await scribe.take_down(heard, (f"event:{event_id}",))


async def test_a_burst_over_several_incidents_takes_few_commits(database: Database) -> None:
    for number in (1, 2, 3):
        await open_incident(database, number, f"C{number}")
    seconds = itertools.count()
    scribe = a_scribe(database, clock=lambda: BEGAN + timedelta(seconds=next(seconds)))
    events = [posted(f"C{n % 3 + 1}", ts_of(n), f"message {n}") for n in range(60)]
    await asyncio.gather(*(deliver(scribe, event, f"E{n}") for n, event in enumerate(events)))
    timelines = [await timeline_of(database, number) for number in (1, 2, 3)]
    assert [len(entries) for entries in timelines] == [20, 20, 20]
    assert len({entry.recorded_at for entries in timelines for entry in entries}) <= 2


async def test_of_the_same_delivery_twice_in_one_burst_one_is_kept(database: Database) -> None:
    await open_incident(database, 1, "C1")
    scribe = a_scribe(database)
    event = posted("C1", ts_of(1), "once")
    await asyncio.gather(*(deliver(scribe, event, "E1") for _ in range(5)))
    await deliver(scribe, event, "another id of the same message")
    assert [entry.text for entry in await timeline_of(database, 1)] == ["once"]


async def test_a_message_that_cannot_be_written_keeps_no_other_from_being_kept(database: Database) -> None:
    await open_incident(database, 1, "C1")
    scribe = a_scribe(database)
    source = Source(channel_id="C1", message_ts=ts_of(2))
    half = Said.model_construct(
        author="UANN", by_person=True, name=None, at=BEGAN, text="\ud800", source=source, files=(), links=()
    )
    poison = scribe.take_down(Posted.model_construct(said=half), ("event:poison",))
    good = [deliver(scribe, posted("C1", ts_of(n), f"message {n}"), f"E{n}") for n in (1, 3)]
    outcomes = await asyncio.gather(good[0], poison, good[1], return_exceptions=True)
    assert [type(outcome).__name__ for outcome in outcomes] == ["NoneType", "UnicodeEncodeError", "NoneType"]
    assert [entry.text for entry in await timeline_of(database, 1)] == ["message 1", "message 3"]


async def test_nobody_is_told_that_a_message_is_kept_while_the_database_is_away(sqlite_url: str) -> None:
    async with Database(sqlite_url, patience=0.05) as database:
        await open_incident(database, 1, "C1")
        scribe = a_scribe(database)
        other = sqlite3.connect(sqlite_url.partition("///")[2], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        events = [posted("C1", ts_of(n), f"message {n}") for n in range(3)]
        burst = [deliver(scribe, event, f"E{n}") for n, event in enumerate(events)]
        outcomes = await asyncio.gather(*burst, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [DatabaseAway] * 3
        other.execute("ROLLBACK")
        other.close()
        await asyncio.gather(*(deliver(scribe, event, f"E{n}") for n, event in enumerate(events)))
        assert len(await timeline_of(database, 1)) == 3


async def test_two_copies_of_the_bot_write_one_timeline(database: Database, another: OpenAnother) -> None:
    await open_incident(database, 1, "C1")
    await open_incident(database, 2, "C2")
    scribes = [a_scribe(database), a_scribe(await another())]
    events = [posted(f"C{n % 2 + 1}", ts_of(n), f"message {n}") for n in range(30)]
    deliveries = [deliver(scribe, event, f"E{n}") for n, event in enumerate(events) for scribe in scribes]
    await asyncio.gather(*deliveries)
    texts = [entry.text for number in (1, 2) for entry in await timeline_of(database, number)]
    assert sorted(str(text) for text in texts) == sorted(f"message {n}" for n in range(30))


async def test_a_deletion_that_does_not_tell_what_was_said_keeps_the_late_message_out(
    database: Database,
) -> None:
    await open_incident(database, 1, "C1")
    scribe = a_scribe(database)
    gone = deleted("C1", ts_of(1), "secret", ts_of(2))
    del gone["previous_message"]
    await deliver(scribe, gone, "E2")
    heard = hear(posted("C1", ts_of(1), "secret"), BOT)
    assert heard is not None
    await scribe.take_down(heard, ("event:E1", f"message:C1:{ts_of(1)}"))
    assert await timeline_of(database, 1) == []


async def test_an_edit_that_comes_after_its_messages_deletion_brings_no_word_back(database: Database) -> None:
    await open_incident(database, 1, "C1")
    scribe = a_scribe(database)
    await deliver(scribe, posted("C1", ts_of(1), "one"), "E1")
    await deliver(scribe, deleted("C1", ts_of(1), "secret", ts_of(3)), "E3")
    await deliver(scribe, changed("C1", ts_of(1), "one", "secret", ts_of(2)), "E2")
    entries = await timeline_of(database, 1)
    assert [(entry.kind, entry.text) for entry in entries] == [("message", None), ("message_deleted", "")]


async def test_a_deletion_told_twice_is_kept_once(database: Database) -> None:
    await open_incident(database, 1, "C1")
    scribe = a_scribe(database)
    await deliver(scribe, posted("C1", ts_of(1), "one"), "E1")
    for event_id in ("E2", "E3"):
        await deliver(scribe, deleted("C1", ts_of(1), "one", ts_of(2)), event_id)
    assert [entry.kind for entry in await timeline_of(database, 1)] == ["message", "message_deleted"]


class Talk:
    """What people did in a channel, as Slack tells it, and what must come out in the end."""

    def __init__(self, channel: str) -> None:
        self.channel = channel
        self.events: list[Json] = []
        self.said: dict[str, str] = {}
        self.gone: set[str] = set()
        self.marked: dict[str, set[str]] = {}
        self._second = 0

    def act(self, kind: str, which: int, who: str) -> None:
        self._second += 1
        at = ts_of(self._second)
        known = sorted(self.said)
        if kind == "say" or not known:
            self.said[at] = f"words {self._second}"
            self.events.append(posted(self.channel, at, self.said[at]))
            return
        ts = known[which % len(known)]
        marks = self.marked.setdefault(ts, set())
        if kind == "mark" and who not in marks:
            marks.add(who)
            self._react("reaction_added", ts, who, at)
        elif kind == "unmark" and who in marks:
            marks.remove(who)
            self._react("reaction_removed", ts, who, at)
        elif kind == "edit" and ts not in self.gone:
            before, self.said[ts] = self.said[ts], f"words {self._second}"
            self.events.append(changed(self.channel, ts, before, self.said[ts], at))
        elif kind == "delete" and ts not in self.gone:
            self.gone.add(ts)
            self.events.append(deleted(self.channel, ts, self.said[ts], at))

    def _react(self, kind: str, ts: str, who: str, at: str) -> None:
        item = {"type": "message", "channel": self.channel, "ts": ts}
        self.events.append({"type": kind, "user": who, "item": item, "event_ts": at})


async def deliver_any(database: Database, scribe: Scribe, event: Json, event_id: str) -> None:
    if event["type"] == "message":
        await deliver(scribe, event, event_id)
        return
    item, stands = event["item"], event["type"] == "reaction_added"
    async with database.transaction() as repositories:
        if not await repositories.deliveries.claim([f"event:{event_id}"], BEGAN):
            return
        actor = Actor(user_id=event["user"])
        unit = Unit(repositories, actor, BEGAN, policy=Policy(), catalogue=CATALOGUE)
        reaction = Reaction(
            channel_id=item["channel"],
            ts=item["ts"],
            user_id=event["user"],
            stands=stands,
            at=instant_of(event["event_ts"]),
        )
        await marking.heed(unit, reaction)


ACTS = st.tuples(
    st.sampled_from(["say", "edit", "edit", "delete", "mark", "mark", "unmark"]),
    st.integers(0, 3),
    st.sampled_from(["UANN", "UBEN"]),
)
NUMBERS = itertools.count(1)


@pytest.fixture
async def ledger(sqlite_url: str) -> AsyncIterator[Database]:
    """One database for all examples; each has an incident of its own."""
    async with Database(sqlite_url) as database:
        yield database


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=1, max_size=10), data=st.data())
async def test_in_whatever_order_and_however_often_it_arrives_the_same_timeline_comes_out(
    ledger: Database, acts: list[tuple[str, int, str]], data: st.DataObject
) -> None:
    number = next(NUMBERS)
    talk = Talk(f"C{number}")
    for act in acts:
        talk.act(*act)
    await open_incident(ledger, number, talk.channel)
    scribe = a_scribe(ledger)
    order = data.draw(st.permutations(range(len(talk.events))), label="order")
    again = data.draw(st.lists(st.integers(0, len(talk.events) - 1), max_size=5), label="again")
    at_once = data.draw(st.booleans(), label="at once")
    deliveries = [(talk.events[position], f"{number}-{position}") for position in [*order, *again]]
    if at_once:
        await asyncio.gather(*(deliver_any(ledger, scribe, *delivery) for delivery in deliveries))
    else:
        for delivery in deliveries:
            await deliver_any(ledger, scribe, *delivery)
    entries = await timeline_of(ledger, number)
    await check(entries, talk)
    for delivery in deliveries:
        await deliver_any(ledger, scribe, *delivery)
    assert await timeline_of(ledger, number) == entries


async def check(entries: list[Entry], talk: Talk) -> None:
    messages = [each for each in fold(entries) if each.entry.kind == EntryKind.MESSAGE]
    found = {each.entry.source.message_ts: each for each in messages if each.entry.source}
    assert len(messages) == len(found) == len(talk.said)
    for ts, said in talk.said.items():
        shown = found[ts]
        assert shown.deleted == (ts in talk.gone)
        assert shown.text == ("" if ts in talk.gone else said)
        assert shown.key_event == bool(talk.marked.get(ts))
        if ts in talk.gone:
            words = [e for e in entries if e.source and e.source.message_ts == ts and e.text]
            assert words == []


LATE = {
    "the message": posted("C1", ts_of(1), "as it was"),
    "an edit": changed("C1", ts_of(1), "as it was", "as it is", ts_of(2)),
}


@pytest.mark.parametrize("late", LATE)
async def test_what_is_deleted_before_its_channel_is_known_does_not_come_back_with_a_redelivery(
    database: Database, late: str
) -> None:
    async with database.transaction() as repositories:
        await repositories.incidents.add(an_incident(1))
        opening = effects.open_channel(an_incident(1), BEGAN)
        await repositories.outbox.put(opening)
    scribe = a_scribe(database)
    await deliver(scribe, deleted("C1", ts_of(1), "as it is", ts_of(3)), "E1")
    async with database.transaction() as repositories:
        incident = await repositories.incidents.lock(1)
        assert incident is not None
        await repositories.incidents.save(incident.model_copy(update={"places": Places(channel_id="C1")}))
        await repositories.outbox.claim(1, "one", 30)
        assert await repositories.outbox.done(opening.id, "one")
    heard = hear(LATE[late], BOT)
    assert heard is not None
    keys = (message_key("C1", ts_of(1)),) if late == "the message" else ("event:E2",)
    await scribe.take_down(heard, keys)
    assert await timeline_of(database, 1) == []
    await deliver(scribe, posted("C1", ts_of(4), "said since"), "E3")
    assert [entry.text for entry in await timeline_of(database, 1)] == ["said since"]


async def test_what_is_deleted_elsewhere_leaves_nothing(database: Database, raw: RawSql) -> None:
    await open_incident(database, 1, "C1")
    await deliver(a_scribe(database), deleted("C2", ts_of(1), "elsewhere", ts_of(3)), "E1")
    assert await raw.run("SELECT count(*) FROM deliveries") == [(0,)]
