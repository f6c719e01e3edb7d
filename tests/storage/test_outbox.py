"""Effects are claimed lane by lane under leases of database time, and finished or tried again."""

import asyncio

import pytest

from bot.domain.effect import Delivered, Effect, Priority
from storage.database import Database
from storage.outbox import Claimed
from tests.databases import OpenAnother, RawSql
from tests.storage.examples import an_effect, an_incident, later


@pytest.fixture
async def stored(database: Database) -> Database:
    """A database with incident 1, which has no channel yet."""
    async with database.transaction() as repositories:
        await repositories.incidents.add(an_incident(1))
    return database


async def put(database: Database, *effects: Effect) -> None:
    async with database.transaction() as repositories:
        for effect in effects:
            await repositories.outbox.put(effect)


async def claim(database: Database, owner: str = "one", limit: int = 9) -> list[Claimed]:
    async with database.transaction() as repositories:
        return await repositories.outbox.claim(limit, owner, 30)


async def claimed_names(database: Database, owner: str = "one", limit: int = 9) -> list[str]:
    return [claimed.effect.id for claimed in await claim(database, owner, limit)]


async def done(database: Database, *names: str) -> None:
    async with database.transaction() as repositories:
        for name in names:
            assert await repositories.outbox.done(name, "one")


async def leases_run_out(raw: RawSql) -> None:
    await raw.run("UPDATE outbox SET lease_epoch = lease_epoch - 31")


async def delays_run_out(raw: RawSql) -> None:
    await raw.run("UPDATE outbox SET not_before = not_before - 3600")


async def test_an_effect_comes_back_as_it_was_put(stored: Database) -> None:
    effect = an_effect("a", payload={"text": "“Hi”", "blocks": [{"n": 1}]}, priority=Priority.CRITICAL)
    await put(stored, effect)
    [claimed] = await claim(stored)
    assert claimed.effect.model_copy(update={"order": 0}) == effect
    assert (claimed.attempts, claimed.started_before) == (1, False)


async def test_a_lane_goes_one_after_the_other_and_lanes_side_by_side(stored: Database) -> None:
    await put(stored, an_effect("a1"), an_effect("a2"), an_effect("b1", lane="b"))
    assert await claimed_names(stored) == ["a1", "b1"]
    assert await claimed_names(stored, "two") == []
    await done(stored, "a1")
    assert await claimed_names(stored, "two") == ["a2"]


async def test_the_urgent_go_first_but_never_before_their_own_lane(stored: Database) -> None:
    await put(
        stored,
        an_effect("a1"),
        an_effect("a2", priority=Priority.ANSWER),
        an_effect("b1", lane="b", priority=Priority.LOW),
        an_effect("c1", lane="c", priority=Priority.ANSWER),
    )
    assert await claimed_names(stored, limit=2) == ["c1", "a1"]


async def test_the_most_urgent_can_be_claimed_alone(stored: Database) -> None:
    await put(stored, an_effect("a", lane="a"), an_effect("b", lane="b", priority=Priority.ANSWER))
    async with stored.transaction() as repositories:
        claimed = await repositories.outbox.claim(9, "one", 30, at_most=Priority.ANSWER)
    assert [c.effect.id for c in claimed] == ["b"]


async def test_what_needs_the_channel_waits_until_it_exists_and_holds_its_lane(stored: Database) -> None:
    await put(
        stored,
        an_effect("a1", needs_channel=True),
        an_effect("a2"),
        an_effect("b1", lane="b"),
        an_effect("c1", lane="c", incident=None, needs_channel=True),
    )
    assert await claimed_names(stored) == ["b1"]
    async with stored.transaction() as repositories:
        await repositories.incidents.save(an_incident(1, channel_id="C1"))
    assert await claimed_names(stored) == ["a1"]


async def test_copies_that_claim_at_once_share_the_work(stored: Database, another: OpenAnother) -> None:
    names = {f"e{number}" for number in range(20)}
    await put(stored, *(an_effect(name, lane=name) for name in sorted(names)))
    copies = [stored, await another(), await another(), await another()]
    claims = await asyncio.gather(*(claimed_names(of, str(n), 5) for n, of in enumerate(copies * 2)))
    taken = [name for claim in claims for name in claim]
    assert len(taken) == len(set(taken))
    assert set(taken) | set(await claimed_names(stored, limit=20)) == names


async def test_a_lease_that_ran_out_lets_another_take_it_and_the_first_may_not_begin(
    stored: Database, raw: RawSql
) -> None:
    await put(stored, an_effect("a"))
    await claim(stored, "one")
    assert await claimed_names(stored, "two") == []
    await leases_run_out(raw)
    async with stored.transaction() as repositories:
        assert not await repositories.outbox.begin("a", "one")
        assert not await repositories.outbox.extend("a", "one", 30)
    [again] = await claim(stored, "two")
    assert (again.attempts, again.started_before) == (2, False)
    async with stored.transaction() as repositories:
        assert not await repositories.outbox.retry("a", "one", 1, "late")
        assert not await repositories.outbox.done("a", "one", {"by": "one"})
        assert not await repositories.outbox.fail("a", "one", "late")
        assert await repositories.outbox.begin("a", "two")
        assert await repositories.outbox.done("a", "two")


async def test_a_clock_of_the_databases_that_is_set_back_keeps_no_lease_for_so_long(
    stored: Database, raw: RawSql
) -> None:
    """Whoever was killed meanwhile would hold its lane up until the clock has come so far again."""
    await put(stored, an_effect("a"))
    await claim(stored, "one")
    await raw.run("UPDATE outbox SET lease_epoch = lease_epoch + 3600")
    assert await claimed_names(stored, "two") == ["a"]


async def test_a_lease_can_be_held_for_longer(stored: Database, raw: RawSql) -> None:
    await put(stored, an_effect("a"))
    await claim(stored)
    async with stored.transaction() as repositories:
        assert await repositories.outbox.extend("a", "one", 90)
    await leases_run_out(raw)
    assert await claimed_names(stored, "two") == []


async def test_an_attempt_that_began_and_vanished_is_known_to_the_next(stored: Database, raw: RawSql) -> None:
    await put(stored, an_effect("a"))
    await claim(stored)
    async with stored.transaction() as repositories:
        assert await repositories.outbox.begin("a", "one")
    await leases_run_out(raw)
    [again] = await claim(stored, "two")
    assert again.started_before


@pytest.mark.parametrize("fate_unknown", [True, False])
async def test_the_next_attempt_asks_slack_only_when_the_fate_is_unknown(
    stored: Database, raw: RawSql, fate_unknown: bool
) -> None:
    await put(stored, an_effect("a"))
    await claim(stored)
    async with stored.transaction() as repositories:
        await repositories.outbox.begin("a", "one")
        assert await repositories.outbox.retry("a", "one", 60, "ratelimited", fate_unknown=fate_unknown)
    await delays_run_out(raw)
    [again] = await claim(stored)
    assert again.started_before is fate_unknown


async def test_a_retry_waits_and_its_lane_with_it(stored: Database, raw: RawSql) -> None:
    await put(stored, an_effect("a1"), an_effect("a2"))
    await claim(stored)
    async with stored.transaction() as repositories:
        assert await repositories.outbox.retry("a1", "one", 60, "ratelimited")
    assert await claimed_names(stored) == []
    await delays_run_out(raw)
    [again] = await claim(stored)
    assert (again.effect.id, again.attempts) == ("a1", 2)


async def test_a_process_that_stops_gives_back_what_it_holds_and_only_that(stored: Database) -> None:
    await put(stored, an_effect("a", lane="a"), an_effect("b", lane="b"))
    assert await claimed_names(stored, "one", limit=1) == ["a"]
    assert await claimed_names(stored, "two") == ["b"]
    async with stored.transaction() as repositories:
        assert await repositories.outbox.release("one") == 1
    assert await claimed_names(stored, "three") == ["a"]


async def test_how_an_effect_ended_is_kept_without_the_keys_to_answer_by(
    stored: Database, raw: RawSql
) -> None:
    secret = {"response_url": "https://hooks.slack.com/x", "nested": [{"trigger_id": "1.2"}], "text": "Hi"}
    await put(stored, an_effect("a", lane="a", payload=secret), an_effect("b", lane="b", payload=secret))
    async with stored.transaction() as repositories:
        outbox = repositories.outbox
        assert await outbox.finished("a") is None
        await outbox.claim(2, "one", 30)
        assert await outbox.done("a", "one", {"ts": "1.2"})
        assert await outbox.fail("b", "one", "is_archived")
        assert not await outbox.fail("a", "one", "too late to fail")
        first, second = await outbox.finished("a"), await outbox.finished("b")
    assert first is not None
    assert second is not None
    assert (first.outcome, first.result, first.error) == (Delivered.DONE, {"ts": "1.2"}, None)
    assert (second.outcome, second.error) == (Delivered.FAILED, "is_archived")
    assert first.effect.payload == second.effect.payload == {"nested": [{}], "text": "Hi"}


async def test_bursts_become_one_effect_with_the_newest_content(stored: Database) -> None:
    async with stored.transaction() as repositories:
        outbox = repositories.outbox
        assert await outbox.put(an_effect("a", coalesce="card", payload={"n": 1}, priority=Priority.LOW))
        assert not await outbox.put(an_effect("b", coalesce="card", payload={"n": 2}))
        assert await outbox.put(an_effect("c", coalesce="topic"))
        assert await outbox.put(an_effect("d", coalesce="card", incident=None))
        assert not await outbox.put(an_effect("e", coalesce="card", incident=None))
        waiting = await outbox.waiting(1)
    assert [effect.id for effect in waiting] == ["a", "c"]
    assert (waiting[0].payload, waiting[0].priority) == ({"n": 2}, Priority.NORMAL)


async def test_a_change_after_an_effect_was_claimed_gets_an_effect_of_its_own(
    stored: Database, raw: RawSql
) -> None:
    await put(stored, an_effect("a", coalesce="card"))
    await claim(stored)
    await put(stored, an_effect("b", coalesce="card", lane="b"))
    async with stored.transaction() as repositories:
        assert [effect.id for effect in await repositories.outbox.waiting(1)] == ["a", "b"]
        await repositories.outbox.begin("a", "one")
    await claim(stored)
    await done(stored, "b")
    await leases_run_out(raw)
    await put(stored, an_effect("c", coalesce="card"))
    async with stored.reading() as repositories:
        assert [effect.id for effect in await repositories.outbox.waiting(1)] == ["a", "c"]


async def test_what_is_wanted_while_an_effect_is_being_claimed_is_always_shown_in_the_end(
    stored: Database, another: OpenAnother
) -> None:
    await put(stored, an_effect("a", coalesce="card"))
    copy = await another()
    wanted = an_effect("b", coalesce="card", payload={"new": True})
    _, claimed = await asyncio.gather(put(copy, wanted), claim(stored))
    await done(stored, *(c.effect.id for c in claimed))
    shown = [c.effect.payload for c in [*claimed, *await claim(stored)]]
    assert shown[-1] == {"new": True}


async def test_an_effect_that_takes_newer_content_is_not_claimed_before_that_is_committed(
    postgres_url: str,
) -> None:
    async with Database(postgres_url) as database:
        await put(database, an_effect("a", coalesce="card", incident=None))
        async with database.transaction() as repositories:
            newer = an_effect("b", coalesce="card", incident=None, payload={"new": True})
            assert not await repositories.outbox.put(newer)
            assert await claim(database) == []
        [claimed] = await claim(database)
    assert claimed.effect.payload == {"new": True}


async def test_an_effect_dies_with_the_change_that_wanted_it(stored: Database) -> None:
    async def want_and_fail() -> None:
        async with stored.transaction() as repositories:
            await repositories.outbox.put(an_effect("a"))
            raise LookupError

    with pytest.raises(LookupError):
        await want_and_fail()
    assert await claimed_names(stored) == []


async def test_count_and_age_tell_of_what_is_not_finished(stored: Database, raw: RawSql) -> None:
    async with stored.reading() as repositories:
        assert await repositories.outbox.pending_count() == 0
        assert await repositories.outbox.oldest_age() is None
    await put(stored, an_effect("a"), an_effect("b"), an_effect("c"))
    await raw.run("UPDATE outbox SET stored_epoch = stored_epoch - 3600 WHERE id <> 'c'")
    await claim(stored)
    await done(stored, "a")
    async with stored.reading() as repositories:
        assert await repositories.outbox.pending_count() == 2
        age = await repositories.outbox.oldest_age()
    assert age is not None
    assert 3600 <= age < 7200


async def test_what_waits_for_a_channel_that_nobody_opened_is_nothing_that_is_stuck(
    stored: Database, raw: RawSql
) -> None:
    """A workspace may let the bot open none: people open one, or the incident does without."""
    await put(stored, an_effect("a", incident=1, needs_channel=True))
    async with stored.reading() as repositories:
        assert await repositories.outbox.pending_count() == 0
        assert await repositories.outbox.oldest_age() is None
    await raw.run("UPDATE incidents SET channel_id = 'C1'")
    async with stored.reading() as repositories:
        assert await repositories.outbox.pending_count() == 1
        assert await repositories.outbox.oldest_age() is not None


async def test_only_finished_effects_are_forgotten(stored: Database) -> None:
    lanes = {"a": later(0), "b": later(0), "c": later(10)}
    await put(stored, *(an_effect(name, lane=name, created_at=at) for name, at in lanes.items()))
    await claim(stored)
    await done(stored, "a", "c")
    async with stored.transaction() as repositories:
        assert await repositories.outbox.prune(later(5)) == 1
        assert await repositories.outbox.finished("a") is None
        assert await repositories.outbox.finished("c") is not None
        assert [effect.id for effect in await repositories.outbox.waiting(1)] == ["b"]
