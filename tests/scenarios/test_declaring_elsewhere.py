"""Declaring from a message and from anywhere, and where the workspace forbids creating channels."""

import re

from tests.scenarios.declared import incident, timeline
from tests.stage import Stage, on_stage

# from anywhere --------------------------------------------------------------------------------------------


async def test_a_message_becomes_an_incident_with_its_words_and_its_link(stage: Stage) -> None:
    alice, grace = stage.person("alice"), stage.person("grace")
    await alice.invites("support", stage.app)
    message = await grace.says("support", "The bot promised a refund & a pony\nTwo customers so far")
    await alice.uses_shortcut("declare_incident", message)
    view = await alice.sees_modal("Declare an incident")
    assert "The bot promised a refund & a pony" in alice.reads(view)
    await alice.submits()
    await stage.settle()
    now = await incident(stage)
    assert now.title == "The bot promised a refund & a pony"
    lines = [line for line in await timeline(stage) if line.startswith("declared_from_message")]
    assert len(lines) == 1
    assert "Two customers so far" in lines[0]
    assert f"/archives/{message.channel}/p{message.ts.replace('.', '')}" in lines[0]
    channel = stage.channel("inc-1")
    assert any("Two customers so far" in alice.reads(m) for m in alice.sees(channel))
    assert "INC-1 declared" in alice.reads(alice.whispers("support")[-1])
    replies = [m for m in grace.sees("support") if m.thread_ts == message.ts and m.bot_id]
    assert len(replies) == 1
    assert f"<#{channel.id}>" in str(replies[0].blocks)


async def test_of_a_message_that_is_not_public_only_the_link_is_kept(stage: Stage) -> None:
    alice, bob = stage.person("alice"), stage.person("bob")
    secret = await alice.creates("deal-room", private=True)
    await alice.invites(secret, bob)
    message = await bob.says(secret, "The pricing model leaked the Acme bid")
    await alice.uses_shortcut("declare_incident", message)
    await alice.sees_modal()
    await alice.submits({"title": "Pricing model leaks"})
    await stage.settle()
    assert not any("Acme bid" in line for line in await timeline(stage))
    assert any(message.ts.replace(".", "") in line for line in await timeline(stage))
    assert "its link only" in alice.reads(alice.whispers(secret)[-1])
    assert not any("Acme bid" in alice.reads(m) for m in alice.sees(stage.channel("inc-1")))
    assert all(m.thread_ts is None for m in secret.messages.values())


async def test_an_alert_of_another_app_is_declared_from_by_what_it_shows(stage: Stage) -> None:
    alice = stage.person("alice")
    other = next(app for app in stage.workspace.apps.values() if app is not stage.app)
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "Refund rate doubled since 08:00"}}
    await alice.invites("support", other)
    bot = stage.workspace.bot_user(other)
    message = stage.workspace.post(stage.channel("support"), bot, "", blocks=[block])
    await alice.uses_shortcut("declare_incident", message)
    await alice.sees_modal()
    await alice.submits()
    await stage.settle()
    assert (await incident(stage)).title == "Refund rate doubled since 08:00"
    channel = stage.channel("inc-1")
    assert any("a message of an app" in alice.reads(m) for m in alice.sees(channel))


async def test_a_private_incident_is_not_spoken_of_under_the_message(stage: Stage) -> None:
    alice, grace = stage.person("alice"), stage.person("grace")
    await alice.invites("support", stage.app)
    message = await grace.says("support", "Somebody reads other people's mail")
    await alice.uses_shortcut("declare_incident", message)
    await alice.sees_modal()
    await alice.submits({"kind": ["Private"]})
    await stage.settle()
    assert (await incident(stage)).private
    assert not [m for m in grace.sees("support") if m.thread_ts == message.ts and m.bot_id]


async def test_where_the_bot_is_not_it_does_not_answer_the_message(stage: Stage) -> None:
    alice, grace = stage.person("alice"), stage.person("grace")
    message = await grace.says("support", "Odd answers")
    await alice.uses_shortcut("declare_incident", message)
    await alice.sees_modal()
    await alice.submits()
    await stage.settle()
    assert (await incident(stage)).title == "Odd answers"
    assert not [m for m in grace.sees("support") if m.bot_id and not m.ephemeral_to]
    assert not any("I could not" in alice.reads(m) for m in alice.inbox)


async def test_the_global_shortcut_opens_the_form(stage: Stage) -> None:
    alice = stage.person("alice")
    await alice.uses_shortcut("declare_incident_global")
    await alice.sees_modal("Declare an incident")
    assert (await alice.submits({"title": "From anywhere"})).closed
    await stage.settle()
    assert (await incident(stage)).places.origin_channel_id is None
    assert any("INC-1 declared" in alice.reads(m) for m in alice.inbox)
    assert alice.id in stage.channel("inc-1").members


async def test_the_app_home_opens_the_form(stage: Stage) -> None:
    alice = stage.person("alice")
    home = await alice.opens_home(stage.app)
    assert home is not None
    await alice.clicks(home, "Declare an incident")
    await alice.sees_modal("Declare an incident")
    assert (await alice.submits({"title": "Seen at home"})).closed
    await stage.settle()
    assert (await incident(stage)).title == "Seen at home"
    assert any("INC-1 declared" in alice.reads(m) for m in alice.inbox)


async def test_mentioning_the_bot_offers_the_form_filled_in(stage: Stage) -> None:
    alice = stage.person("alice")
    message = await alice.says(
        "incidents", f"@{stage.workspace.bot_user(stage.app).name} the ranking is upside down"
    )
    await stage.settle()
    offer = alice.whispers("incidents")[-1]
    await alice.clicks(offer, "Declare an incident")
    await alice.sees_modal()
    await alice.submits()
    await stage.settle()
    assert (await incident(stage)).title == "the ranking is upside down"
    assert "INC-1 declared" in alice.reads(alice.whispers("incidents")[-1])
    assert any(message.ts.replace(".", "") in line for line in await timeline(stage))


# where channels cannot be created -------------------------------------------------------------------------


async def test_where_channels_are_forbidden_it_lives_where_it_was_declared(stage: Stage) -> None:
    alice = stage.person("alice")
    await alice.invites("support", stage.app)
    topic = stage.channel("support").topic
    stage.workspace.settings.apps_may_create_channels = False
    await alice.runs("/incident declare model drifts", "support")
    await stage.settle()
    now = await incident(stage)
    assert (now.places.channel_id, now.places.channel_state) == (stage.channel("support").id, "borrowed")
    assert any("A workspace owner can allow it" in alice.reads(m) for m in alice.inbox)
    assert any("Phase: detection" in alice.reads(m) for m in alice.sees("support"))
    assert stage.channel("support").topic == topic


async def test_where_the_bot_cannot_go_it_comes_once_it_is_invited(stage: Stage) -> None:
    alice = stage.person("alice")
    room = await alice.creates("model-crew", private=True)
    stage.workspace.settings.apps_may_create_channels = False
    await alice.runs("/incident declare model drifts", room)
    await stage.settle()
    assert (await incident(stage)).places.channel_id is None
    told = "\n".join(alice.reads(m) for m in alice.inbox)
    assert "or invite me to" in told
    await alice.invites(room, stage.app)
    await stage.settle()
    now = await incident(stage)
    assert (now.places.channel_id, now.places.channel_state) == (room.id, "borrowed")
    assert any("Phase: detection" in alice.reads(m) for m in alice.sees(room))


async def test_a_channel_made_by_hand_is_taken_by_its_number(stage: Stage) -> None:
    alice, bob = stage.person("alice"), stage.person("bob")
    stage.workspace.settings.apps_may_create_channels = False
    await alice.uses_shortcut("declare_incident_global")
    await alice.sees_modal()
    await alice.submits({"title": "Model drifts", "kind": ["Private"]})
    await stage.settle()
    foreign = await bob.creates("inc-1-mine", private=True)
    await bob.invites(foreign, stage.app)
    await stage.settle()
    assert (await incident(stage)).places.channel_id is None, "Bob does not belong to it"
    made = await alice.creates("inc-1", private=True)
    await alice.invites(made, stage.app)
    await stage.settle()
    now = await incident(stage)
    assert (now.places.channel_id, now.places.channel_state) == (made.id, "open")


async def test_the_name_that_is_told_is_the_one_that_is_taken(sqlite_url: str) -> None:
    async with on_stage(sqlite_url, policy={"channel_prefix": "ai"}) as stage:
        alice = stage.person("alice")
        stage.workspace.settings.apps_may_create_channels = False
        await alice.runs("/incident declare private key leaked", "support")
        await stage.settle()
        told = "\n".join(alice.reads(m) for m in alice.inbox)
        [name] = re.findall(r"whose name begins with (\S+)", told)
        made = await alice.creates(name.strip("`"), private=True)
        await alice.invites(made, stage.app)
        await stage.settle()
        assert (await incident(stage)).places.channel_id == made.id


async def test_a_free_plan_without_user_groups_declares_all_the_same(stage: Stage) -> None:
    alice = stage.person("alice")
    stage.workspace.settings.plan = "free"
    object.__setattr__(stage.bot.policy.invitations, "always", ("S0123456789",))
    await alice.runs("/incident declare model drifts", "support")
    await stage.settle()
    assert alice.id in stage.channel("inc-1").members


async def test_what_people_wrote_never_becomes_the_channel_s_link(stage: Stage) -> None:
    alice = stage.person("alice")
    await alice.runs("/incident declare", "support")
    await alice.sees_modal()
    await alice.submits({"title": "{channel} is odd"})
    await stage.settle()
    channel = stage.workspace.channels[(await incident(stage)).places.channel_id or ""]
    link = f"<#{channel.id}>"
    assert str(alice.whispers("support")[-1].blocks).count(link) == 1
    await alice.runs("/incident resolve See {channel} for more", channel)
    await stage.settle()
    (said,) = [m for m in alice.sees(channel) if "resolved the incident" in alice.reads(m)]
    assert "See {channel} for more" in alice.reads(said)
    assert link not in str(said.blocks)
