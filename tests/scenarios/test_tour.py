"""The guided tour on the real bot: five steps lead from the first notice to the review summary."""

from collections.abc import AsyncIterator

import pytest

from bot.examples.performance import Ground
from bot.examples.tour import Stop, Tour, stops
from bot.sandbox.entities import Channel
from tests.scenarios.told import told
from tests.stage import Stage, on_stage


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[Stage]:
    async with on_stage(sqlite_url) as opened:
        yield opened


def tour_on(stage: Stage) -> Tour:
    return Tour(Ground(stage.workspace, stage.run_until, stage.settle))


def shows(stage: Stage, channel: Channel, stop: Stop) -> bool:
    """Whether the page, which reads the first 300 characters of a message, sees a step's sign."""
    alice = stage.person("alice")
    marks = [f":{name}:" for message in alice.sees(channel) for name in message.reactions]
    return any(stop.sign in seen for seen in [*(alice.reads(m)[:300] for m in alice.sees(channel)), *marks])


def test_it_has_five_steps_of_few_words() -> None:
    assert len(stops()) == 5
    for stop in stops():
        assert len(stop.words.split()) <= 50, stop.title


async def test_each_step_is_done_when_its_sign_is_there_and_not_before(stage: Stage) -> None:
    tour = tour_on(stage)
    for number, stop in enumerate(stops()):
        channel = await tour.begin(number)
        assert not stop.sign or not shows(stage, channel, stop), f"{stop.title}: done before it was"
        await tour.do(number)
        assert not stop.sign or shows(stage, channel, stop), f"{stop.title}: its sign is never seen"
    incident = (await told(stage))["incident"]
    assert (incident["status"], incident["title"]) == ("closed", "chatbot invents a refund policy")


async def test_the_control_it_points_at_is_there(stage: Stage) -> None:
    tour, alice = tour_on(stage), stage.person("alice")
    for number, stop in enumerate(stops()):
        channel = await tour.begin(number)
        if stop.point:
            assert f"[{stop.point}]" in alice.transcript(channel)
        await tour.do(number)


async def test_what_somebody_did_themselves_is_left_as_it_is(stage: Stage) -> None:
    tour, alice = tour_on(stage), stage.person("alice")
    await tour.begin(0)
    await alice.runs("/incident declare sev1 refunds that nobody gave", "support")
    await stage.settle()
    channel = await tour.begin(1)
    assert channel.name == "inc-1-refunds-that-nobody-gave"
    await tour.do(1)
    await tour.begin(2)
    triage = next(m for m in alice.sees(channel) if "four questions, one tap each" in alice.reads(m))
    await alice.clicks(triage, "answer_triage:ongoing_harm:stopped")
    await stage.settle()
    await tour.do(2)
    assert "all four questions are answered" in alice.transcript(channel)
    assert "It has stopped, says" in alice.transcript(channel)


async def test_there_is_no_step_but_those(stage: Stage) -> None:
    with pytest.raises(LookupError):
        await tour_on(stage).begin(len(stops()))
