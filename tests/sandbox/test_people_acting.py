"""People press, choose and open things: what the app is told of each, and what they see when it fails."""

import asyncio
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from aiohttp import web

from bot.sandbox.entities import Message
from bot.sandbox.people import Person
from tests.sandbox.delivery_fixtures import Heard, Office

Json = dict[str, Any]


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str) -> Json:
    return {"text": words(value.title()), "value": value}


OPTIONS = [option("high"), option("low")]
BUTTON: Json = {"type": "button", "action_id": "claim", "text": words("Claim"), "value": "commander"}


def actions(*elements: Json) -> list[Json]:
    return [{"type": "actions", "block_id": "row", "elements": list(elements)}]


def post(office: Office, *elements: Json, channel: str = "general") -> Message:
    return office.bot_posts(channel, "card", actions(*elements))


async def test_a_button_in_a_message_sends_block_actions(office: Office, alice: Person) -> None:
    message = post(office, BUTTON)
    await alice.clicks(message, "Claim")
    told = office.bot.last
    channel = office.workspace.channel("general")
    assert told["type"] == "block_actions"
    assert told["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": False,
    }
    assert told["channel"] == {"id": channel.id, "name": "general"}
    assert told["message"]["ts"] == message.ts
    assert told["state"] == {"values": {}}
    assert told["user"] == {
        "id": alice.id,
        "username": "alice",
        "name": "alice",
        "team_id": office.workspace.team_id,
    }
    assert told["response_url"].startswith(f"{office.server.base_url}/actions/")
    assert len(told["trigger_id"].split(".")) == 3
    (action,) = told["actions"]
    assert action.pop("action_ts")
    assert action == {
        "type": "button",
        "action_id": "claim",
        "block_id": "row",
        "text": {"type": "plain_text", "text": "Claim", "emoji": True},
        "value": "commander",
    }


CHOICES: list[tuple[Json, Any, Json]] = [
    ({"type": "static_select", "options": OPTIONS}, "Low", {"selected_option": "low"}),
    (
        {"type": "multi_static_select", "options": OPTIONS},
        ["high", "low"],
        {"selected_options": ["high", "low"]},
    ),
    ({"type": "overflow", "options": OPTIONS}, "low", {"selected_option": "low"}),
    ({"type": "radio_buttons", "options": OPTIONS}, "high", {"selected_option": "high"}),
    ({"type": "checkboxes", "options": OPTIONS}, ["high"], {"selected_options": ["high"]}),
    ({"type": "datepicker"}, date(2026, 11, 3), {"selected_date": "2026-11-03"}),
    ({"type": "timepicker"}, time(14, 5), {"selected_time": "14:05"}),
    (
        {"type": "datetimepicker"},
        datetime(2026, 11, 3, 14, 5, tzinfo=UTC),
        {"selected_date_time": 1793714700},
    ),
    ({"type": "users_select"}, "bob", {"selected_user": "U:bob"}),
    ({"type": "multi_users_select"}, ["bob", "emi"], {"selected_users": ["U:bob", "U:emi"]}),
    ({"type": "channels_select"}, "support", {"selected_channel": "C:support"}),
    ({"type": "conversations_select"}, "support", {"selected_conversation": "C:support"}),
]


def resolved(office: Office, value: Any) -> Any:
    """Names as ids: `U:bob`, `C:support`."""
    if isinstance(value, list):
        return [resolved(office, each) for each in value]
    if isinstance(value, str) and value.startswith("U:"):
        return office.workspace.user(value[2:]).id
    return (
        office.workspace.channel(value[2:]).id if isinstance(value, str) and value.startswith("C:") else value
    )


def flattened(held: Any) -> Any:
    """Options by their values."""
    if isinstance(held, list):
        return [flattened(each) for each in held]
    return held["value"] if isinstance(held, dict) else held


@pytest.mark.parametrize(("element", "choice", "expected"), CHOICES, ids=[e["type"] for e, _, _ in CHOICES])
async def test_each_element_reports_in_its_own_fields(
    office: Office, alice: Person, element: Json, choice: Any, expected: Json
) -> None:
    message = post(office, {**element, "action_id": "pick"})
    await alice.chooses(message, "pick", choice)
    (action,) = office.bot.last["actions"]
    ((key, value),) = expected.items()
    assert action["type"] == element["type"]
    assert flattened(action[key]) == resolved(office, value)
    if element["type"] != "overflow":
        entry = office.bot.last["state"]["values"]["row"]["pick"]
        assert entry == {"type": element["type"], key: action[key]}


async def test_the_state_of_a_message_keeps_what_each_person_chose(
    office: Office, alice: Person, bob: Person
) -> None:
    message = post(office, {"type": "static_select", "action_id": "level", "options": OPTIONS}, BUTTON)
    await alice.chooses(message, "level", "high")
    await alice.clicks(message, "Claim")
    assert office.bot.last["state"]["values"]["row"]["level"]["selected_option"]["value"] == "high"
    await bob.clicks(message, "Claim")
    assert office.bot.last["state"]["values"]["row"]["level"]["selected_option"] is None


async def test_an_ephemeral_message_tells_where_but_not_what_it_was(office: Office, alice: Person) -> None:
    office.bot.answers({"text": "Sure?", "blocks": actions(BUTTON)})
    answer = await alice.runs("/raw close", "general")
    assert answer.message
    await alice.clicks(answer.message, "Claim")
    assert office.bot.last["container"]["is_ephemeral"] is True
    assert "message" not in office.bot.last


async def test_a_button_in_a_thread_tells_the_thread(office: Office, alice: Person) -> None:
    parent = await alice.says("general", "hello")
    bot = office.workspace.bot_user(office.app)
    channel = office.workspace.channel("general")
    reply = office.workspace.post(channel, bot, "?", blocks=actions(BUTTON), thread_ts=parent.ts)
    await alice.clicks(reply, "Claim")
    assert office.bot.last["container"]["thread_ts"] == parent.ts


async def test_private_channels_are_not_named_in_interactions(office: Office, alice: Person) -> None:
    secret = await alice.creates("secret-matters", private=True)
    await alice.invites(secret, office.app)
    message = office.bot_posts(secret.name, "card", actions(BUTTON))
    await alice.clicks(message, "Claim")
    assert office.bot.last["channel"] == {"id": secret.id, "name": "privategroup"}


async def test_a_button_in_a_home_tab_tells_the_view_and_no_response_url(
    office: Office, alice: Person
) -> None:
    view = {"type": "home", "blocks": actions(BUTTON), "callback_id": "home"}
    await office.call("views.publish", user_id=alice.id, view=view)
    home = alice.home()
    assert home
    await alice.clicks(home, "Claim")
    told = office.bot.last
    assert told["container"] == {"type": "view", "view_id": home.id}
    assert (told["view"]["type"], told["view"]["callback_id"]) == ("home", "home")
    assert not {"response_url", "message", "channel", "state"} & set(told)


async def test_a_click_in_a_home_tab_may_open_but_not_push(office: Office, alice: Person) -> None:
    await office.call("views.publish", user_id=alice.id, view={"type": "home", "blocks": actions(BUTTON)})
    home = alice.home()
    assert home
    modal = {"type": "modal", "title": words("X"), "blocks": actions(BUTTON)}
    await alice.clicks(home, "Claim")
    pushed = await office.call("views.push", trigger_id=office.bot.last["trigger_id"], view=modal)
    assert pushed["error"] == "invalid_trigger_id"
    await alice.clicks(home, "Claim")
    opened = await office.call("views.open", trigger_id=office.bot.last["trigger_id"], view=modal)
    assert opened["ok"]


async def test_a_confirmation_refused_sends_nothing(office: Office, alice: Person) -> None:
    ask = {"title": words("Sure?"), "text": words("Really?"), "confirm": words("Yes"), "deny": words("No")}
    message = post(office, BUTTON | {"confirm": ask})
    await office.workspace.quiet()
    heard = len(office.bot.heard)
    await alice.clicks(message, "Claim", confirm=False)
    assert len(office.bot.heard) == heard
    await alice.clicks(message, "Claim")
    assert office.bot.last["actions"][0]["confirm"]["title"]["text"] == "Sure?"


async def test_a_link_button_opens_the_link_and_tells_the_app(office: Office, alice: Person) -> None:
    message = post(office, BUTTON | {"url": "https://acme.example/runbook"})
    await alice.clicks(message, "Claim")
    assert alice.opened_links == ["https://acme.example/runbook"]
    assert office.bot.last["actions"][0]["url"] == "https://acme.example/runbook"


@pytest.mark.parametrize(
    ("status", "toast"), [(404, "⚠️ This app responded with Status Code 404."), (500, "⚠️ This app responded")]
)
async def test_a_failed_click_shows_the_error_triangle_and_is_not_repeated(
    office: Office, alice: Person, status: int, toast: str
) -> None:
    message = post(office, BUTTON)
    await office.workspace.quiet()
    heard = len(office.bot.heard)
    office.bot.answers(status)
    await alice.clicks(message, "Claim")
    await office.workspace.quiet()
    assert alice.toasts[-1].startswith(toast)
    assert len(office.bot.heard) == heard + 1


async def test_a_click_unanswered_in_time_shows_the_triangle(office: Office, alice: Person) -> None:
    async def slow(_: Heard) -> web.Response:
        await office.bot.hears(100)
        return web.Response()

    message = post(office, BUTTON)
    await office.workspace.quiet()
    office.bot.handler = slow
    office.workspace.rules.patience = 0.05
    await alice.clicks(message, "Claim")
    assert alice.toasts == ["⚠️ operation_timeout"]


async def test_the_body_of_an_acknowledged_click_is_ignored(office: Office, alice: Person) -> None:
    message = post(office, BUTTON)
    await office.workspace.quiet()
    office.bot.answers({"text": "ignored", "replace_original": True})
    await alice.clicks(message, "Claim")
    assert [alice.reads(each) for each in alice.sees("general")] == ["[Claim]"]


async def test_nobody_presses_what_is_not_there(office: Office, alice: Person) -> None:
    message = post(office, BUTTON)
    with pytest.raises(LookupError, match="Claim"):
        await alice.clicks(message, "Release")
    with pytest.raises(LookupError):
        await alice.clicks(await alice.says("general", "hello"), "Claim")


async def test_an_external_menu_asks_the_app_for_what_was_typed(office: Office, alice: Person) -> None:
    message = post(office, {"type": "external_select", "action_id": "system", "min_query_length": 3})
    await office.workspace.quiet()
    office.bot.answers({"options": OPTIONS})
    await alice.chooses(message, "system", "High")
    asked, told = (heard for heard in office.bot.heard[-2:])
    assert asked.path == "/options"
    assert asked.payload["type"] == "block_suggestion"
    assert (asked.payload["action_id"], asked.payload["value"]) == ("system", "High")
    assert "trigger_id" not in asked.payload
    assert told.payload["actions"][0]["selected_option"]["value"] == "high"


@pytest.mark.parametrize(
    "answer",
    [{"options": OPTIONS * 51}, {"options": [{"value": "x"}]}, {"options": "x"}, {"option_groups": "x"}, 500],
    ids=str,
)
async def test_what_slack_would_not_offer_is_not_offered(
    office: Office, alice: Person, answer: Json | int
) -> None:
    message = post(office, {"type": "external_select", "action_id": "system", "min_query_length": 1})
    await office.workspace.quiet()
    office.bot.answers(answer)
    with pytest.raises(LookupError, match="not offered"):
        await alice.chooses(message, "system", "high")
    assert alice.toasts[-1].startswith("⚠️")


async def test_a_deleted_message_or_closed_modal_cannot_be_pressed(office: Office, alice: Person) -> None:
    message = post(office, BUTTON)
    bot = office.workspace.bot_user(office.app)
    office.workspace.delete_message(office.workspace.channel("general"), message.ts, bot)
    with pytest.raises(LookupError, match="not there"):
        await alice.clicks(message, "Claim")
    await office.call("views.publish", user_id=alice.id, view={"type": "home", "blocks": actions(BUTTON)})
    home = alice.home()
    assert home
    with pytest.raises(LookupError, match="not before"):
        await office.person("bob").clicks(home, "Claim")


async def test_an_external_menu_waits_for_enough_letters(office: Office, alice: Person) -> None:
    message = post(office, {"type": "external_select", "action_id": "system", "min_query_length": 9})
    await office.workspace.quiet()
    heard = len(office.bot.heard)
    with pytest.raises(LookupError):
        await alice.chooses(message, "system", "High")
    assert len(office.bot.heard) == heard


async def test_option_groups_may_be_offered(office: Office, alice: Person) -> None:
    message = post(office, {"type": "external_select", "action_id": "system", "min_query_length": 0})
    await office.workspace.quiet()
    office.bot.answers({"option_groups": [{"label": words("All"), "options": OPTIONS}]})
    await alice.chooses(message, "system", "low")
    assert office.bot.last["actions"][0]["selected_option"]["value"] == "low"


async def test_a_message_shortcut_carries_the_message(office: Office, alice: Person, bob: Person) -> None:
    message = await bob.says("general", "the answers look odd")
    await alice.uses_shortcut("on_message", message)
    told = office.bot.last
    assert (told["type"], told["callback_id"]) == ("message_action", "on_message")
    assert told["message_ts"] == message.ts
    assert told["message"]["text"] == "the answers look odd"
    assert told["channel"]["name"] == "general"
    assert told["response_url"]
    assert told["trigger_id"]
    assert told["action_ts"]
    assert "container" not in told


async def test_a_global_shortcut_has_neither_channel_nor_response_url(office: Office, alice: Person) -> None:
    await alice.uses_shortcut("anywhere")
    told = office.bot.last
    assert (told["type"], told["callback_id"]) == ("shortcut", "anywhere")
    assert told["trigger_id"]
    assert not {"channel", "response_url", "message", "container"} & set(told)
    assert set(told["user"]) == {"id", "username", "team_id"}


async def test_a_shortcut_of_the_wrong_kind_does_not_exist(office: Office, alice: Person) -> None:
    with pytest.raises(LookupError):
        await alice.uses_shortcut("on_message")


async def test_an_input_dispatches_only_when_asked_to(office: Office, alice: Person) -> None:
    quiet = {
        "type": "input",
        "block_id": "quiet",
        "label": words("Quiet"),
        "element": {"type": "plain_text_input", "action_id": "quiet_text"},
    }
    loud = {
        "type": "input",
        "block_id": "loud",
        "label": words("Loud"),
        "dispatch_action": True,
        "element": {"type": "plain_text_input", "action_id": "loud_text"},
    }
    await alice.runs("/raw hello", "general")
    view = {"type": "modal", "title": words("X"), "submit": words("Go"), "blocks": [quiet, loud]}
    await office.call("views.open", trigger_id=office.bot.heard[-1].form["trigger_id"], view=view)
    heard = len(office.bot.heard)
    await alice.fills({"Quiet": "one"})
    assert len(office.bot.heard) == heard
    await alice.fills({"Loud": "two"})
    told = office.bot.last
    assert told["type"] == "block_actions"
    assert (told["actions"][0]["action_id"], told["actions"][0]["value"]) == ("loud_text", "two")
    assert told["view"]["state"]["values"]["quiet"]["quiet_text"]["value"] == "one"


async def test_opening_home_is_an_event_and_shows_what_the_app_publishes(
    office: Office, alice: Person
) -> None:
    async def publish(heard: Heard) -> web.Response:
        event = heard.payload["event"]
        view = {"type": "home", "blocks": actions(BUTTON)}
        await office.call("views.publish", user_id=event["user"], view=view)
        return web.Response()

    office.bot.handler = publish
    home = await alice.opens_home()
    event = office.bot.events[-1]["event"]
    assert (event["type"], event["tab"], event["user"]) == ("app_home_opened", "home", alice.id)
    assert event["channel"].startswith("D")
    assert "view" not in event
    assert home
    assert alice.reads(home) == "[Claim]"
    await alice.opens_home()
    assert office.bot.events[-1]["event"]["view"]["id"] == home.id


async def test_a_modal_that_opens_late_is_waited_for(office: Office, alice: Person) -> None:
    await alice.runs("/raw hello", "general")
    trigger = office.bot.heard[-1].form["trigger_id"]
    modal = {"type": "modal", "title": words("Late"), "blocks": actions(BUTTON)}
    waiting = asyncio.create_task(alice.sees_modal("Late"))
    answer = await office.call("views.open", trigger_id=trigger, view=modal)
    assert answer["view"]["id"] == (await waiting).id
