"""A guard that is taken out is missed: the checks that hold everywhere else go red without it."""

from pathlib import Path

from tests.fire.burning import broken_promises
from tests.fire.ground import Ground, on_ground
from tests.fire.life import Life
from tests.fire.plan import chance_of
from tests.nursery import Nursery


async def _declared(ground: Ground, guard: str) -> Life:
    life = Life(ground, chance_of(1))
    await ground.ready(await ground.launch(without=guard))
    mark = life.mark()
    alice = ground.person("alice")
    await life.wants(
        alice, f"declare high {mark} leaks", "support", kind="declared", mark=mark, expects="declared"
    )
    await ground.settle()
    return life


async def _notes(life: Life) -> None:
    mark, channel = life.mark(), life.ground.incident_channels()[0]
    alice = life.ground.person("alice")
    await life.wants(alice, f"note {mark} seen", channel, kind="note", mark=mark, expects="Noted")


async def _raises(life: Life) -> None:
    mark, channel = life.mark(), life.ground.incident_channels()[0]
    await life.wants(
        life.ground.person("alice"), f"severity critical {mark}", channel,
        kind="severity_changed", mark=mark, expects="severity is",
    )  # fmt: skip


async def test_without_delivery_keys_a_command_that_comes_twice_counts_twice(
    sqlite_url: str, tmp_path: Path, nursery: Nursery
) -> None:
    async with on_ground(sqlite_url, "http", tmp_path, nursery) as ground:
        life = await _declared(ground, "delivery keys")
        ground.workspace.deliveries.faults(ground.app).repeat = 2
        await _notes(life)
        await ground.settle()
        broken = [each for each in await broken_promises(life) if "is there 2 times" in each]
        assert broken != []


async def test_without_asking_slack_a_post_whose_answer_was_lost_is_sent_again(
    sqlite_url: str, tmp_path: Path, nursery: Nursery
) -> None:
    async with on_ground(sqlite_url, "http", tmp_path, nursery) as ground:
        life = await _declared(ground, "asking slack")
        lost = ground.workspace.faults.lose_after("chat.postMessage", 1)
        await _raises(life)
        await ground.settle()
        assert lost.struck == 1
        broken = [each for each in await broken_promises(life) if "posted 2 times" in each]
        assert broken != []


async def test_without_looking_again_a_post_that_comes_about_late_stands_twice(
    sqlite_url: str, tmp_path: Path, nursery: Nursery
) -> None:
    async with on_ground(sqlite_url, "http", tmp_path, nursery) as ground:
        life = await _declared(ground, "looking again")
        late = ground.workspace.faults.lose_late("chat.postMessage")
        await _raises(life)
        await ground.settle()
        assert late.struck == 1
        assert await broken_promises(life) == []
        ground.workspace.faults.come_about()
        await ground.settle()
        broken = [each for each in await broken_promises(life) if "posted 2 times" in each]
        assert broken != []


async def test_without_the_begin_marker_a_post_that_a_kill_cut_short_is_sent_again(
    sqlite_url: str, tmp_path: Path, nursery: Nursery
) -> None:
    async with on_ground(sqlite_url, "http", tmp_path, nursery) as ground:
        life = await _declared(ground, "begin marker")
        for copy in ground.living:
            ground.kill(copy)
        dying = await ground.launch("call.after:chat.postMessage 1", without="begin marker")
        await ground.ready(dying)
        await _raises(life)
        await ground.until(lambda: not dying.child.lives, "it posts nothing")
        await ground.ready(await ground.launch(without="begin marker"))
        await ground.settle()
        broken = [each for each in await broken_promises(life) if "posted 2 times" in each]
        assert broken != []


async def test_without_leases_copies_post_the_same(
    postgres_url: str, tmp_path: Path, nursery: Nursery
) -> None:
    async with on_ground(postgres_url, "http", tmp_path, nursery) as ground:
        life = await _declared(ground, "leases")
        for _ in range(2):
            await ground.ready(await ground.launch(without="leases"))
        ground.workspace.faults.latency("chat.postMessage", 0.6)
        await _raises(life)
        await ground.settle()
        broken = [each for each in await broken_promises(life) if "was posted" in each]
        assert broken != []
