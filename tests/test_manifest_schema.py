"""manifest.yml is one that Slack takes, for Socket Mode and for HTTP, and asks for no more than it needs."""

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.oracles import required_scopes
from tests.oracles.manifests import EVENT_SCOPES, manifest_differences

MANIFEST = Path(__file__).parents[1] / "manifest.yml"

# Scopes that serve Web API calls, each with a call that could not be made without it.
CALLS = {
    "channels:history": "conversations.history",
    "channels:join": "conversations.join",
    "channels:manage": "conversations.create",
    "channels:read": "conversations.members",
    "chat:write": "chat.postMessage",
    "files:write": "files.completeUploadExternal",
    "groups:history": "conversations.history",
    "groups:read": "conversations.members",
    "groups:write": "conversations.create",
    "im:history": "conversations.history",
    "im:write": "conversations.open",
    "pins:read": "pins.list",
    "pins:write": "pins.add",
    "usergroups:read": "usergroups.users.list",
    "users:read": "users.info",
}


def text() -> str:
    return MANIFEST.read_text(encoding="utf-8")


def manifest() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(text())
    return loaded


def for_http() -> dict[str, Any]:
    """The manifest after the four changes that its own comments name."""
    changed = re.sub(r"^( *)# HTTP: ", r"\1", text(), flags=re.MULTILINE)
    changed = re.sub(r"^( *)\w+: \w+ # HTTP: (.+)$", r"\1\2", changed, flags=re.MULTILINE)
    loaded: dict[str, Any] = yaml.safe_load(changed.replace("YOUR-HOST", "bot.example.com"))
    return loaded


def scopes() -> list[str]:
    found: list[str] = manifest()["oauth_config"]["scopes"]["bot"]
    return found


def events() -> list[str]:
    found: list[str] = manifest()["settings"]["event_subscriptions"]["bot_events"]
    return found


def test_slack_takes_the_manifest_as_it_is_shipped() -> None:
    assert manifest_differences(manifest()) == []


def test_it_is_shipped_for_socket_mode_without_any_address() -> None:
    shipped = manifest()
    assert shipped["settings"]["socket_mode_enabled"] is True
    assert "https://" not in yaml.safe_dump(shipped)


def test_slack_takes_the_manifest_changed_for_http() -> None:
    assert manifest_differences(for_http()) == []


def test_the_marked_lines_are_all_that_http_needs() -> None:
    changed = for_http()
    address = "https://bot.example.com/slack/events"
    assert changed["settings"]["socket_mode_enabled"] is False
    assert changed["settings"]["event_subscriptions"]["request_url"] == address
    assert changed["settings"]["interactivity"]["request_url"] == address
    assert [command["url"] for command in changed["features"]["slash_commands"]] == [address]


def test_every_scope_serves_an_event_or_a_call() -> None:
    for_events = {scope for event in events() for scope in EVENT_SCOPES[event]}
    assert set(scopes()) - for_events - CALLS.keys() == {"commands"}


@pytest.mark.parametrize(("scope", "call"), CALLS.items(), ids=CALLS)
def test_the_call_a_scope_is_there_for_takes_that_scope(scope: str, call: str) -> None:
    assert scope in scopes()
    assert scope in required_scopes(call)


def test_the_bot_makes_every_call_that_a_scope_is_there_for() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8") for path in (MANIFEST.parent / "bot/slack").glob("*.py")
    )
    assert {call for call in CALLS.values() if f'"{call}"' not in sources} == set()


def test_every_scope_says_what_it_is_for() -> None:
    for scope in scopes():
        assert re.search(rf"- {re.escape(scope)} # \S.{{10,}}", text()), scope


def test_scopes_and_events_are_listed_once_and_in_order() -> None:
    assert scopes() == sorted(set(scopes()))
    assert events() == sorted(set(events()))


def test_mentions_in_commands_arrive_escaped() -> None:
    [command] = manifest()["features"]["slash_commands"]
    assert (command["command"], command["should_escape"]) == ("/incident", True)


def test_the_shortcuts_are_those_of_the_contract() -> None:
    shortcuts = {(each["callback_id"], each["type"]) for each in manifest()["features"]["shortcuts"]}
    assert shortcuts == {
        ("declare_incident", "message"),
        ("add_to_timeline", "message"),
        ("declare_incident_global", "global"),
    }


def _long_name(broken: dict[str, Any]) -> None:
    broken["features"]["shortcuts"][0]["name"] = "Declare an incident from here"


def _unknown_key(broken: dict[str, Any]) -> None:
    broken["features"]["slash_commands"][0]["escape"] = True


def _unknown_scope(broken: dict[str, Any]) -> None:
    broken["oauth_config"]["scopes"]["bot"].append("chat:shout")


def _unknown_event(broken: dict[str, Any]) -> None:
    broken["settings"]["event_subscriptions"]["bot_events"][0] = "app_home_closed"


def _missing_scope(broken: dict[str, Any]) -> None:
    broken["oauth_config"]["scopes"]["bot"].remove("groups:history")


def _short_description(broken: dict[str, Any]) -> None:
    broken["display_information"]["long_description"] = "Runs incidents."


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (_long_name, "is too long"),
        (_unknown_key, "'escape' was unexpected"),
        (_unknown_scope, "'chat:shout' is not one of"),
        (_unknown_event, "'app_home_closed' is not one of"),
        (_missing_scope, "message.groups wants groups:history"),
        (_short_description, "is too short"),
    ],
)
def test_a_manifest_that_slack_would_refuse_is_refused(
    spoil: Callable[[dict[str, Any]], None], complaint: str
) -> None:
    broken = copy.deepcopy(manifest())
    spoil(broken)
    assert complaint in "\n".join(manifest_differences(broken))
