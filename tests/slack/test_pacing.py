"""Calls wait for their turn: counted on a clock of the test's own, never on the machine's."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.domain.limit import Limit
from bot.slack.errors import SlackBusy
from bot.slack.limits import PER_MINUTE
from bot.slack.pacing import Pacing


class HandClock:
    """Time that passes only when the test says so."""

    def __init__(self) -> None:
        self.at = 1000.0
        self._sleepers: list[tuple[float, asyncio.Event]] = []

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.Event()
        self._sleepers.append((self.at + seconds, woken))
        await woken.wait()

    async def move(self, seconds: float) -> None:
        """Let time pass and everybody run who may."""
        end = self.at + seconds
        await breathe()
        while due := [each for each in self._sleepers if each[0] <= end]:
            soonest = min(due, key=lambda each: each[0])
            self._sleepers.remove(soonest)
            self.at = max(self.at, soonest[0])
            soonest[1].set()
            await breathe()
        self.at = end


async def breathe() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def pacing(clock: HandClock) -> Pacing:
    return Pacing(now=clock.now, sleep=clock.sleep)


class Calls:
    """Calls that want a turn, and the order in which they got it."""

    def __init__(self, pacing: Pacing) -> None:
        self.pacing = pacing
        self.made: list[str] = []
        self.tasks: list[asyncio.Task[None]] = []

    def want(self, name: str, method: str = "chat.postMessage", **how: object) -> None:
        self.tasks.append(asyncio.create_task(self._take(name, method, how)))

    async def _take(self, name: str, method: str, how: dict[str, object]) -> None:
        await self.pacing.turn(method, **how)  # type: ignore[arg-type]
        self.made.append(name)


@pytest.fixture
def calls(pacing: Pacing) -> Calls:
    return Calls(pacing)


async def test_a_channel_gets_one_message_a_second_and_others_do_not_wait_for_it(
    calls: Calls, clock: HandClock
) -> None:
    for n in range(3):
        calls.want(f"one {n}", channel="C1")
    calls.want("two", channel="C2")
    await breathe()
    assert calls.made == ["one 0", "two"]
    assert calls.pacing.waiting == 2
    await clock.move(1)
    assert calls.made == ["one 0", "two", "one 1"]
    await clock.move(1)
    assert calls.made[-1] == "one 2"
    assert calls.pacing.waiting == 0


async def test_a_method_is_called_no_more_often_in_a_minute_than_its_tier_allows(
    calls: Calls, clock: HandClock
) -> None:
    allowed = PER_MINUTE["conversations.create"]
    for n in range(allowed + 1):
        calls.want(str(n), "conversations.create")
    await clock.move(59)
    assert len(calls.made) == allowed
    await clock.move(1)
    assert len(calls.made) == allowed + 1


async def test_who_waits_goes_in_the_order_of_priority_then_of_coming(calls: Calls, clock: HandClock) -> None:
    calls.want("first", channel="C1")
    await breathe()
    calls.want("low", channel="C1", priority=4)
    calls.want("normal", channel="C1", priority=3)
    calls.want("critical", channel="C1", priority=1)
    calls.want("critical too", channel="C1", priority=1)
    await clock.move(4)
    assert calls.made == ["first", "critical", "critical too", "normal", "low"]


async def test_an_answer_to_a_person_does_not_wait_behind_a_queue(calls: Calls) -> None:
    for n in range(200):
        calls.want(str(n), "chat.postEphemeral")
    await breathe()
    calls.want("answer", "chat.postEphemeral", urgent=True)
    await breathe()
    assert calls.made[-1] == "answer"
    assert calls.pacing.waiting > 100


async def test_a_retry_after_holds_the_method_for_everybody_even_for_the_urgent(
    calls: Calls, clock: HandClock
) -> None:
    calls.pacing.hold("users.info", 30)
    calls.want("urgent", "users.info", urgent=True)
    calls.want("patient", "users.info")
    calls.want("other", "users.conversations")
    await clock.move(29.9)
    assert calls.made == ["other"]
    await clock.move(0.1)
    assert calls.made == ["other", "urgent", "patient"]


async def test_a_refused_post_holds_its_channel_and_a_second_channel_holds_them_all(
    calls: Calls, clock: HandClock
) -> None:
    calls.pacing.hold("chat.postMessage", 10, channel="C1")
    calls.want("one", channel="C1")
    calls.want("three", channel="C3")
    await breathe()
    assert calls.made == ["three"]
    calls.pacing.hold("chat.postMessage", 20, channel="C2")
    calls.want("four", channel="C4")
    await clock.move(19)
    assert calls.made == ["three"]
    await clock.move(1)
    assert sorted(calls.made) == ["four", "one", "three"]


async def test_whose_patience_is_too_short_is_told_how_long_it_would_be(pacing: Pacing) -> None:
    pacing.hold("views.open", 30)
    with pytest.raises(SlackBusy) as busy:
        await pacing.turn("views.open", urgent=True, patience=2)
    assert busy.value.retry_after == 30
    assert pacing.waiting == 0


async def test_patience_also_ends_for_who_is_already_waiting(calls: Calls, pacing: Pacing) -> None:
    await pacing.turn("chat.postMessage", channel="C1")
    calls.want("waits", channel="C1", patience=5)
    await breathe()
    pacing.hold("chat.postMessage", 60, channel="C1")
    await breathe()
    assert isinstance(calls.tasks[0].exception(), SlackBusy)


async def test_who_stops_waiting_takes_no_turn(calls: Calls, clock: HandClock) -> None:
    calls.want("first", channel="C1")
    await breathe()
    calls.want("gives up", channel="C1")
    calls.want("stays", channel="C1")
    await breathe()
    calls.tasks[1].cancel()
    await clock.move(1)
    assert calls.made == ["first", "stays"]


async def test_at_the_end_of_the_process_nobody_is_left_waiting(calls: Calls, pacing: Pacing) -> None:
    calls.want("first", channel="C1")
    calls.want("waits", channel="C1")
    await breathe()
    pacing.dismiss()
    await breathe()
    assert pacing.waiting == 0
    assert isinstance(calls.tasks[1].exception(), SlackBusy)


async def test_a_policy_may_make_everything_slower(clock: HandClock) -> None:
    calls = Calls(Pacing(method_rate=0.5, posts_per_second_per_channel=0.5, now=clock.now, sleep=clock.sleep))
    allowed = PER_MINUTE["pins.add"] // 2
    for n in range(allowed + 1):
        calls.want(str(n), "pins.add")
    calls.want("post", channel="C1")
    calls.want("post later", channel="C1")
    await clock.move(1.9)
    assert len(calls.made) == allowed + 1
    await clock.move(0.1)
    assert calls.made[-1] == "post later"


class Others:
    """The other copies, which have used up for a while what may be called."""

    def __init__(self, used_up: dict[str, float]) -> None:
        self._used_up = used_up

    async def take(self, limits: Sequence[Limit]) -> tuple[str, float] | None:
        refused = next((limit.name for limit in limits if limit.name in self._used_up), None)
        return (refused, self._used_up.pop(refused)) if refused else None

    def count(self, limits: Sequence[Limit]) -> None: ...

    def hold(self, names: Sequence[str], seconds: float) -> None: ...


async def test_a_post_that_the_others_leave_no_room_for_takes_no_turn_in_its_channel(
    clock: HandClock,
) -> None:
    others = Others({"chat.postMessage": 0.2})
    calls = Calls(Pacing(together=others, now=clock.now, sleep=clock.sleep))
    calls.want("post", channel="C1")
    await clock.move(0.1)
    assert calls.made == []
    await clock.move(0.1)
    assert calls.made == ["post"]
