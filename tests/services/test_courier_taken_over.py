"""What one copy drew and could not settle, another takes over: what stands on Slack is what is recorded."""

from dataclasses import dataclass

import pytest

from bot.domain.effect import Effect, EffectKind
from bot.domain.message import Outgoing
from bot.domain.timeline import Head
from bot.services.carriers.ledger import Backoff, Ledger
from bot.services.carriers.load import Carried, Load
from bot.services.carriers.routes import Carry, routes
from bot.slack.directory import Directory
from tests.databases import RawSql
from tests.guarantees.slack_side import until
from tests.services.office import AT_ONCE, Office, an_effect

SURFACES = {
    EffectKind.CARD: "Card of INC-1",
    EffectKind.TRIAGE: "Questions about INC-1",
    EffectKind.ANNOUNCEMENT: "Announced INC-1",
}


def a_card(name: str) -> Effect:
    return an_effect(name, EffectKind.CARD, coalesce="card")


@dataclass
class Slow:
    """A copy that carries an effect out, and then stands still until its lease has run out."""

    office: Office
    raw: RawSql

    async def carries(self, effect: Effect) -> None:
        """Do everything but settle."""
        await self.office.put(effect)
        async with self.office.database.transaction() as repositories:
            (claimed,) = await repositories.outbox.claim(9, "slow", 60.0)
            assert await repositories.outbox.begin(effect.id, "slow")
        self.load = Load(claimed.effect, await self.office.incident(), Head(), in_doubt=False)
        self.carried: Carried = await self._carry(effect.kind)(self.load)
        await self.raw.run("UPDATE outbox SET lease_epoch = lease_epoch - 61 WHERE owner = 'slow'")

    async def settles(self) -> None:
        """Come back, and write down that it took place."""
        ledger = Ledger(self.office.database, self.office.heard, owner="slow", backoff=AT_ONCE)
        await ledger.done(self.load, self.carried)

    async def gives_up(self) -> None:
        """Come back, and write down that Slack refused it for good."""
        ledger = Ledger(self.office.database, self.office.heard, owner="slow", backoff=AT_ONCE)
        await ledger.failed(self.load, "msg_too_long")

    def _carry(self, kind: EffectKind) -> Carry:
        office, slack = self.office, self.office.slack()
        directory = Directory(slack)
        return routes(office.database, slack, directory, office.render, clock=office.clock, prefix="inc")[
            kind
        ]


@pytest.fixture
def slow(office: Office, raw: RawSql) -> Slow:
    """Another copy, on the office's database."""
    return Slow(office, raw)


@pytest.mark.parametrize("kind", SURFACES)
async def test_what_was_posted_and_not_settled_shows_in_the_end_what_changed_since(
    office: Office, kind: EffectKind
) -> None:
    channel = await office.opened()
    place = office.workspace.channel("incidents") if kind is EffectKind.ANNOUNCEMENT else channel
    metadata = {"event_type": "incident_bot_effect", "event_payload": {"effect": "first"}}
    stale = Outgoing(text=f"{SURFACES[kind]}: Chatbot invents")
    await office.slack().post(place.id, stale, metadata=metadata)
    await office.begin(an_effect("first", kind, coalesce=kind.value))
    await office.change(1, title="Agent deletes")
    await office.put(an_effect("second", kind, coalesce=kind.value))
    await office.another_courier().settle()
    assert office.texts(place) == [f"{SURFACES[kind]}: Agent deletes"]


async def test_what_was_posted_not_settled_and_deleted_since_is_posted_anew(office: Office) -> None:
    channel = await office.opened()
    await office.put(a_card("first"))
    office.workspace.faults.lose_after("chat.postMessage")
    patient = office.another_courier(backoff=Backoff(first=0.2, most=0.2))
    await patient.settle()
    (posted,) = [m for m in channel.messages.values() if m.user == office.bot.id and m.subtype is None]
    office.workspace.faults.refuse("chat.update", "message_not_found")
    await until(office.has_tried_again, "it is not tried again")
    assert (await office.incident()).places.card_ts not in (None, posted.ts)


async def test_who_settles_after_another_took_over_changes_nothing_of_what_that_one_does(
    office: Office, slow: Slow
) -> None:
    """Else what the second drew would pass for what the first drew, and be left standing for ever."""
    channel = await office.opened()
    await office.put(a_card("posted"))
    await office.courier.settle()
    await office.change(1, title="Agent deletes")
    await slow.carries(a_card("slow"))
    await office.change(1, title="Chatbot insults")
    office.workspace.faults.lose_after("chat.update")
    await office.another_courier(backoff=Backoff(first=0.2, most=0.2)).settle()
    assert office.texts(channel) == ["Card of INC-1: Chatbot insults"]
    await slow.settles()
    await office.change(1, title="Agent deletes")
    await office.put(a_card("last"))
    await until(office.has_tried_again, "it is not tried again")
    assert office.texts(channel) == ["Card of INC-1: Agent deletes"]


@pytest.mark.parametrize("ends", ["settles", "gives_up"])
async def test_what_two_copies_carried_out_is_told_once(office: Office, slow: Slow, ends: str) -> None:
    await office.opened()
    await slow.carries(a_card("card"))
    await office.courier.settle()
    told = [(len(office.heard.done), len(office.heard.failures)), await office.incident()]
    await getattr(slow, ends)()
    assert told == [(len(office.heard.done), len(office.heard.failures)), await office.incident()]
    assert office.calls("pins.add") == 1


async def test_who_was_late_and_was_not_taken_over_settles_all_the_same(office: Office, slow: Slow) -> None:
    await office.opened()
    await slow.carries(a_card("card"))
    await slow.settles()
    assert (await office.result("card"))["ts"] == (await office.incident()).places.card_ts


async def test_what_an_effect_drew_that_was_given_up_is_not_relied_on(office: Office) -> None:
    """It may have come about before Slack refused it."""
    channel = await office.opened()
    await office.put(a_card("posted"))
    await office.courier.settle()
    await office.change(1, title="Agent deletes")
    office.workspace.faults.lose_after("chat.update")
    office.workspace.faults.refuse("chat.update", "msg_too_long")
    await office.put(a_card("given up"))
    await office.courier.settle()
    assert office.heard.failures == [(1, EffectKind.CARD, "msg_too_long")]
    await office.change(1, title="Chatbot invents")
    await office.put(a_card("last"))
    await office.courier.settle()
    assert office.texts(channel) == ["Card of INC-1: Chatbot invents"]


@pytest.mark.parametrize("kind", SURFACES)
async def test_a_call_without_an_answer_that_comes_about_last_is_drawn_over(
    office: Office, raw: RawSql, kind: EffectKind
) -> None:
    """Nothing tells Slack which of two calls is the newer, so it is drawn once more when both are over."""
    channel = await office.opened()
    place = office.workspace.channel("incidents") if kind is EffectKind.ANNOUNCEMENT else channel
    await office.put(an_effect("posted", kind))
    await office.courier.settle()
    (ts,) = [m.ts for m in place.messages.values() if m.text.startswith(SURFACES[kind])]
    await office.change(1, title="Agent deletes")
    office.workspace.faults.lose_before("chat.update")
    await office.put(an_effect("again", kind))
    await office.courier.settle()
    assert office.texts(place) == [f"{SURFACES[kind]}: Agent deletes"]
    await office.slack().update(place.id, ts, Outgoing(text=f"{SURFACES[kind]}: Chatbot invents"))
    await office.courier.settle()
    assert office.texts(place) == [f"{SURFACES[kind]}: Chatbot invents"]
    await raw.run("UPDATE outbox SET not_before = not_before - 3600")
    await office.courier.settle()
    assert office.texts(place) == [f"{SURFACES[kind]}: Agent deletes"]
    assert await office.waiting() == 0


async def test_what_is_to_be_drawn_once_more_holds_nothing_up(office: Office) -> None:
    channel = await office.opened()
    office.workspace.faults.lose_after("chat.postMessage")
    await office.put(a_card("card").model_copy(update={"lane": "1:post"}))
    await office.courier.settle()
    await office.put(an_effect("said", lane="1:post"))
    await office.courier.settle()
    assert office.texts(channel)[-1] == "said"
