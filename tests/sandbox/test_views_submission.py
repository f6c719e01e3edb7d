"""Submitting and closing modals: what Slack's client refuses, and what the app's answers do."""

from typing import Any

import pytest
from aiohttp import web

from bot.sandbox.people import Person
from tests.sandbox.delivery_fixtures import Heard, Office

Json = dict[str, Any]


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def field(label: str, element: Json, **more: Any) -> Json:
    block_id = label.lower().replace(" ", "_")
    element = {"action_id": f"{block_id}_value", **element}
    return {"type": "input", "block_id": block_id, "label": words(label), "element": element, **more}


def option(value: str) -> Json:
    return {"text": words(value.title()), "value": value}


def modal(*blocks: Json, title: str = "Declare", **more: Any) -> Json:
    shown = list(blocks) or [field("Title", {"type": "plain_text_input"})]
    return {"type": "modal", "title": words(title), "submit": words("Go"), "blocks": shown, **more}


async def show(office: Office, person: Person, *blocks: Json, **more: Any) -> None:
    await person.runs("/raw hello", "general")
    trigger = office.bot.heard[-1].form["trigger_id"]
    answer = await office.call("views.open", trigger_id=trigger, view=modal(*blocks, **more))
    assert answer["ok"], answer


async def test_a_submission_carries_view_state_and_a_trigger(office: Office, alice: Person) -> None:
    await show(office, alice, callback_id="declare", private_metadata="INC-7")
    result = await alice.submits({"Title": "It drifts"})
    assert (result.closed, result.errors, result.error) == (True, {}, None)
    assert alice.view is None
    told = office.bot.last
    assert told["type"] == "view_submission"
    assert (told["view"]["callback_id"], told["view"]["private_metadata"]) == ("declare", "INC-7")
    assert told["view"]["state"]["values"] == {
        "title": {"title_value": {"type": "plain_text_input", "value": "It drifts"}}
    }
    assert told["user"]["id"] == alice.id
    assert told["response_urls"] == []
    assert len(told["trigger_id"].split(".")) == 3
    assert office.bot.heard[-1].path == "/interactivity"


EMPTY: list[tuple[Json, Json]] = [
    ({"type": "plain_text_input"}, {"value": None}),
    ({"type": "number_input", "is_decimal_allowed": False}, {"value": None}),
    ({"type": "email_text_input"}, {"value": None}),
    ({"type": "url_text_input"}, {"value": None}),
    ({"type": "static_select", "options": [option("a")]}, {"selected_option": None}),
    ({"type": "multi_static_select", "options": [option("a")]}, {"selected_options": []}),
    ({"type": "external_select"}, {"selected_option": None}),
    ({"type": "users_select"}, {"selected_user": None}),
    ({"type": "multi_users_select"}, {"selected_users": []}),
    ({"type": "conversations_select"}, {"selected_conversation": None}),
    ({"type": "multi_conversations_select"}, {"selected_conversations": []}),
    ({"type": "channels_select"}, {"selected_channel": None}),
    ({"type": "multi_channels_select"}, {"selected_channels": []}),
    ({"type": "datepicker"}, {"selected_date": None}),
    ({"type": "timepicker"}, {"selected_time": None}),
    ({"type": "datetimepicker"}, {"selected_date_time": None}),
    ({"type": "radio_buttons", "options": [option("a")]}, {"selected_option": None}),
    ({"type": "checkboxes", "options": [option("a")]}, {"selected_options": []}),
]


@pytest.mark.parametrize(("element", "empty"), EMPTY, ids=[element["type"] for element, _ in EMPTY])
async def test_an_untouched_input_is_present_and_empty(
    office: Office, alice: Person, element: Json, empty: Json
) -> None:
    await show(office, alice, field("One", element, optional=True))
    await alice.submits()
    entry = office.bot.last["view"]["state"]["values"]["one"]["one_value"]
    assert entry == {"type": element["type"], **empty}


INITIAL: list[tuple[Json, Any]] = [
    ({"type": "plain_text_input", "initial_value": "x"}, "x"),
    ({"type": "static_select", "options": [option("a")], "initial_option": option("a")}, "a"),
    ({"type": "checkboxes", "options": [option("a")], "initial_options": [option("a")]}, ["a"]),
    ({"type": "datepicker", "initial_date": "2026-11-03"}, "2026-11-03"),
    ({"type": "timepicker", "initial_time": "14:05"}, "14:05"),
    ({"type": "datetimepicker", "initial_date_time": 1793718300}, 1793718300),
]


@pytest.mark.parametrize(("element", "value"), INITIAL, ids=[element["type"] for element, _ in INITIAL])
async def test_an_initial_value_is_submitted_untouched(
    office: Office, alice: Person, element: Json, value: Any
) -> None:
    await show(office, alice, field("One", element))
    await alice.submits()
    entry = office.bot.last["view"]["state"]["values"]["one"]["one_value"]
    (held,) = (item for key, item in entry.items() if key != "type")
    values = [each["value"] for each in held] if isinstance(held, list) else held
    assert (values["value"] if isinstance(values, dict) else values) == value


REFUSED: list[tuple[Json, Any, str]] = [
    ({"type": "plain_text_input"}, None, "Please complete this required field."),
    ({"type": "plain_text_input"}, "   ", "Please complete this required field."),
    ({"type": "plain_text_input", "min_length": 5}, "four", "Please enter at least 5 characters."),
    ({"type": "plain_text_input", "max_length": 3}, "four", "Please enter at most 3 characters."),
    ({"type": "plain_text_input"}, "x" * 3001, "Please enter at most 3000 characters."),
    ({"type": "number_input", "is_decimal_allowed": False}, "many", "Please enter a valid number."),
    ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "Please enter a whole number."),
    (
        {"type": "number_input", "is_decimal_allowed": True, "min_value": "2"},
        "1.5",
        "Please enter a number of at least 2.",
    ),
    (
        {"type": "number_input", "is_decimal_allowed": False, "max_value": "2"},
        "3",
        "Please enter a number of at most 2.",
    ),
    ({"type": "email_text_input"}, "bob", "Please enter a valid email address."),
    ({"type": "url_text_input"}, "bob", "Please enter a valid URL."),
    ({"type": "multi_users_select", "max_selected_items": 1}, ["bob", "emi"], "Please choose at most 1."),
    ({"type": "users_select"}, None, "Please complete this required field."),
    ({"type": "checkboxes", "options": [option("a")]}, None, "Please complete this required field."),
]


@pytest.mark.parametrize(("element", "value", "complaint"), REFUSED)
async def test_slacks_client_refuses_to_submit(
    office: Office, alice: Person, element: Json, value: Any, complaint: str
) -> None:
    await show(office, alice, field("One", element))
    heard = len(office.bot.heard)
    result = await alice.submits({"One": value})
    assert result.errors == {"one": complaint}
    assert not result.closed
    assert alice.view
    assert alice.view.complaints == {"one": complaint}
    assert len(office.bot.heard) == heard


async def test_optional_inputs_may_stay_empty(office: Office, alice: Person) -> None:
    await show(office, alice, field("One", {"type": "plain_text_input", "min_length": 5}, optional=True))
    assert (await alice.submits()).closed


async def test_errors_stand_under_their_inputs_and_the_modal_stays(office: Office, alice: Person) -> None:
    await show(office, alice)
    office.bot.answers({"response_action": "errors", "errors": {"title": "Say more."}})
    result = await alice.submits({"Title": "It"})
    assert (result.errors, result.closed) == ({"title": "Say more."}, False)
    assert alice.view
    assert (await alice.submits({"Title": "It drifts"})).closed


BAD_ANSWERS: list[Json | str | int] = [
    {"response_action": "errors", "errors": {"nowhere": "x"}},
    {"response_action": "errors", "errors": {"note": "not under an input"}},
    {"response_action": "errors", "errors": {}},
    {"response_action": "errors", "errors": {"title": ""}},
    {"response_action": "dance"},
    {"text": "a message"},
    {"response_action": "update", "view": modal(title="A title longer than twenty-four")},
    {"response_action": "push", "view": {"type": "home", "blocks": []}},
    "ok",
    500,
]


@pytest.mark.parametrize("answer", BAD_ANSWERS, ids=str)
async def test_a_bad_answer_leaves_the_modal_and_tells_the_person(
    office: Office, alice: Person, answer: Json | str | int
) -> None:
    note = {"type": "section", "block_id": "note", "text": words("Read this")}
    await show(office, alice, field("Title", {"type": "plain_text_input"}), note)
    office.bot.answers(answer)
    result = await alice.submits({"Title": "It drifts"})
    assert result.error
    assert not result.closed
    assert alice.view
    assert "trouble connecting" in alice.toasts[-1]


async def test_an_update_replaces_the_content_in_place(office: Office, alice: Person) -> None:
    await show(office, alice)
    before = alice.view
    assert before
    identity, hash_ = before.id, before.hash
    office.bot.answers({"response_action": "update", "view": modal(title="Thank you")})
    result = await alice.submits({"Title": "It drifts"})
    assert result.updated is alice.view is before
    assert (before.id, before.content["title"]["text"]) == (identity, "Thank you")
    assert before.hash != hash_


async def test_a_push_lies_on_top_and_closing_it_shows_the_one_below(office: Office, alice: Person) -> None:
    await show(office, alice)
    below = alice.view
    office.bot.answers({"response_action": "push", "view": modal(title="More")})
    result = await alice.submits({"Title": "It drifts"})
    assert result.pushed is alice.view
    assert result.pushed
    assert below
    assert result.pushed.previous_view_id == below.id
    assert (await alice.submits({"Title": "x"})).closed
    assert alice.view is below


async def test_clear_closes_the_whole_stack(office: Office, alice: Person) -> None:
    await show(office, alice)
    office.bot.answers({"response_action": "push", "view": modal(title="More")}, {"response_action": "clear"})
    await alice.submits({"Title": "x"})
    assert (await alice.submits({"Title": "x"})).closed
    assert alice.view is None


async def test_a_fourth_modal_by_answer_is_refused(office: Office, alice: Person) -> None:
    await show(office, alice)
    office.bot.answers(*[{"response_action": "push", "view": modal()}] * 3)
    await alice.submits({"Title": "x"})
    await alice.submits({"Title": "x"})
    assert (await alice.submits({"Title": "x"})).error == "push_limit_reached"


async def test_no_answer_in_time_leaves_the_modal_open(office: Office, alice: Person) -> None:
    await show(office, alice)

    async def slow(_: Heard) -> web.Response:
        await office.bot.hears(100)
        return web.Response()

    office.bot.handler = slow
    office.workspace.rules.patience = 0.05
    assert (await alice.submits({"Title": "x"})).error == "operation_timeout"
    assert alice.view


async def test_closing_is_told_only_when_asked_for(office: Office, alice: Person) -> None:
    await show(office, alice)
    heard = len(office.bot.heard)
    await alice.closes_view()
    assert alice.view is None
    assert len(office.bot.heard) == heard
    await show(office, alice, notify_on_close=True, callback_id="declare")
    await alice.closes_view()
    told = office.bot.last
    assert (told["type"], told["is_cleared"]) == ("view_closed", False)
    assert told["view"]["callback_id"] == "declare"
    assert "trigger_id" not in told


@pytest.mark.parametrize("by_content", [True, False], ids=["clear_on_close", "the cross"])
async def test_closing_all_tells_of_each_that_it_was_cleared(
    office: Office, alice: Person, by_content: bool
) -> None:
    await show(office, alice, notify_on_close=True, callback_id="below")
    top = modal(notify_on_close=True, callback_id="top", clear_on_close=by_content)
    office.bot.answers({"response_action": "push", "view": top})
    await alice.submits({"Title": "x"})
    await alice.closes_view(whole_stack=not by_content)
    assert alice.view is None
    closed = [heard.payload for heard in office.bot.heard[-2:]]
    assert [(each["view"]["callback_id"], each["is_cleared"]) for each in closed] == [
        ("top", True),
        ("below", True),
    ]


async def test_a_menu_may_ask_for_a_response_url(office: Office, alice: Person) -> None:
    menu = {"type": "conversations_select", "response_url_enabled": True}
    await show(office, alice, field("Where", menu))
    await alice.submits({"Where": "support"})
    (url,) = office.bot.last["response_urls"]
    support = office.workspace.channel("support")
    assert (url["block_id"], url["action_id"], url["channel_id"]) == ("where", "where_value", support.id)
    status, _ = await office.post(url["response_url"], {"text": "hello", "response_type": "in_channel"})
    assert status == 200
    assert alice.reads(alice.sees("support")[-1]) == "hello"


async def test_people_fill_forms_with_words_and_slack_sends_ids(office: Office, alice: Person) -> None:
    grouped = [{"label": words("All"), "options": [option("high"), option("low")]}]
    await show(
        office,
        alice,
        field("Severity", {"type": "static_select", "option_groups": grouped}),
        field("Who", {"type": "users_select"}),
        field("Where", {"type": "multi_channels_select"}),
        field("Private", {"type": "checkboxes", "options": [option("yes")]}),
    )
    await alice.fills({"severity": "High", "who_value": "@bob", "Where": ["support"], "Private": "yes"})
    await alice.submits()
    values = office.bot.last["view"]["state"]["values"]
    assert values["severity"]["severity_value"]["selected_option"]["value"] == "high"
    assert values["who"]["who_value"]["selected_user"] == office.workspace.user("bob").id
    assert values["where"]["where_value"]["selected_channels"] == [office.workspace.channel("support").id]
    assert [each["value"] for each in values["private"]["private_value"]["selected_options"]] == ["yes"]


async def test_what_is_not_offered_cannot_be_chosen(office: Office, alice: Person) -> None:
    await show(office, alice, field("Severity", {"type": "static_select", "options": [option("high")]}))
    with pytest.raises(LookupError, match="not offered"):
        await alice.submits({"Severity": "enormous"})
    with pytest.raises(LookupError, match="no control"):
        await alice.submits({"Colour": "red"})
