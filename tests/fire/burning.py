"""Lives through a plan on a ground, and looks afterwards whether every promise was kept."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

from tests.fire.acts import declares
from tests.fire.acts_by_command import ACTS
from tests.fire.checks import CHECKS, Outcome
from tests.fire.ground import Ground
from tests.fire.life import Fate, Life
from tests.fire.plan import Plan, Round, chance_of
from tests.fire.troubles_of_databases import TROUBLES

TRIES = 5
"""So often somebody says again what, on a machine with much else to do, they were told was not recorded."""


async def burn(ground: Ground, plan: Plan) -> Life:
    """Live through everything that is planned; return the life that was lived."""
    life = Life(ground, chance_of(plan.seed))
    await ground.serve(plan.copies)
    await declares(life)
    for each in plan.rounds:
        await _round(life, each, plan.copies)
    await _ends_well(life, plan.copies)
    return life


async def _round(life: Life, planned: Round, copies: int) -> None:
    ground = life.ground
    if planned.point:
        for copy in ground.living[: max(1, len(ground.living) - copies + 1)]:
            ground.kill(copy)
        await ground.ready(await ground.launch(planned.point))
    async with AsyncExitStack() as stack:
        for name in planned.troubles:
            await stack.enter_async_context(TROUBLES[name][0](life))
        living = asyncio.create_task(_lives(life, planned))
        if planned.kill_after is not None:
            await asyncio.wait({living}, timeout=planned.kill_after)
            _kill(life, copies)
        await living
    ground.workspace.faults.clear()
    ground.workspace.faults.release()
    await ground.serve(copies)


def _kill(life: Life, copies: int) -> None:
    """Kill the copy there is; of several mostly one, and sometimes all."""
    living = life.ground.living
    if copies > 1 and living and life.chance.random() < 0.7:
        living = [life.chance.choice(living)]
    for copy in living:
        life.ground.kill(copy)


async def _lives(life: Life, planned: Round) -> None:
    for group in planned.acts:
        await asyncio.gather(*(ACTS[name][0](life) for name in group))
        life.done.update(group)
        await asyncio.sleep(life.chance.uniform(0.0, 0.1))


async def _ends_well(life: Life, copies: int) -> None:
    """The fire is out: what waits is done, what falls due is asked, and everything works as ever.

    Nothing dies by itself from here on: a copy that has not come to its crash point yet is killed now.
    """
    ground = life.ground
    for copy in ground.living:
        if copy.point:
            ground.kill(copy)
    await ground.serve(copies)
    await ground.settle()
    for _ in range(TRIES):
        if ground.incident_channels():
            break
        await declares(life)
        await ground.settle()
    assert ground.incident_channels(), life.wishes[-TRIES:]
    for _ in range(2):
        ground.controls.move(timedelta(minutes=40))
        await ground.settle()
    channel, alice = ground.incident_channels()[0], ground.person("alice")
    if alice.id not in channel.members:
        await alice.joins(channel)
    for _ in range(TRIES):
        mark = life.mark()
        fate = await life.wants(
            alice, f"note {mark} was the last", channel, kind="note", mark=mark, expects="Noted"
        )
        if fate is not Fate.NOT_KEPT:
            break
    assert fate is Fate.KEPT, life.wishes[-TRIES:]
    await ground.settle()


async def broken_promises(life: Life) -> list[str]:
    """Everything that is not as promised."""
    outcome = await Outcome.of(life)
    return [f"{name}: {fault}" for name, check in CHECKS.items() for fault in check(outcome)]


async def judge(life: Life, plan: Plan) -> None:
    """Hold every promise; a failure says by which seed it is seen again."""
    broken = await broken_promises(life)
    assert not broken, "\n".join([str(plan), *broken[:30]])
