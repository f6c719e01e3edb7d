"""`check` says, before `serve` is tried, what of tokens, scopes and transport would keep it from working."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from tests.checking.conftest import Place


async def test_when_all_is_well_it_says_so_of_everything_and_exits_0(place: Place) -> None:
    assert await place.checks() == 0
    for part in (
        "SLACK_BOT_TOKEN",
        "HTTP",
        "configuration",
        "database",
        "port",
        "clock",
        "scopes",
        "announcements",
    ):
        assert place.line(part).startswith("ok"), place.said
    assert {line[:4] for line in place.said.splitlines()} == {"ok  "}


async def test_it_says_so_in_socket_mode_as_well(place: Place, over_socket: dict[str, Any]) -> None:
    assert await place.checks(**over_socket) == 0
    assert place.line("lets the app connect").startswith("ok")


TOKENS: dict[str, tuple[dict[str, Any], str, str]] = {
    "no bot token": ({"slack_bot_token": None}, "SLACK_BOT_TOKEN is not set", "OAuth & Permissions"),
    "a person's token": ({"slack_bot_token": "xoxp-1-2"}, "SLACK_BOT_TOKEN is of the wrong kind", "xoxb-"),
    "the app's token as the bot's": ({"slack_bot_token": "xapp-1-2"}, "of the wrong kind", "xoxb-"),
    "an unknown bot token": (
        {"slack_bot_token": "xoxb-1-2"},
        "refuses the bot token (invalid_auth)",
        "Install",
    ),
    "the bot's token as the app's": (
        {"slack_app_token": "xoxb-1-2"},
        "SLACK_APP_TOKEN is of the wrong kind",
        "xapp-",
    ),
    "an unknown app token": ({"slack_app_token": "xapp-1-2"}, "refuses the app token", "connections:write"),
    "a bot token that expires": (
        {"slack_bot_token": "xoxe.xoxb-1-2"},
        "expires after twelve hours",
        "token rotation off",
    ),
    "a refresh token": ({"slack_bot_token": "xoxe-1-2"}, "expires after twelve hours", "token rotation off"),
    "a token with its quotation marks": (
        {"slack_bot_token": 'xoxb-1-2"'},
        "SLACK_BOT_TOKEN has characters in it",
        "Copy it again",
    ),
    "a secret with a line's end": (
        {"slack_signing_secret": "0123456789abcdef0123456789abcdef\n"},
        "SLACK_SIGNING_SECRET has characters in it",
        "Copy it again",
    ),
    "a token as the signing secret": (
        {"slack_signing_secret": "xoxb-1-2"},
        "SLACK_SIGNING_SECRET is of the wrong kind",
        "App Credentials",
    ),
    "no way for Slack to reach it": (
        {"slack_signing_secret": None},
        "neither SLACK_APP_TOKEN nor",
        "Socket Mode",
    ),
}


@pytest.mark.parametrize("mistake", TOKENS)
async def test_a_wrong_token_is_named_with_where_the_right_one_is_found(place: Place, mistake: str) -> None:
    changed, words, remedy = TOKENS[mistake]
    assert await place.checks(**changed) == 1
    assert place.line(words).startswith("FAIL")
    assert remedy in place.line(words)


async def test_a_signing_secret_that_does_not_look_like_one_is_named(place: Place) -> None:
    assert await place.checks(slack_signing_secret="wJalrXUtnFEMIK7MDENGbPxR") == 0
    assert place.line("32 hexadecimal digits").startswith("note")
    assert "App Credentials" in place.line("32 hexadecimal digits")


async def test_tokens_of_two_apps_are_named(place: Place, over_socket: dict[str, Any]) -> None:
    (other,) = (app for app in place.workspace.apps.values() if app is not place.app)
    other.socket_mode = True
    assert await place.checks(**{**over_socket, "slack_app_token": other.app_token}) == 1
    line = place.line("Take both from the same app")
    assert line.startswith("FAIL")
    assert other.app_id in line
    assert place.app.app_id in line


async def test_a_revoked_token_is_named(place: Place) -> None:
    place.app.token_state = "revoked"
    assert await place.checks() == 1
    assert "Install the app again" in place.line("token_revoked")


async def test_missing_scopes_are_named(place: Place) -> None:
    place.app.scopes = frozenset(place.app.scopes) - {"pins:write", "groups:write"}
    assert await place.checks() == 1
    line = place.line("missing scopes")
    assert "groups:write, pins:write" in line
    assert "manifest.yml" in line


async def test_an_app_token_without_its_scope_is_named(place: Place, over_socket: dict[str, Any]) -> None:
    place.app.app_scopes = frozenset()
    assert await place.checks(**over_socket) == 1
    assert "connections:write" in place.line("missing_scope")


async def test_socket_mode_that_is_switched_off_is_named(place: Place, over_socket: dict[str, Any]) -> None:
    place.app.socket_mode = False
    assert await place.checks(**over_socket) == 1
    assert "Switch it on" in place.line("switched off")


@pytest.mark.parametrize("off", [-120, 120])
async def test_a_clock_that_is_off_is_named(place: Place, off: int) -> None:
    place.date.append(format_datetime(datetime.now(UTC) + timedelta(seconds=off), usegmt=True))
    assert await place.checks() == 1
    assert "NTP" in place.line("clock is")


async def test_a_slack_that_cannot_be_reached_is_named(place: Place) -> None:
    assert await place.checks(slack_api_url="http://127.0.0.1:9/api/") == 1
    assert "SLACK_API_URL" in place.line("cannot be reached")


async def test_a_slack_that_is_busy_is_named(place: Place) -> None:
    place.workspace.faults.rate_limit("auth.test", None)
    assert await place.checks() == 1
    assert "Try again" in place.line("FAIL Slack")
