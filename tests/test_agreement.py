"""What people are told agrees with what the bot does: manifest, README, configuration, help and listeners.

The table of commands in README is written anew with `REWRITE_README=1 pytest tests/test_agreement.py`.
"""

import json
import os
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml
from pydantic import BaseModel, SecretStr
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.app import build
from bot.clock import MovableClock
from bot.config import Settings, parse_policy
from bot.domain.category import Category
from bot.domain.incident import Status
from bot.domain.phase import Phase
from bot.domain.policy import Policy
from bot.domain.role import Role
from bot.domain.severity import Severity
from bot.manifest import read_manifest
from bot.views import ids
from bot.views.help import help_message
from handlers.grammar import BETWEEN, SUBCOMMANDS, nearest_word, parse, wrong_use
from handlers.messages import TakeDown
from storage import Database
from tests.oracles.manifests import EVENT_SCOPES
from tests.stage import BEGIN, CATALOGUE, ROOT

README = ROOT / "README.md"
CONFIGURATION = ROOT / "docs" / "configuration.md"
CATCH_ALL = frozenset({"anything_else", "nothing_to_do", "gone_button"})
"""The listeners of last resort: for unknown words, meaningless events, buttons of older versions."""

WORDS = [name for subcommand in SUBCOMMANDS for name in (subcommand.word, *subcommand.aliases)]
FORMS = frozenset(name for name in vars(ids) if name.endswith("_FORM"))
BUTTONS = {
    name: value
    for name, value in vars(ids).items()
    if name.isupper() and isinstance(value, str) and not name.startswith("SHORTCUT_") and name not in FORMS
}


@pytest.fixture
async def bolt() -> AsyncIterator[AsyncApp]:
    """The bot's listeners, as they are registered."""
    settings = Settings(_env_file=None, slack_bot_token=SecretStr("xoxb-1"))  # type: ignore[call-arg]
    async with aiohttp.ClientSession() as session:
        database = Database("sqlite+aiosqlite:///never-opened.db")
        yield build(settings, Policy(), CATALOGUE, MovableClock(BEGIN), database, session).bolt


async def taker(bolt: AsyncApp, body: dict[str, Any]) -> str:
    """The name of what takes a delivery: what takes messages down, else the first listener that would."""
    request = AsyncBoltRequest(body=body, mode="socket_mode")
    for middleware in bolt._async_middleware_list:
        if isinstance(middleware, TakeDown) and middleware.takes(body):
            return TakeDown.__name__
    for listener in bolt._async_listeners:
        if await listener.async_matches(req=request, resp=BoltResponse(status=200)):
            return listener.ack_function.__name__
    return ""


def command(text: str) -> dict[str, Any]:
    return {"command": "/incident", "text": text, "user_id": "U1", "channel_id": "C1"}


def pressed(action_id: str) -> dict[str, Any]:
    action = {"type": "button", "action_id": action_id, "block_id": "b"}
    return {"type": "block_actions", "user": {"id": "U1"}, "actions": [action]}


def submitted(callback_id: str) -> dict[str, Any]:
    return {
        "type": "view_submission",
        "user": {"id": "U1"},
        "view": {"type": "modal", "callback_id": callback_id},
    }


def happened(kind: str) -> dict[str, Any]:
    """An event of one of the manifest's names, as it is delivered."""
    event: dict[str, Any] = {
        "type": kind.partition(".")[0],
        "channel": "C1",
        "user": "U1",
        "ts": "1.0",
        "text": "words",
    }
    event |= {"reaction": "pushpin", "item": {"type": "message", "channel": "C1", "ts": "1.0"}}
    event |= {"tab": "home", "tokens": {"bot": ["U2"]}}
    return {"type": "event_callback", "event": event}


# listeners -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", WORDS)
async def test_every_word_of_the_grammar_has_a_listener(bolt: AsyncApp, word: str) -> None:
    assert await taker(bolt, command(f"{word.upper()} something")) not in CATCH_ALL


async def test_there_are_as_many_listeners_for_commands_as_subcommands(bolt: AsyncApp) -> None:
    takers = [await taker(bolt, command(s.word)) for s in SUBCOMMANDS]
    registered = [
        listener.ack_function.__name__
        for listener in bolt._async_listeners
        if len(listener.matchers) == 2  # the command, and its first word
        and await listener.matchers[0].async_matches(
            AsyncBoltRequest(body=command("help"), mode="socket_mode"), BoltResponse(status=200)
        )
    ]
    assert sorted(registered) == sorted(takers)


async def test_a_word_that_is_none_goes_to_who_knows_the_nearest(bolt: AsyncApp) -> None:
    assert await taker(bolt, command("declair")) == "anything_else"
    assert await taker(bolt, command("")) == "anything_else"
    assert nearest_word("declair") == "declare"


@pytest.mark.parametrize("shortcut", read_manifest()["features"]["shortcuts"], ids=lambda s: s["callback_id"])
async def test_every_shortcut_of_the_manifest_is_listened_for(
    bolt: AsyncApp, shortcut: dict[str, Any]
) -> None:
    kind = {"message": "message_action", "global": "shortcut"}[shortcut["type"]]
    body = {"type": kind, "callback_id": shortcut["callback_id"], "user": {"id": "U1"}}
    assert await taker(bolt, body) not in {"", *CATCH_ALL}


def test_the_ids_of_shortcuts_are_those_of_the_manifest() -> None:
    known = {value for name, value in vars(ids).items() if name.startswith("SHORTCUT_")}
    assert known == {each["callback_id"] for each in read_manifest()["features"]["shortcuts"]}


@pytest.mark.parametrize("kind", read_manifest()["settings"]["event_subscriptions"]["bot_events"])
async def test_every_event_the_manifest_asks_for_is_heeded(bolt: AsyncApp, kind: str) -> None:
    assert await taker(bolt, happened(kind)) not in {"", *CATCH_ALL}


async def test_no_event_is_heeded_that_the_manifest_does_not_ask_for(bolt: AsyncApp) -> None:
    asked = set(read_manifest()["settings"]["event_subscriptions"]["bot_events"])
    others = [kind for kind in EVENT_SCOPES if kind not in asked and not kind.startswith("message.")]
    assert {await taker(bolt, happened(kind)) for kind in others} == {"nothing_to_do"}


@pytest.mark.parametrize("name", sorted(BUTTONS))
async def test_every_button_is_listened_for(bolt: AsyncApp, name: str) -> None:
    takers = [await taker(bolt, pressed(BUTTONS[name] + several)) for several in ("", ":x")]
    assert set(takers) - CATCH_ALL, f"nobody listens for {BUTTONS[name]}"


@pytest.mark.parametrize("name", sorted(FORMS))
async def test_every_form_is_listened_for(bolt: AsyncApp, name: str) -> None:
    assert await taker(bolt, submitted(getattr(ids, name))) not in {"", *CATCH_ALL}


def test_no_two_things_have_one_id() -> None:
    values = [*BUTTONS.values(), *(getattr(ids, name) for name in FORMS)]
    assert len(set(values)) == len(values)


# the command's words ---------------------------------------------------------------------------------------


def test_no_word_means_two_things() -> None:
    assert len(set(WORDS)) == len(WORDS)


@pytest.mark.parametrize("subcommand", SUBCOMMANDS, ids=lambda s: s.word)
def test_forms_and_examples_begin_with_the_word_they_are_of(subcommand: Any) -> None:
    assert parse(subcommand.example).word == subcommand.word
    for form in subcommand.form.split(" · "):
        assert parse(form).word in (subcommand.word, *subcommand.aliases), form
    assert subcommand.example in wrong_use(subcommand.word, "No.")


def test_help_shows_every_command_once() -> None:
    lines = [(BETWEEN.join(s.typed), s.effect) for s in SUBCOMMANDS]
    shown = json.dumps(help_message(lines, None).blocks, ensure_ascii=False)
    for subcommand in SUBCOMMANDS:
        assert [shown.count(form) for form in subcommand.typed] == [1] * len(subcommand.typed)


def test_the_manifest_hints_at_every_form_of_every_command() -> None:
    [slash] = read_manifest()["features"]["slash_commands"]
    forms = [form for subcommand in SUBCOMMANDS for form in subcommand.form.split(BETWEEN)]
    assert sorted(slash["usage_hint"].split(" | ")) == sorted(forms)
    assert len(slash["usage_hint"]) <= 1000


# README ----------------------------------------------------------------------------------------------------


def commands_table() -> str:
    """The table of commands as README shows it."""
    lines = ["| command | what it does | for example |", "| --- | --- | --- |"]
    for each in SUBCOMMANDS:
        forms = " · ".join(f"`{form}`" for form in each.form.replace("|", r"\|").split(" · "))
        also = f" Also: {', '.join(f'`{alias}`' for alias in each.aliases)}." if each.aliases else ""
        lines.append(f"| {forms} | {each.effect}{also} | `/incident {each.example}` |")
    return "\n".join(lines)


def test_readme_shows_the_commands_as_the_grammar_has_them() -> None:
    text = README.read_text(encoding="utf-8")
    before, rest = text.split("<!-- commands -->\n")
    shown, after = rest.split("<!-- /commands -->")
    if os.environ.get("REWRITE_README"):
        README.write_text(
            f"{before}<!-- commands -->\n{commands_table()}\n<!-- /commands -->{after}", encoding="utf-8"
        )
        return
    assert shown.strip() == commands_table()


@pytest.mark.parametrize("closed_set", [Severity, Status, Phase, Role, Category], ids=lambda s: s.__name__)
def test_readme_lists_the_words_of_each_closed_set(closed_set: Any) -> None:
    [row] = re.findall(rf"^\| {closed_set.__name__} \| (.+) \|$", README.read_text(encoding="utf-8"), re.M)
    listed = re.findall(r"`([^`]+)`", row.partition(";")[0])
    assert listed == [member.value for member in closed_set]


def test_readme_says_what_every_setting_is_with_its_default() -> None:
    rows = dict(_rows(README, r"[A-Z_]+"))
    defaults = {name.upper(): field.default for name, field in Settings.model_fields.items()}
    assert rows.keys() == defaults.keys()
    for name, default in defaults.items():
        plain = default.get_secret_value() if isinstance(default, SecretStr) else default
        assert rows[name][0] == ("" if plain is None else f"`{plain}`"), name
        assert len(rows[name][1]) > 20, name


def test_every_link_in_readme_leads_to_a_file() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README.read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


# the configuration page ------------------------------------------------------------------------------------


def _rows(page: Path, key: str) -> Iterator[tuple[str, list[str]]]:
    """The rows of a page's tables whose first cell is such a key: the key and the other cells."""
    for line in page.read_text(encoding="utf-8").splitlines():
        match = re.match(rf"\| `({key})` \|(.*)\|$", line)
        if match:
            yield match[1], [cell.strip() for cell in match[2].split(" | ")]


def _keys(section: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, field in section.model_fields.items():
        default = field.get_default()
        if isinstance(default, BaseModel):
            yield from _keys(type(default), f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", default


KEYS = dict(_keys(Policy))


def test_every_key_of_the_configuration_is_on_its_page_and_no_other() -> None:
    shown = [key for key, _ in _rows(CONFIGURATION, r"[a-z_.]+")]
    assert sorted(shown) == sorted(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_the_page_shows_the_default_that_holds(key: str) -> None:
    [shown] = [cells[0] for name, cells in _rows(CONFIGURATION, r"[a-z_.]+") if name == key]
    if KEYS[key] in ({}, ()):
        assert shown == "nobody"
        return
    read = yaml.safe_load("{" + shown.replace("`", "") + "}" if ": " in shown else shown.strip("`"))
    assert read == json.loads(json.dumps(KEYS[key])), shown


@pytest.mark.parametrize("key", KEYS)
def test_the_example_of_a_key_sets_just_that_key(key: str) -> None:
    [example] = [cells[-1] for name, cells in _rows(CONFIGURATION, r"[a-z_.]+") if name == key]
    changed = dict(_values(parse_policy(example.strip("`"), name="the example")))
    plain = dict(_values(Policy()))
    assert [name for name in plain if changed[name] != plain[name]] == [key]


def test_the_whole_file_on_the_page_is_one_that_is_taken() -> None:
    [example] = re.findall(r"```yaml\n(.*?)```", CONFIGURATION.read_text(encoding="utf-8"), re.S)
    assert parse_policy(example, name="the example") != Policy()


def _values(section: BaseModel, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name in type(section).model_fields:
        value = getattr(section, name)
        if isinstance(value, BaseModel):
            yield from _values(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
