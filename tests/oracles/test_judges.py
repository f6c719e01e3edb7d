"""The judges see what is wrong, name the place, and leave alone what real Slack sends."""

from collections.abc import Callable
from typing import Any

import pytest

from tests import oracles
from tests.oracles.methods import method
from tests.oracles.schemas import properties, root, schemas

TEXT = {"type": "mrkdwn", "text": "The scoring model drifts."}
SECTION = {"type": "section", "text": TEXT}
BUTTON = {"type": "button", "action_id": "claim", "text": {"type": "plain_text", "text": "Take it"}}
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "Declare"}, "blocks": [SECTION]}
WORDS = {
    "type": "rich_text",
    "block_id": "b1",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "It drifts"}]}],
}
MESSAGE = {
    "type": "message",
    "channel": "C1",
    "channel_type": "channel",
    "user": "U1",
    "text": "It drifts",
    "ts": "1700000000.000100",
    "event_ts": "1700000000.000100",
    "team": "T1",
    "client_msg_id": "1b2c",
    "blocks": [WORDS],
}
INNER = {key: MESSAGE[key] for key in ("type", "user", "text", "ts", "blocks")}
CHANGED = {
    **{key: MESSAGE[key] for key in ("type", "channel", "channel_type", "ts", "event_ts")},
    "subtype": "message_changed",
    "hidden": True,
    "message": {**INNER, "edited": {"user": "U1", "ts": "1700000001.000000"}},
    "previous_message": INNER,
}
AUTHORIZATION = {
    "enterprise_id": None,
    "team_id": "T1",
    "user_id": "U0",
    "is_bot": True,
    "is_enterprise_install": False,
}
ENVELOPE = {
    "token": "t",
    "team_id": "T1",
    "context_team_id": "T1",
    "context_enterprise_id": None,
    "api_app_id": "A1",
    "event": MESSAGE,
    "type": "event_callback",
    "event_id": "Ev1",
    "event_time": 1700000000,
    "authorizations": [AUTHORIZATION],
    "is_ext_shared_channel": False,
    "event_context": "4-x",
}
COMMAND = {
    "token": "t",
    "team_id": "T1",
    "team_domain": "acme",
    "channel_id": "C1",
    "channel_name": "general",
    "user_id": "U1",
    "user_name": "alice",
    "command": "/incident",
    "text": "declare",
    "response_url": "https://example.test/respond",
    "trigger_id": "1.2.a",
    "api_app_id": "A1",
    "is_enterprise_install": "false",
}
PRESSED = {
    "type": "block_actions",
    "user": {"id": "U1", "username": "alice", "name": "alice", "team_id": "T1"},
    "api_app_id": "A1",
    "token": "t",
    "container": {"type": "view", "view_id": "V1"},
    "trigger_id": "1.2.a",
    "team": {"id": "T1", "domain": "acme"},
    "actions": [{**BUTTON, "block_id": "b1", "action_ts": "1700000000.000100"}],
}

Judge = Callable[..., None]

GOOD: list[tuple[Judge, tuple[Any, ...]]] = [
    (oracles.check_event, (MESSAGE,)),
    (oracles.check_event, (CHANGED,)),
    (oracles.check_event, ({"type": "app_uninstalled", "event_ts": "1700000000.000100"},)),
    (oracles.check_envelope, (ENVELOPE,)),
    (oracles.check_blocks, ([SECTION, {"type": "actions", "elements": [BUTTON]}],)),
    (oracles.check_view, (MODAL,)),
    (oracles.check_models, ([SECTION],)),
    (oracles.check_models, (MODAL,)),
    (oracles.check_command, (COMMAND,)),
    (oracles.check_interaction, (PRESSED,)),
    (oracles.check_reply, ({"text": "INC-7", "response_type": "in_channel", "replace_original": False},)),
    (oracles.check_view_answer, ({"response_action": "update", "view": MODAL},)),
    (oracles.check_view_answer, ({"response_action": "errors", "errors": {"title": "too short"}},)),
    (oracles.check_response, ("pins.add", {"ok": True})),
    (oracles.check_response, ("pins.add", {"ok": False, "error": "already_pinned"})),
    (oracles.check_response, ("pins.add", {"ok": False, "error": "ratelimited"})),
    (oracles.check_arguments, ("chat.postMessage", {"channel": "C1", "text": "x", "blocks": [SECTION]})),
    (oracles.check_arguments, ("conversations.list", {"limit": "200", "exclude_archived": "true"})),
    (oracles.check_arguments, ("files.completeUploadExternal", {"files": '[{"id": "F1"}]'})),
]

BROKEN: list[tuple[Judge, tuple[Any, ...], str]] = [
    (oracles.check_event, ({**MESSAGE, "colour": "red"},), "'colour' was unexpected"),
    (oracles.check_event, ({**MESSAGE, "ts": 1700000000.0001},), "/ts: "),
    (oracles.check_event, ({**MESSAGE, "channel_type": "room"},), "/channel_type: "),
    (oracles.check_event, ({**MESSAGE, "subtype": "message_shouted"},), "/subtype: "),
    (oracles.check_event, ({"type": "channel_exploded"},), "/type: "),
    (
        oracles.check_event,
        ({**MESSAGE, "blocks": [{**SECTION, "text": {"type": "mrkdwn"}}]},),
        "/blocks/0/text",
    ),
    (oracles.check_event, ({**CHANGED, "message": {**INNER, "ts": 7}},), "/message/ts: "),
    (oracles.check_event, ({**CHANGED, "hidden": False},), "/hidden: "),
    (oracles.check_event, ({k: v for k, v in CHANGED.items() if k != "message"},), "'message' is a required"),
    (oracles.check_envelope, ({**ENVELOPE, "event": {**MESSAGE, "user": None}},), "/event/user: "),
    (oracles.check_envelope, ({**ENVELOPE, "event_time": "now"},), "/event_time: "),
    (oracles.check_envelope, ({**ENVELOPE, "extra": 1},), "'extra' was unexpected"),
    (
        oracles.check_envelope,
        ({**ENVELOPE, "authorizations": [AUTHORIZATION] * 2},),
        "at most one",
    ),
    (oracles.check_blocks, ([SECTION, {"type": "sektion"}],), "/1: "),
    (
        oracles.check_blocks,
        ([{"type": "actions", "elements": [{**BUTTON, "style": "green"}]}],),
        "/0/elements/0/style: ",
    ),
    (
        oracles.check_blocks,
        ([{**SECTION, "accessory": {**BUTTON, "text": TEXT}}],),
        "/0/accessory/text/type: ",
    ),
    (oracles.check_view, ({**MODAL, "colour": "red"},), "'colour' was unexpected"),
    (oracles.check_view, ({**MODAL, "type": "sheet"},), "/type: "),
    (oracles.check_models, ([{"type": "section", "text": {**TEXT, "text": "x" * 3001}}],), "3000"),
    (oracles.check_models, ([SECTION, {"type": "sektion"}],), "/1: "),
    (oracles.check_models, ({**MODAL, "title": {"type": "plain_text", "text": "x" * 25}},), "24"),
    (oracles.check_command, ({**COMMAND, "thread_ts": "1.2"},), "'thread_ts' was unexpected"),
    (oracles.check_command, ({k: v for k, v in COMMAND.items() if k != "trigger_id"},), "'trigger_id'"),
    (oracles.check_interaction, ({**PRESSED, "actions": [{"type": "button"}]},), "/actions/0"),
    (oracles.check_interaction, ({**PRESSED, "type": "wink"},), "/type: "),
    (oracles.check_reply, ({"text": "INC-7", "response_type": "loud"},), "/response_type: "),
    (oracles.check_reply, ({"text": "INC-7", "channel": "C1"},), "'channel' was unexpected"),
    (oracles.check_view_answer, ({"response_action": "explode"},), "is not valid"),
    (oracles.check_view_answer, ({"response_action": "update", "view": {**MODAL, "blocks": [{}]}},), "/view"),
    (
        oracles.check_response,
        ("pins.add", {"ok": False, "error": "name_taken"}),
        "never answers 'name_taken'",
    ),
    (oracles.check_response, ("pins.add", {"ok": True, "pinned": True}), "'pinned' was unexpected"),
    (
        oracles.check_response,
        ("chat.postMessage", {"ok": True, "channel": "C1", "ts": "1"}),
        "message is missing",
    ),
    (
        oracles.check_response,
        ("conversations.create", {"ok": True, "channel": {"id": "C1", "topic": {"valu": "x"}}}),
        "/channel/topic: ",
    ),
    (oracles.check_response, ("pins.add", {"ok": False, "error": "missing_scope"}), "needed and provided"),
    (oracles.check_response, ("pins.explode", {"ok": True}), "do not know"),
    (oracles.check_arguments, ("chat.postMessage", {"text": "x"}), "channel is missing"),
    (
        oracles.check_arguments,
        ("chat.postMessage", {"channel": "C1", "text": "x", "thread": "1"}),
        "'thread'",
    ),
    (oracles.check_arguments, ("conversations.list", {"limit": "lots"}), "/limit: "),
]


@pytest.mark.parametrize(("judge", "case"), GOOD, ids=lambda value: getattr(value, "__name__", None))
def test_what_slack_sends_is_accepted(judge: Judge, case: tuple[Any, ...]) -> None:
    judge(*case)


@pytest.mark.parametrize(
    ("judge", "case", "complaint"), BROKEN, ids=lambda value: value if isinstance(value, str) else None
)
def test_what_slack_would_never_send_is_refused_at_its_place(
    judge: Judge, case: tuple[Any, ...], complaint: str
) -> None:
    with pytest.raises(AssertionError) as refusal:
        judge(*case)
    assert complaint in str(refusal.value)


def test_every_documented_method_has_its_types() -> None:
    roots = schemas()["roots"]
    assert {name for name in oracles.documented_methods() if f"response/{name}" not in roots} == set()
    assert {name for name in oracles.documented_methods() if f"arguments/{name}" not in roots} == set()


def test_required_arguments_are_arguments_that_the_types_know() -> None:
    for name in oracles.documented_methods():
        unknown = method(name).required - properties(root(f"arguments/{name}")).keys()
        assert unknown == set(), name


@pytest.mark.parametrize(
    ("name", "kind", "scopes"),
    [
        ("conversations.create", "channel", {"channels:manage", "channels:write"}),
        ("conversations.create", "group", {"groups:write"}),
        ("conversations.history", "im", {"im:history"}),
        ("chat.postMessage", "group", {"chat:write"}),
        ("views.open", None, set()),
    ],
)
def test_the_scope_a_call_needs_depends_on_the_conversation(name: str, kind: Any, scopes: set[str]) -> None:
    assert oracles.required_scopes(name, kind) == scopes


def test_the_page_shows_what_its_tables_name_and_nothing_else() -> None:
    oracles.check_rendered([SECTION, {"type": "actions", "elements": [BUTTON]}, WORDS])
    oracles.check_rendered([{"type": "input", "element": {"type": "multi_users_select"}}])
    with pytest.raises(AssertionError, match="hologram"):
        oracles.check_rendered([{"type": "hologram"}])
    with pytest.raises(AssertionError, match="lever"):
        oracles.check_rendered([{**SECTION, "accessory": {"type": "lever"}}])
    with pytest.raises(AssertionError, match="dial"):
        oracles.check_rendered([{"type": "actions", "elements": [{"type": "dial"}]}])
