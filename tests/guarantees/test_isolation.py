"""No byte of a private incident reaches anybody outside of it, whatever people write and wherever they ask.

The examples are found by Hypothesis and played one after the other on one stage: each declares a private
incident of its own, fills it, and lets somebody outside ask for it by every way there is.
"""

import asyncio
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.sandbox.entities import Channel, Message
from bot.telemetry import set_up_logging
from handlers.grammar import SUBCOMMANDS
from tests.guarantees.slack_side import again, delivered, gets, rows
from tests.stage import Stage, on_stage

TYPED = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf"]), max_size=40)
KINDS = ("title", "summary", "note", "task", "update", "said")
ABOUT_ONE = [each for each in SUBCOMMANDS if each.here]


@dataclass(frozen=True)
class Secret:
    """What the members of a private incident write; each text carries a mark that occurs nowhere else."""

    texts: dict[str, str]
    marks: dict[str, str]


@st.composite
def secrets(draw: st.DrawFn) -> Secret:
    """Whatever people type around the marks."""
    marks = {kind: f"q{draw(st.integers(0, 16**10)):010x}{kind}" for kind in KINDS}
    texts = {kind: f"{draw(TYPED)} {marks[kind]} {draw(TYPED)}".strip() for kind in KINDS}
    # What begins like a word of the grammar is read as one; that is not what is tried here.
    return Secret({kind: f"x{text}" for kind, text in texts.items()}, marks)


@contextmanager
def _run() -> Iterator[tuple[asyncio.Runner, io.StringIO]]:
    log = io.StringIO()
    set_up_logging("json", "DEBUG", log)
    with asyncio.Runner() as runner:
        yield runner, log


def test_no_byte_of_a_private_incident_reaches_who_is_not_in_it(sqlite_url: str) -> None:
    with _run() as (runner, log):
        entered = on_stage(sqlite_url, judged=False)
        stage = runner.run(entered.__aenter__())

        @settings(
            max_examples=12,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # A smaller example would be no clearer, and take its time.
            suppress_health_check=[HealthCheck.too_slow],
        )
        @given(secret=secrets())
        def example(secret: Secret) -> None:
            runner.run(_played(stage, secret))
            leaks = _leaks(stage, secret)
            leaks += [f"log: {m}" for m in secret.marks.values() if m in log.getvalue()]
            leaks += [
                f"metrics: {m}" for m in secret.marks.values() if m in runner.run(gets(stage, "/metrics"))[1]
            ]
            assert leaks == []

        try:
            example()
        finally:
            runner.run(entered.__aexit__(None, None, None))


def _private(stage: Stage) -> tuple[int, Channel]:
    number = max(row[0] for row in rows(stage)["incidents"])
    return number, stage.channel(f"inc-{number}")


async def _played(stage: Stage, secret: Secret) -> None:
    alice, bob = stage.person("alice"), stage.person("bob")
    await alice.runs(f"/incident declare private sev2 {secret.texts['title']}", "support")
    await stage.settle()
    number, channel = _private(stage)
    for kind in ("summary", "note", "task", "update"):
        await alice.runs(f"/incident {kind} {secret.texts[kind]}", channel)
    await alice.says(channel, secret.texts["said"])
    card = next((m for m in alice.sees(channel) if "Take command" in alice.reads(m)), None)
    if card is not None:
        await alice.clicks(card, "Take command")
    await stage.settle()
    await _asks_around(stage, number, secret)
    await bob.opens_home()
    await stage.settle()


async def _asks_around(stage: Stage, number: int, secret: Secret) -> None:
    """Somebody outside declares something alike, lists, and asks for the very number."""
    bob = stage.person("bob")
    alike = secret.texts["title"].replace(secret.marks["title"], "else")
    await bob.runs(f"/incident declare low {alike}", "incidents")
    for words in ("list all", ""):
        await bob.runs(f"/incident {words}", "incidents")
    for word in ("status", "export"):
        await bob.runs(f"/incident {word} INC-{number}", "incidents")


async def test_every_command_answers_as_for_a_number_that_does_not_exist(stage: Stage) -> None:
    alice, bob = stage.person("alice"), stage.person("bob")
    await alice.runs("/incident declare private sev1 zebra crossing", "support")
    await stage.settle()
    before = rows(stage, without=("heartbeats", "deliveries", "people"))
    for each in ABOUT_ONE:
        rest = "INC-77" if each.word == "merge" else each.example.partition(" ")[2]
        there = await bob.runs(f"/incident {each.word} INC-1 {rest}", "incidents")
        nowhere = await bob.runs(f"/incident {each.word} INC-9 {rest}", "incidents")
        assert "There is no INC-1" in there.text
        assert there.text.replace("INC-1", "INC-9") == nowhere.text, each.word
    await stage.settle()
    assert rows(stage, without=("heartbeats", "deliveries", "people")) == before


def _leaks(stage: Stage, secret: Secret) -> list[str]:
    """Where a mark stands that somebody outside can see."""
    alice = stage.person("alice")
    found = []
    for channel in stage.workspace.channels.values():
        members_only = channel.is_private or channel.is_im
        if members_only and set(channel.members) <= {alice.id, stage.app.bot_user_id}:
            named = f"{channel.name} {channel.topic if not channel.is_private else ''}"
            found += [f"name of {channel.name}" for mark in secret.marks.values() if mark in named]
            continue
        shown = [m.to_dict() for m in channel.messages.values()]
        shown += [m.to_dict() for m in channel.ephemerals.values() if m.ephemeral_to != alice.id]
        text = json.dumps(
            [shown, channel.topic, channel.purpose, channel.name], ensure_ascii=False, default=str
        )
        found += [f"{channel.name}: {kind}" for kind, mark in secret.marks.items() if mark in text]
    for user in stage.workspace.users.values():
        views = [stage.workspace.views.top(user), stage.workspace.views.home(stage.app, user)]
        text = json.dumps(
            [v.content for v in views if v and user.id != alice.id], ensure_ascii=False, default=str
        )
        found += [f"views of {user.name}: {kind}" for kind, mark in secret.marks.items() if mark in text]
    return found


async def test_a_button_or_form_of_a_private_incident_is_worth_nothing_in_other_hands(stage: Stage) -> None:
    """Whoever forges what a member pressed gets the answer for a number that does not exist."""
    alice, bob = stage.person("alice"), stage.person("bob")
    await alice.runs("/incident declare private sev1 zebra crossing", "support")
    await stage.settle()
    channel = stage.channel("inc-1")
    pressed = 0
    while pressed < len(_buttons(channel)):
        message, action_id = _buttons(channel)[pressed]
        await alice.clicks(message, action_id)
        pressed += 1
        await stage.settle()
    assert pressed >= 5
    before = rows(stage, without=("heartbeats", "deliveries", "people", "outbox"))
    told = len(bob.inbox)
    for number, press in enumerate(d for d in delivered(stage) if "actions" in d.payload):
        action = {**press.payload["actions"][0], "action_ts": f"177400{number:04}.000001"}
        user = {**press.payload["user"], "id": bob.id, "name": "bob"}
        await again(stage, press, user=user, actions=[action], response_url="", channel=None, container={})
    await stage.settle()
    assert rows(stage, without=("heartbeats", "deliveries", "people", "outbox")) == before
    assert len(bob.inbox) >= told + pressed - 1
    assert {re.sub(r"INC-\d+", "INC-N", m.text) for m in bob.inbox[told:]} == {
        "There is no INC-N that you can see. `/incident list` shows those you can."
    }


def _buttons(channel: Channel) -> list[tuple[Message, str]]:
    """Every button that stands in the channel now; as they are pressed, others take their place."""
    return [
        (message, element["action_id"])
        for message in channel.messages.values()
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    ]
