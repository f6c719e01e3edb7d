"""The incident's channel: found again, never somebody else's, borrowed where none may be created."""

import asyncio
from datetime import timedelta

from bot.domain.effect import EffectKind
from bot.domain.incident import ChannelState
from tests.databases import RawSql
from tests.services.office import Office, an_effect

OPEN = an_effect("open", EffectKind.OPEN_CHANNEL, needs_channel=False)


async def open_channel(office: Office, name: str = "open") -> None:
    await office.put(an_effect(name, EffectKind.OPEN_CHANNEL, needs_channel=False))
    await office.courier.settle()


async def test_a_channel_of_that_name_that_somebody_created_is_left_alone(office: Office) -> None:
    theirs = office.workspace.create_channel("inc-1-chatbot-invents", office.user("alice"))
    theirs.members[office.bot.id] = None
    await office.declare()
    await open_channel(office)
    places = (await office.incident()).places
    assert places.channel_name == "inc-1-chatbot-invents-2"
    assert places.channel_id != theirs.id


async def test_a_channel_of_ours_from_before_the_declaration_is_left_alone(office: Office) -> None:
    old = office.workspace.create_channel("inc-1-chatbot-invents", office.bot)
    office.clock.move(timedelta(hours=1))
    await office.declare()
    await open_channel(office)
    assert (await office.incident()).places.channel_id != old.id


async def test_a_channel_of_ours_is_known_again_by_a_clock_that_is_half_a_minute_ahead_of_slacks(
    office: Office,
) -> None:
    ours = office.workspace.create_channel("inc-1-chatbot-invents", office.bot)
    office.clock.move(timedelta(seconds=30))
    await office.declare()
    await open_channel(office)
    assert (await office.incident()).places.channel_id == ours.id


async def test_a_channel_of_ours_since_the_declaration_is_adopted_under_an_older_title(
    office: Office,
) -> None:
    await office.declare(title="Another title")
    ours = office.workspace.create_channel("inc-1-chatbot-invents", office.bot)
    await office.begin(OPEN)
    await office.courier.settle()
    assert (await office.incident()).places.channel_id == ours.id
    assert office.calls("conversations.create") == 0


async def test_a_channel_without_an_answer_tells_nothing_when_the_incident_became_private_meanwhile(
    office: Office, raw: RawSql
) -> None:
    await office.declare()
    office.workspace.faults.lose_after("conversations.create")
    await office.put(OPEN)
    await office.slow_courier().settle()
    (telling,) = [c for c in office.workspace.channels.values() if "chatbot" in (c.name or "")]
    await office.change(1, private=True)
    await raw.run("UPDATE outbox SET not_before = NULL")
    await office.courier.settle()
    assert (telling.is_archived, "chatbot" in (telling.name or "")) == (True, False)
    now = office.workspace.channel((await office.incident()).places.channel_id or "")
    assert (now.name, now.is_private, now.is_archived) == ("inc-1", True, False)


async def test_a_channel_that_another_incident_holds_is_not_adopted(office: Office) -> None:
    held = office.workspace.create_channel("inc-1-chatbot-invents", office.bot)
    await office.declare(2)
    await office.change(2, channel_id=held.id)
    await office.declare(1)
    await open_channel(office)
    assert (await office.incident(1)).places.channel_id != held.id


async def test_a_longer_number_is_not_taken_for_ours(office: Office) -> None:
    office.workspace.create_channel("inc-12-other", office.bot)
    await office.declare(1)
    await office.begin(OPEN)
    await office.courier.settle()
    assert (await office.incident(1)).places.channel_name == "inc-1-chatbot-invents"


async def test_a_private_incident_gets_a_private_channel_without_its_subject(office: Office) -> None:
    channel = await office.opened(private=True)
    assert (channel.name, channel.is_private) == ("inc-1", True)


async def test_where_apps_may_create_no_channels_the_incident_lives_where_it_was_declared(
    office: Office,
) -> None:
    office.workspace.settings.apps_may_create_channels = False
    origin = office.workspace.channel("incidents")
    await office.declare(origin=origin.id)
    await office.put(an_effect("here"))
    await open_channel(office)
    places = (await office.incident()).places
    assert (places.channel_id, places.channel_state) == (origin.id, ChannelState.BORROWED)
    assert office.heard.forbidden == [(1, "restricted_action", True)]
    assert office.texts(origin) == ["here"]


async def test_the_bot_enters_the_channel_it_borrows_when_it_may(office: Office) -> None:
    office.workspace.settings.apps_may_create_channels = False
    office.grant("channels:join")
    origin = office.workspace.channel("support")
    await office.declare(origin=origin.id)
    await open_channel(office)
    assert office.bot.id in origin.members


async def test_a_private_incident_borrows_nobodys_channel_and_can_be_opened_later(office: Office) -> None:
    office.workspace.settings.apps_may_create_channels = False
    await office.declare(origin=office.workspace.channel("incidents").id, private=True)
    await open_channel(office)
    assert (await office.incident()).places.channel_state is ChannelState.OPENING
    assert office.heard.forbidden == [(1, "restricted_action", False)]
    office.workspace.settings.apps_may_create_channels = True
    await open_channel(office, "asked again")
    assert (await office.incident()).places.channel_state is ChannelState.OPEN


async def test_a_direct_message_is_nobodys_incident_channel(office: Office) -> None:
    office.workspace.settings.apps_may_create_channels = False
    await office.declare(origin=office.workspace.open_dm(office.bot, [office.user("alice")])[0].id)
    await open_channel(office)
    assert office.heard.forbidden == [(1, "restricted_action", False)]


async def test_who_cannot_come_is_named_and_keeps_nobody_out(office: Office) -> None:
    channel = await office.opened()
    people = {name: office.user(name).id for name in ("alice", "bob", "lena", "mallory")}
    group = next(g for g in office.workspace.usergroups.values() if g.handle == "comms-team")
    payload = {"users": [*people.values(), "UNOBODY", group.id, office.bot.id]}
    await office.put(an_effect("invite", EffectKind.INVITE, payload=payload))
    await office.courier.settle()
    refused = (await office.result("invite"))["refused"]
    assert refused == {
        people["lena"]: "cant_invite",
        people["mallory"]: "cant_invite",
        "UNOBODY": "user_not_found",
    }
    assert {people["alice"], people["bob"], *group.users} <= set(channel.members)


async def test_a_crowd_is_invited_in_batches(office: Office) -> None:
    channel = await office.opened()
    crowd = [office.workspace.add_user(f"p{n}", f"P {n}", announce=False).id for n in range(65)]
    await office.put(an_effect("invite", EffectKind.INVITE, payload={"users": crowd}))
    await office.courier.settle()
    assert office.calls("conversations.invite") == 3
    assert set(crowd) <= set(channel.members)


async def test_on_a_plan_without_groups_the_others_still_come(office: Office) -> None:
    channel, alice = await office.opened(), office.user("alice")
    office.workspace.settings.plan = "free"
    await office.put(an_effect("invite", EffectKind.INVITE, payload={"users": ["S0GROUP", alice.id]}))
    await office.courier.settle()
    assert alice.id in channel.members


async def test_an_archived_channel_ends_its_effects_and_the_incident_knows(office: Office) -> None:
    channel = await office.opened()
    office.workspace.archive(channel, office.bot)
    await office.put(an_effect("one"), an_effect("two"))
    await office.courier.settle()
    assert [code for _, _, code in office.heard.failures] == ["is_archived", "is_archived"]
    assert (await office.incident()).places.channel_state is ChannelState.ARCHIVED


async def test_a_channel_that_takes_messages_again_is_open_again(office: Office) -> None:
    await office.opened()
    await office.change(1, channel_state=ChannelState.ARCHIVED)
    await office.put(an_effect("back"))
    await office.courier.settle()
    assert (await office.incident()).places.channel_state is ChannelState.OPEN


async def test_a_channel_the_bot_was_removed_from_is_lost(office: Office) -> None:
    channel = await office.opened()
    del channel.members[office.bot.id]
    await office.put(an_effect("one"))
    await office.courier.settle()
    assert (await office.incident()).places.channel_state is ChannelState.LOST


async def test_what_is_stored_of_the_channel_leaves_alone_what_others_changed_meanwhile(
    office: Office,
) -> None:
    await office.declare()
    office.workspace.faults.latency("conversations.create", 0.3)
    await office.put(OPEN)
    working = asyncio.create_task(office.courier.settle())
    await office.until(lambda: office.calls("conversations.create") == 1)
    await office.change(1, title="A better title")
    await working
    incident = await office.incident()
    assert (incident.title, incident.places.channel_state) == ("A better title", ChannelState.OPEN)
