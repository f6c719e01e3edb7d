"""What reaches an app from the simulated workspace has the shape of Slack's own deliveries."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox.delivery_rules import DeliveryRules
from bot.sandbox.entities import App, Message
from bot.sandbox.people import Person
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import Workspace
from tests.oracles import (
    check_blocks,
    check_command,
    check_envelope,
    check_event,
    check_interaction,
    check_models,
    check_view,
)
from tests.oracles.caller import Caller
from tests.oracles.everything import check_everything

PLAIN = "plain_text"


def words(text: str) -> dict[str, str]:
    return {"type": PLAIN, "text": text}


def option(value: str) -> dict[str, Any]:
    return {"text": words(value.title()), "value": value}


OPTIONS = [option("high"), option("low")]
# Every element that a message may hold, by its action_id; and what somebody chooses there.
ELEMENTS: dict[str, dict[str, Any]] = {
    "button": {"text": words("Take it"), "value": "7"},
    "static_select": {"options": OPTIONS},
    "multi_static_select": {"options": OPTIONS},
    "users_select": {},
    "multi_users_select": {},
    "channels_select": {},
    "multi_channels_select": {},
    "conversations_select": {},
    "multi_conversations_select": {},
    "overflow": {"options": OPTIONS},
    "datepicker": {},
    "timepicker": {},
    "checkboxes": {"options": OPTIONS},
    "radio_buttons": {"options": OPTIONS},
}
CHOICES: dict[str, Any] = {
    "static_select": "high",
    "multi_static_select": ["high"],
    "users_select": "bob",
    "multi_users_select": ["bob"],
    "channels_select": "incidents",
    "multi_channels_select": ["incidents"],
    "conversations_select": "incidents",
    "multi_conversations_select": ["incidents"],
    "overflow": "low",
    "datepicker": "2026-11-03",
    "timepicker": "14:05",
    "checkboxes": ["high"],
    "radio_buttons": "low",
    "plain_text_input": "It drifts",
    "datetimepicker": datetime(2026, 11, 3, 14, 5, tzinfo=UTC),
    "email_text_input": "bob@acme.example",
    "url_text_input": "https://acme.example",
    "number_input": "7",
}
PLACEHOLDERS = {"static_select", "users_select", "channels_select", "conversations_select"}


def element(kind: str) -> dict[str, Any]:
    return {"type": kind, "action_id": kind, **ELEMENTS.get(kind, {})}


def card() -> list[dict[str, Any]]:
    """A message with every element that a message may hold."""
    multiple = [kind for kind in ELEMENTS if kind.startswith("multi_")]
    single = [kind for kind in ELEMENTS if kind not in multiple]
    sections = [
        {"type": "section", "text": {"type": "mrkdwn", "text": kind}, "accessory": element(kind)}
        for kind in multiple
    ]
    return [{"type": "actions", "elements": [element(kind) for kind in single]}, *sections]


def modal(callback_id: str = "declare") -> dict[str, Any]:
    """A form with every input, that tells when it is closed."""
    kinds = [*CHOICES.keys() - {"overflow"}]
    inputs = [
        {"type": "input", "block_id": kind, "optional": True, "label": words(kind), "element": element(kind)}
        | ({"element": element(kind) | {"is_decimal_allowed": False}} if kind == "number_input" else {})
        for kind in sorted(kinds)
    ]
    button = {"type": "actions", "block_id": "more", "elements": [element("button")]}
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": words("Declare"),
        "submit": words("Go"),
        "close": words("Not now"),
        "notify_on_close": True,
        "private_metadata": "7",
        "blocks": [*inputs, button],
    }


HOME = {"type": "home", "blocks": [{"type": "actions", "elements": [element("button")]}]}


@dataclass
class Ears:
    """An app's end of the line: acknowledges everything and keeps what it was sent."""

    events: list[dict[str, Any]] = field(default_factory=list)
    commands: list[dict[str, str]] = field(default_factory=list)
    interactions: list[dict[str, Any]] = field(default_factory=list)
    answer: dict[str, Any] | None = None

    async def hear(self, request: web.Request) -> web.Response:
        body = await request.text()
        if request.content_type == "application/json":
            self.events.append(json.loads(body))
            return web.Response()
        form = dict(parse_qsl(body, keep_blank_values=True, strict_parsing=True))
        if "payload" in form:
            assert form.keys() == {"payload"}
            self.interactions.append(json.loads(form["payload"]))
        else:
            self.commands.append(form)
        return web.json_response(self.answer) if self.answer else web.Response()

    def heard(self, kind: str) -> dict[str, Any]:
        """The last interaction of a kind."""
        return next(each for each in reversed(self.interactions) if each["type"] == kind)


@dataclass
class Stage:
    """A workspace with its server, an app that listens over HTTP, and two people."""

    workspace: Workspace
    app: App
    ears: Ears
    slack: Caller
    alice: Person
    bob: Person

    async def card(self, place: str = "incidents") -> Message:
        """Post the message with everything on it."""
        channel = self.workspace.channel(place)
        posted = await self.slack.ok("chat.postMessage", channel=channel.id, text="INC-7", blocks=card())
        return self.workspace.message(channel, posted["ts"])


def manifest() -> dict[str, Any]:
    scopes = ["chat:write", "commands", "channels:history", "channels:read", "reactions:read", "im:write"]
    return {
        "display_information": {"name": "Listener"},
        "features": {
            "bot_user": {"display_name": "listener"},
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "slash_commands": [
                {"command": "/incident", "description": "Incidents", "should_escape": True, "url": ""}
            ],
            "shortcuts": [
                {"name": "Declare", "type": "message", "callback_id": "from_message", "description": "x"},
                {"name": "Declare", "type": "global", "callback_id": "from_anywhere", "description": "x"},
            ],
        },
        "oauth_config": {"scopes": {"bot": scopes}},
        "settings": {
            "event_subscriptions": {"bot_events": ["message.channels", "reaction_added", "app_home_opened"]},
            "interactivity": {"is_enabled": True},
        },
    }


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    ears = Ears()
    site = web.Application()
    site.router.add_post("/slack/events", ears.hear)
    runner = web.AppRunner(site)
    await runner.setup()
    listening = web.TCPSite(runner, "127.0.0.1", 0)
    await listening.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    rules = DeliveryRules(hourly_ceiling=5)
    workspace = Workspace(lambda: datetime(2026, 11, 2, 9, tzinfo=UTC), rules=rules, rate_scale=None)
    workspace.populate()
    app = workspace.install(manifest())
    app.events_url = app.interactivity_url = app.options_url = url
    app.command_urls = {"/incident": url}
    workspace.channel("incidents").members[app.bot_user_id] = None
    server = SandboxServer(workspace)
    server.add_routes(workspace.delivery_routes())
    async with server, aiohttp.ClientSession() as session:
        workspace.address = server.base_url
        slack = Caller(session, server.api_url, app.bot_token)
        yield Stage(workspace, app, ears, slack, Person(workspace, "alice"), Person(workspace, "bob"))
        check_everything(workspace, app)
        await workspace.hang_up()
    await runner.cleanup()


def test_what_these_tests_show_is_what_slack_would_show() -> None:
    check_blocks(card())
    check_models(card())
    check_view(modal())
    check_view(HOME)
    check_models(HOME)


async def test_an_event_arrives_in_slacks_envelope(stage: Stage) -> None:
    said = await stage.alice.says("incidents", "it drifts, @bob")
    await stage.bob.reacts(said, "eyes")
    await stage.workspace.quiet()
    assert [body["event"]["type"] for body in stage.ears.events] == ["message", "reaction_added"]
    for body in stage.ears.events:
        check_envelope(body)


async def test_a_command_arrives_as_slacks_form(stage: Stage) -> None:
    await stage.alice.runs("/incident role commander @bob", "incidents")
    await stage.alice.runs("/incident", stage.alice.dm(stage.bob))
    for form in stage.ears.commands:
        check_command(form)
    assert [form["channel_name"] for form in stage.ears.commands] == ["incidents", "directmessage"]


@pytest.mark.parametrize("kind", ELEMENTS)
async def test_whatever_is_used_on_a_message_arrives_as_block_actions(stage: Stage, kind: str) -> None:
    posted = await stage.card()
    if kind == "button":
        await stage.alice.clicks(posted, kind)
    else:
        await stage.alice.chooses(posted, kind, CHOICES[kind])
    [pressed] = stage.ears.interactions
    check_interaction(pressed)
    assert pressed["actions"][0]["type"] == kind
    assert pressed["response_url"]


async def test_shortcuts_arrive_from_a_message_and_from_anywhere(stage: Stage) -> None:
    said = await stage.alice.says("incidents", "it drifts")
    await stage.alice.uses_shortcut("from_message", said)
    await stage.alice.uses_shortcut("from_message", await stage.card())
    await stage.alice.uses_shortcut("from_anywhere")
    assert [each["type"] for each in stage.ears.interactions] == ["message_action"] * 2 + ["shortcut"]
    for each in stage.ears.interactions:
        check_interaction(each)


async def test_a_form_arrives_with_every_input_filled(stage: Stage) -> None:
    await stage.alice.uses_shortcut("from_anywhere")
    await stage.slack.ok("views.open", trigger_id=stage.ears.heard("shortcut")["trigger_id"], view=modal())
    await stage.alice.submits({kind: CHOICES[kind] for kind in CHOICES if kind != "overflow"})
    submitted = stage.ears.heard("view_submission")
    check_interaction(submitted)
    filled = submitted["view"]["state"]["values"]
    assert filled["plain_text_input"]["plain_text_input"]["value"] == "It drifts"
    assert set(filled) == CHOICES.keys() - {"overflow"}


async def test_a_form_arrives_with_every_input_left_alone(stage: Stage) -> None:
    await stage.alice.uses_shortcut("from_anywhere")
    await stage.slack.ok("views.open", trigger_id=stage.ears.heard("shortcut")["trigger_id"], view=modal())
    await stage.alice.submits()
    check_interaction(stage.ears.heard("view_submission"))


async def test_a_button_in_a_form_and_its_closing_arrive(stage: Stage) -> None:
    await stage.alice.uses_shortcut("from_anywhere")
    await stage.slack.ok("views.open", trigger_id=stage.ears.heard("shortcut")["trigger_id"], view=modal())
    view = await stage.alice.sees_modal("Declare")
    await stage.alice.clicks(view, "button")
    pressed = stage.ears.heard("block_actions")
    check_interaction(pressed)
    pushed = await stage.slack.ok("views.push", trigger_id=pressed["trigger_id"], view=modal("second"))
    await stage.slack.ok("views.update", view_id=pushed["view"]["id"], view=modal("third"))
    await stage.alice.closes_view()
    check_interaction(stage.ears.heard("view_closed"))
    await stage.alice.closes_view(whole_stack=True)
    closed = stage.ears.heard("view_closed")
    check_interaction(closed)
    assert closed["is_cleared"] is True


async def test_the_home_tab_tells_that_it_was_opened_and_pressed(stage: Stage) -> None:
    await stage.slack.ok("views.publish", user_id=stage.alice.id, view=HOME)
    view = await stage.alice.opens_home(stage.app)
    assert view is not None
    await stage.alice.clicks(view, "button")
    check_interaction(stage.ears.heard("block_actions"))
    [opened] = stage.ears.events
    check_envelope(opened)
    assert opened["event"]["type"] == "app_home_opened"


async def test_what_is_typed_into_an_external_menu_is_asked_for(stage: Stage) -> None:
    channel = stage.workspace.channel("incidents")
    menu = {"type": "external_select", "action_id": "system", "placeholder": words("Which system?")}
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "System"}, "accessory": menu}
    posted = await stage.slack.ok("chat.postMessage", channel=channel.id, text="System", blocks=[section])
    stage.ears.answer = {"options": OPTIONS}
    await stage.alice.chooses(stage.workspace.message(channel, posted["ts"]), "system", "high")
    check_interaction(stage.ears.heard("block_suggestion"))
    check_interaction(stage.ears.heard("block_actions"))


async def test_beyond_the_hourly_ceiling_the_app_is_told_so(stage: Stage) -> None:
    for number in range(stage.workspace.rules.hourly_ceiling + 1):
        await stage.alice.says("incidents", f"message {number}")
    await stage.workspace.quiet()
    limited = [body for body in stage.ears.events if body["type"] == "app_rate_limited"]
    assert len(limited) == 1
    check_event(limited[0])


async def test_what_is_pressed_on_a_whispered_message_arrives(stage: Stage) -> None:
    channel = stage.workspace.channel("incidents")
    arguments = {"channel": channel.id, "user": stage.alice.id, "text": "Only you", "blocks": card()}
    await stage.slack.ok("chat.postEphemeral", **arguments)
    [whisper] = stage.alice.whispers(channel)
    await stage.alice.clicks(whisper, "button")
    check_interaction(stage.ears.heard("block_actions"))


async def test_the_same_arrives_over_a_socket(stage: Stage) -> None:
    stage.app.socket_mode = True
    app_level = Caller(stage.slack.session, stage.slack.api_url, stage.app.app_token)
    url = (await app_level.ok("apps.connections.open"))["url"]
    async with stage.slack.session.ws_connect(url) as socket:
        assert (await socket.receive_json())["type"] == "hello"
        await stage.alice.says("incidents", "it drifts")
        envelope = await socket.receive_json()
        await socket.send_json({"envelope_id": envelope["envelope_id"]})
        check_envelope(envelope["payload"])
        running = asyncio.create_task(stage.alice.runs("/incident list", "incidents"))
        envelope = await socket.receive_json()
        await socket.send_json({"envelope_id": envelope["envelope_id"]})
        check_command(envelope["payload"])
        await running
        choosing = asyncio.create_task(stage.alice.uses_shortcut("from_anywhere"))
        envelope = await socket.receive_json()
        await socket.send_json({"envelope_id": envelope["envelope_id"]})
        check_interaction(envelope["payload"])
        await choosing
        await stage.workspace.quiet()
