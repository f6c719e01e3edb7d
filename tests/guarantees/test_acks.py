"""An ack means that it is kept: nothing is acked before its commit, nor lost when the process ends."""

import asyncio
import gc
import sqlite3
from contextlib import closing

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.sandbox.delivery_log import Delivery, Kind
from handlers.intake import Intake
from handlers.keys import delivery_keys
from storage.deliveries import hashed_keys
from tests.guarantees.slack_side import again, delivered, file_of, held, rows, tells, until
from tests.stage import Stage


class Watch:
    """Looks into the database in the moment in which Slack gets each ack."""

    def __init__(self, stage: Stage) -> None:
        self.unkept: list[str] = []
        self.acks = 0
        self._stage = stage
        stage.workspace.deliveries.log.listen(self._look)

    def _look(self, delivery: Delivery) -> None:
        if not delivery.acknowledged or not _changes_something(delivery):
            return
        self.acks += 1
        keys = hashed_keys(delivery_keys(delivery.payload))
        with closing(sqlite3.connect(file_of(self._stage))) as connection:
            known = {key for (key,) in connection.execute("SELECT key FROM deliveries")}
        if not set(keys) <= known:
            self.unkept.append(delivery.name)


def _changes_something(delivery: Delivery) -> bool:
    told = delivery.payload.get("event", delivery.payload)
    by_a_person = "bot_id" not in told and "subtype" not in told
    return "kept:" in str(told.get("text") or "") and by_a_person


async def _declares_and_talks(stage: Stage) -> None:
    alice = stage.person("alice")
    await alice.runs("/incident declare sev1 kept: answers leak")
    await stage.settle()
    channel = stage.channel("inc-1")
    await alice.runs("/incident note kept: looked at the logs", channel)
    await asyncio.gather(*(alice.says(channel, f"kept: {n}") for n in range(5)))
    await stage.settle()


async def test_nothing_is_acked_before_it_is_committed(lane: Stage) -> None:
    watch = Watch(lane)
    await _declares_and_talks(lane)
    assert watch.acks >= 7
    assert watch.unkept == []


async def test_an_intake_that_acks_first_is_found_out(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above sees the difference: with the order of commit and ack turned round it fails."""
    kept_order = Intake.__call__

    async def eager(self: Intake, request: AsyncBoltRequest, envelope_id: str | None = None) -> BoltResponse:
        async def later() -> None:
            await asyncio.sleep(0.05)
            await kept_order(self, request, envelope_id)

        self._background.spawn("eager", later())
        return BoltResponse(status=200, body="")

    monkeypatch.setattr(Intake, "__call__", eager)
    watch = Watch(stage)
    await _declares_and_talks(stage)
    assert watch.unkept != []


async def test_events_that_nobody_listens_for_are_acked_at_once(lane: Stage) -> None:
    """Slack would send them again, and count them towards switching the app off."""
    before = rows(lane)
    for kind in ("emoji_changed", "dnd_updated_user", "something_new_in_2027"):
        delivery = await tells(lane, {"type": kind, "event_ts": "1700000000.000100"})
        assert [attempt.response.status for attempt in delivery.attempts] == [200], kind
    assert rows(lane) == before


async def test_app_rate_limited_is_acked_and_logged(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    stage.workspace.deliveries.rules.hourly_ceiling = 0
    await stage.person("alice").says("incidents", "one more")
    await stage.settle()
    (delivery,) = delivered(stage, name="app_rate_limited")
    assert delivery.acknowledged
    assert "events_dropped_by_slack" in caplog.text


async def test_what_is_under_way_when_the_process_is_told_to_stop_is_committed_and_acked(lane: Stage) -> None:
    """Bolt would have acked first, and cancelled the listener."""
    alice = lane.person("alice")
    await alice.runs("/incident declare sev1 answers leak")
    await lane.settle()
    channel = lane.channel("inc-1")
    async with held(lane):
        command = asyncio.create_task(alice.runs("/incident note slowly written", channel))
        await alice.says(channel, "slowly heard")
        await until(lambda: len(lane.bot.background._tasks) >= 2, "nothing under way")
        stopping = asyncio.create_task(lane.stop())
        await asyncio.sleep(0)
        gc.collect()  # Whatever nobody holds on to would be gone now.
    answer = await command
    await stopping
    heard = delivered(lane, name="message")[-1]
    await until(lambda: heard.acknowledged or heard.state == "given up", "the event hangs")
    kept = {text for table in rows(lane)["timeline"] for text in table if isinstance(text, str)}
    assert answer.error is None
    assert heard.acknowledged
    assert any("slowly written" in text for text in kept)
    assert any("slowly heard" in text for text in kept)
    await lane.start()  # The stage's end wants something to stop.


async def test_what_could_not_be_committed_before_the_end_was_not_acked(
    quickly_away: None, stage: Stage
) -> None:
    alice = stage.person("alice")
    await alice.runs("/incident declare sev1 answers leak")
    await stage.settle()
    channel = stage.channel("inc-1")
    async with held(stage):
        await alice.says(channel, "never written")
        await stage.stop()
    await stage.workspace.quiet()
    heard = delivered(stage, name="message")[-1]
    assert not heard.acknowledged
    await stage.start()
    assert (await again(stage, heard)).acknowledged
    await stage.settle()
    assert any("never written" in str(entry) for entry in rows(stage)["timeline"])


async def test_a_form_of_an_older_version_is_answered_and_closed(stage: Stage) -> None:
    view = {"id": "V1", "type": "modal", "callback_id": "gone", "blocks": [], "private_metadata": ""}
    payload = {"type": "view_submission", "user": {"id": stage.person("alice").id}, "view": view}
    response = await stage.workspace.deliveries.ask(stage.app, Kind.INTERACTION, "gone", payload)
    await stage.settle()
    assert (response.status, response.body) == (200, "")
    assert "older version" in stage.person("alice").inbox[-1].text
