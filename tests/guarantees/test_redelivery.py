"""Redelivering any prefix of all deliveries of a story changes nothing, in the record or on the workspace."""

import random

import pytest

from bot.sandbox.delivery_log import Delivery
from tests.guarantees.slack_side import again, delivered, rows, seen
from tests.stage import Stage

COMMANDS = (
    "severity critical more people are affected",
    "phase containment",
    "task roll back @bob",
    "task done 1",
    "note 08:50 first mail of a customer",
    "update We rolled back.",
    "summary Names leaked for ten minutes.",
    "nonsense",
    "resolve Rolled back, verified.",
)


async def _lived(stage: Stage) -> None:
    """One incident from its first minute to its review, by every way in that there is."""
    alice, bob, chiara = (stage.person(name) for name in ("alice", "bob", "chiara"))
    report = await chiara.says("incidents", "the bot answers with other people's names")
    await bob.says("incidents", f"<@{stage.app.bot_user_id}> what can you do?")
    await chiara.uses_shortcut("declare_incident", report)
    await chiara.sees_modal()
    await chiara.submits({"How bad is it?": "high"})
    await stage.settle()
    channel = stage.channel("inc-1")
    for person in (alice, bob):
        await person.joins(channel)
    await stage.settle()
    card = next(m for m in alice.sees(channel) if "Take command" in alice.reads(m))
    await alice.clicks(card, "Take command")
    message = await bob.says(channel, "it began with the last release")
    await bob.edits(message, "it began with the release of this morning")
    await alice.reacts(message, "pushpin")
    gone = await bob.says(channel, "never mind")
    await bob.deletes(gone)
    for words in COMMANDS:
        await alice.runs(f"/incident {words}", channel)
        await stage.settle()
    await alice.opens_home()
    await alice.runs("/incident close nothing is left to do", channel)
    await stage.settle()


async def _changes_nothing(stage: Stage, deliveries: list[Delivery]) -> None:
    before = rows(stage), seen(stage)
    for delivery in deliveries:
        await again(stage, delivery)
    await stage.settle()
    after = rows(stage), seen(stage)
    assert after[0] == before[0]
    assert after[1] == before[1]


@pytest.mark.parametrize("seed", [20230320, 7])
async def test_redelivering_any_prefix_changes_nothing(stage: Stage, seed: int) -> None:
    await _lived(stage)
    chance = random.Random(seed)
    told = delivered(stage)
    assert len(told) > 60
    for length in sorted(chance.sample(range(1, len(told)), 2)):
        prefix = told[:length]
        if chance.random() < 0.5:
            chance.shuffle(prefix)
        await _changes_nothing(stage, prefix)
    await _changes_nothing(stage, told)
