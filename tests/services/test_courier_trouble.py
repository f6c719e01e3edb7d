"""Trouble: who waits for whom, what is tried again, what is given up, and when everything stands still."""

import asyncio

from bot.domain.effect import EffectKind, Priority
from bot.services.carriers.ledger import Backoff
from tests.services.office import Office, a_whisper, an_effect, saying


async def test_a_retry_after_is_obeyed(office: Office) -> None:
    channel = await office.opened()
    office.workspace.faults.rate_limit("chat.postMessage", retry_after=600)
    await office.put(an_effect("later"))
    await office.courier.settle()
    await office.courier.settle()
    assert office.texts(channel) == []
    assert (office.calls("chat.postMessage"), await office.waiting()) == (1, 1)


async def test_what_slack_holds_back_is_not_asked_for_by_others_either(office: Office) -> None:
    await office.opened()
    office.workspace.faults.rate_limit("chat.postMessage", retry_after=600)
    await office.put(an_effect("first"))
    await office.courier.settle()
    await office.put(*(an_effect(f"more {n}", lane=f"lane {n}") for n in range(3)))
    await office.courier.settle()
    assert office.calls("chat.postMessage") == 1


async def test_an_error_of_slacks_own_is_tried_again_until_it_goes(office: Office) -> None:
    channel = await office.opened()
    office.workspace.faults.fail("chat.postMessage", times=12)
    await office.put(an_effect("at last"))
    await office.courier.settle()
    assert office.texts(channel) == ["at last"]


async def test_a_final_no_ends_the_effect_names_it_and_lets_its_lane_go_on(office: Office) -> None:
    channel = await office.opened()
    office.workspace.faults.refuse("chat.postMessage", "msg_blocks_too_long")
    await office.put(an_effect("refused"), an_effect("next"))
    await office.courier.settle()
    assert office.heard.failures == [(1, EffectKind.POST, "msg_blocks_too_long")]
    assert office.texts(channel) == ["next"]


async def test_a_no_of_the_moment_is_tried_again(office: Office) -> None:
    channel = await office.opened()
    office.workspace.faults.refuse("chat.postMessage", "team_added_to_org")
    await office.put(an_effect("moved"))
    await office.courier.settle()
    assert office.texts(channel) == ["moved"]


async def test_a_mistake_of_ours_does_not_hold_up_a_lane_for_ever(office: Office) -> None:
    channel = await office.opened()
    office.render.broken = True
    await office.put(an_effect("card", EffectKind.CARD, lane="1:post"), an_effect("next", lane="1:post"))
    await office.courier.settle()
    assert office.heard.failures == [(1, EffectKind.CARD, "mistake")]
    assert office.texts(channel) == ["next"]


async def test_a_mistake_in_telling_of_it_does_not_hold_up_a_lane_either(office: Office) -> None:
    channel = await office.opened()
    office.heard.broken = True
    await office.put(an_effect("once"))
    await office.courier.settle()
    assert (office.texts(channel), await office.waiting()) == (["once"], 0)


async def test_with_a_revoked_token_everything_waits_and_nothing_is_lost(office: Office) -> None:
    channel = await office.opened()
    office.app.token_state = "revoked"
    await office.put(an_effect("one"), an_effect("two"))
    await office.courier.settle()
    assert (office.courier.blocked_reason, await office.waiting()) == ("token_revoked", 2)
    assert office.heard.failures == []
    office.app.token_state = "valid"
    await office.courier.settle()
    assert office.courier.blocked_reason is None
    assert office.texts(channel) == ["one", "two"]


async def test_an_answer_to_a_person_goes_while_every_other_call_hangs(office: Office) -> None:
    await office.opened()
    office.workspace.faults.hang("chat.postMessage", times=None)
    courier = office.another_courier(slack=office.slack(timeout=3600.0), parallel=2)
    await office.put(*(an_effect(f"post {n}", lane=f"lane {n}") for n in range(5)))
    working = asyncio.create_task(courier.run())
    place = office.workspace.channel("incidents")
    await office.until(lambda: office.calls("chat.postMessage") == 2)
    await office.put(a_whisper("answer", place, office.user("alice")))
    courier.wake()
    await office.until(lambda: office.calls("chat.postEphemeral", "ok") == 1)
    assert office.calls("chat.postMessage") == 2
    office.workspace.faults.clear()
    office.workspace.faults.release()
    await courier.drain()
    await working


async def test_the_more_urgent_goes_first(office: Office) -> None:
    channel = await office.opened()
    courier = office.another_courier(parallel=1)
    await office.put(
        an_effect("low", lane="a", priority=Priority.LOW),
        an_effect("normal", lane="b", priority=Priority.NORMAL),
        an_effect("critical", lane="c", priority=Priority.CRITICAL),
    )
    await courier.settle()
    assert office.texts(channel) == ["critical", "normal", "low"]


async def test_lanes_do_not_wait_for_each_other(office: Office) -> None:
    channel = await office.opened()
    office.workspace.faults.rate_limit("chat.postMessage", retry_after=600)
    await office.put(an_effect("held", lane="a"))
    await office.courier.settle()
    fresh = office.another_courier()
    await office.put(an_effect("after the held", lane="a"), an_effect("beside", lane="b"))
    await fresh.settle()
    assert office.texts(channel) == ["beside"]


async def test_draining_finishes_the_call_under_way_and_gives_the_rest_back(office: Office) -> None:
    channel = await office.opened()
    office.workspace.faults.latency("chat.postMessage", 0.05, times=1)
    await office.put(an_effect("one"), an_effect("two"))
    working = asyncio.create_task(office.courier.run())
    await office.until(lambda: office.calls("chat.postMessage") == 1)
    await office.courier.drain()
    await working
    assert office.texts(channel) == ["one"]
    await office.another_courier().settle()
    assert office.texts(channel) == ["one", "two"]


async def test_draining_breaks_off_what_takes_too_long_and_the_next_process_asks_about_it(
    office: Office,
) -> None:
    channel = await office.opened()
    office.workspace.faults.hang("chat.postMessage")
    await office.put(an_effect("one"))
    working = asyncio.create_task(office.courier.run())
    await office.until(lambda: office.calls("chat.postMessage") == 1)
    await office.courier.drain(grace_seconds=0.0)
    await working
    await office.another_courier().settle()
    assert office.texts(channel) == ["one"]
    assert office.calls("conversations.history") == 1


async def test_draining_does_not_wait_for_who_waits_for_a_turn(office: Office) -> None:
    channel = await office.opened()
    slack = office.slack(posts_per_second=0.1)
    courier = office.another_courier(slack=slack)
    await office.put(an_effect("one", lane="a"), an_effect("two", lane="b"))
    working = asyncio.create_task(courier.run())
    await office.until(lambda: slack.pacing.waiting == 1 and len(office.texts(channel)) == 1)
    await courier.drain(grace_seconds=3600.0)
    await working
    assert (len(office.texts(channel)), await office.waiting()) == (1, 1)


async def test_effects_are_counted_by_how_they_ended(office: Office) -> None:
    await office.opened()
    ended: list[tuple[str, str]] = []

    class Meter:
        def effect(self, kind: str, outcome: str) -> None:
            ended.append((kind, outcome))

    courier = office.another_courier(meter=Meter())
    office.workspace.faults.fail("chat.postMessage")
    office.workspace.faults.refuse("chat.postMessage", "no_text")
    await office.put(an_effect("one"), an_effect("two"))
    await courier.settle()
    assert ended == [("post", "retried"), ("post", "failed"), ("post", "done")]


async def test_a_running_courier_is_woken_by_a_commit(office: Office) -> None:
    channel = await office.opened()
    working = asyncio.create_task(office.courier.run())
    await office.put(an_effect("at once"))
    office.courier.wake()
    await office.until(lambda: office.texts(channel) == ["at once"])
    await office.courier.drain()
    await working


async def test_what_a_lonely_owner_had_leased_before_it_was_killed_is_taken_up_at_once(
    office: Office,
) -> None:
    channel = await office.opened()
    await office.put(an_effect("leased"))
    async with office.database.transaction() as repositories:
        await repositories.outbox.claim(10, "alone", 60.0)
    courier = office.another_courier(owner="alone")
    await courier.settle()
    assert office.texts(channel) == []
    await courier.recover()
    await courier.settle()
    assert office.texts(channel) == ["leased"]


async def test_posts_go_out_in_their_order_also_through_faults(office: Office) -> None:
    channel = await office.opened()
    office.workspace.faults.lose_after("chat.postMessage", times=3)
    office.workspace.faults.fail("chat.postMessage", times=3)
    await office.put(*(an_effect(f"{n:02}") for n in range(12)))
    await office.courier.settle()
    assert office.texts(channel) == [f"{n:02}" for n in range(12)]


async def test_no_token_stands_in_what_is_stored_or_reported(office: Office) -> None:
    await office.opened()
    office.workspace.faults.lose_before("chat.postMessage")
    courier = office.slow_courier()
    await office.put(an_effect("it", payload={"target": "incident", "message": saying("x")}))
    await courier.settle()
    async with office.database.reading() as repositories:
        waiting = await repositories.outbox.waiting(1)
    assert office.app.bot_token not in repr(waiting)


def test_waiting_doubles_up_to_five_minutes_and_is_spread() -> None:
    backoff = Backoff()
    assert [backoff.after(n, 1.0) for n in (1, 2, 3, 4)] == [1, 2, 4, 8]
    assert backoff.after(10_000, 1.0) == 300
    assert backoff.after(3, 0.0) == 2
