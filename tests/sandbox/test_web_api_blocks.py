"""Block Kit's limits, each at its edge: what fits is taken, one more is refused with a pointer to it."""

from typing import Any

import pytest

from tests.sandbox.web_api_fixtures import Api

Json = dict[str, Any]


def plain(length: int = 1) -> Json:
    return {"type": "plain_text", "text": "x" * length}


def mrkdwn(length: int = 1) -> Json:
    return {"type": "mrkdwn", "text": "x" * length}


def section(length: int = 1, **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(length), **more}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain(), **more}


def actions(*elements: Json) -> list[Json]:
    return [{"type": "actions", "elements": list(elements)}]


def option(value: str = "v", text: int = 1, **more: Any) -> Json:
    return {"text": plain(text), "value": value, **more}


def options(count: int) -> list[Json]:
    return [option(str(n)) for n in range(count)]


def select(**more: Any) -> list[Json]:
    return actions({"type": "static_select", **more})


def text_input(**more: Any) -> list[Json]:
    return [{"type": "input", "label": plain(), "element": {"type": "plain_text_input", **more}}]


def confirm(**more: Any) -> list[Json]:
    texts = {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain()}
    return actions(button(confirm={**texts, **more}))


ELEMENT = "/blocks/0/elements/0"
MENU = {"options": options(1)}
# What fits, what does not, and where the refusal points.
LIMITS: dict[str, tuple[list[Json], list[Json], str]] = {
    "blocks": ([section()] * 50, [section()] * 51, "/blocks"),
    "section text": ([section(3000)], [section(3001)], "/blocks/0/text/text"),
    "section fields": (
        [{"type": "section", "fields": [mrkdwn()] * 10}],
        [{"type": "section", "fields": [mrkdwn()] * 11}],
        "/blocks/0/fields",
    ),
    "field text": (
        [{"type": "section", "fields": [mrkdwn(2000)]}],
        [{"type": "section", "fields": [mrkdwn(2001)]}],
        "/blocks/0/fields/0/text",
    ),
    "block_id": ([section(block_id="x" * 255)], [section(block_id="x" * 256)], "/blocks/0/block_id"),
    "header": (
        [{"type": "header", "text": plain(150)}],
        [{"type": "header", "text": plain(151)}],
        "/blocks/0/text/text",
    ),
    "context elements": (
        [{"type": "context", "elements": [mrkdwn()] * 10}],
        [{"type": "context", "elements": [mrkdwn()] * 11}],
        "/blocks/0/elements",
    ),
    "actions elements": (actions(*[button()] * 25), actions(*[button()] * 26), "/blocks/0/elements"),
    "image alt_text": (
        [{"type": "image", "image_url": "https://x.example", "alt_text": "x" * 2000}],
        [{"type": "image", "image_url": "https://x.example", "alt_text": "x" * 2001}],
        "/blocks/0/alt_text",
    ),
    "image title": (
        [{"type": "image", "image_url": "https://x.example", "alt_text": "x", "title": plain(2000)}],
        [{"type": "image", "image_url": "https://x.example", "alt_text": "x", "title": plain(2001)}],
        "/blocks/0/title/text",
    ),
    "image url": (
        [{"type": "image", "image_url": "x" * 3000, "alt_text": "x"}],
        [{"type": "image", "image_url": "x" * 3001, "alt_text": "x"}],
        "/blocks/0/image_url",
    ),
    "action_id": (
        actions(button(action_id="x" * 255)),
        actions(button(action_id="x" * 256)),
        f"{ELEMENT}/action_id",
    ),
    "button text": (
        actions({"type": "button", "text": plain(75)}),
        actions({"type": "button", "text": plain(76)}),
        f"{ELEMENT}/text/text",
    ),
    "button value": (
        actions(button(value="x" * 2000)),
        actions(button(value="x" * 2001)),
        f"{ELEMENT}/value",
    ),
    "button url": (actions(button(url="x" * 3000)), actions(button(url="x" * 3001)), f"{ELEMENT}/url"),
    "button label": (
        actions(button(accessibility_label="x" * 75)),
        actions(button(accessibility_label="x" * 76)),
        f"{ELEMENT}/accessibility_label",
    ),
    "options": (select(options=options(100)), select(options=options(101)), f"{ELEMENT}/options"),
    "option groups": (
        select(option_groups=[{"label": plain(), **MENU}] * 100),
        select(option_groups=[{"label": plain(), **MENU}] * 101),
        f"{ELEMENT}/option_groups",
    ),
    "options of a group": (
        select(option_groups=[{"label": plain(75), "options": options(100)}]),
        select(option_groups=[{"label": plain(75), "options": options(101)}]),
        f"{ELEMENT}/option_groups/0/options",
    ),
    "option text": (
        select(options=[option(text=75)]),
        select(options=[option(text=76)]),
        f"{ELEMENT}/options/0/text/text",
    ),
    "option value": (
        select(options=[option("v" * 75)]),
        select(options=[option("v" * 76)]),
        f"{ELEMENT}/options/0/value",
    ),
    "option description": (
        select(options=[option(description=plain(75))]),
        select(options=[option(description=plain(76))]),
        f"{ELEMENT}/options/0/description/text",
    ),
    "placeholder": (
        select(**MENU, placeholder=plain(150)),
        select(**MENU, placeholder=plain(151)),
        f"{ELEMENT}/placeholder/text",
    ),
    "overflow": (
        actions({"type": "overflow", "options": options(5)}),
        actions({"type": "overflow", "options": options(6)}),
        f"{ELEMENT}/options",
    ),
    "checkboxes": (
        actions({"type": "checkboxes", "options": options(10)}),
        actions({"type": "checkboxes", "options": options(11)}),
        f"{ELEMENT}/options",
    ),
    "radio buttons": (
        actions({"type": "radio_buttons", "options": options(10)}),
        actions({"type": "radio_buttons", "options": options(11)}),
        f"{ELEMENT}/options",
    ),
    "confirm title": (confirm(title=plain(100)), confirm(title=plain(101)), f"{ELEMENT}/confirm/title/text"),
    "confirm text": (confirm(text=plain(300)), confirm(text=plain(301)), f"{ELEMENT}/confirm/text/text"),
    "confirm button": (
        confirm(confirm=plain(30)),
        confirm(confirm=plain(31)),
        f"{ELEMENT}/confirm/confirm/text",
    ),
    "deny button": (confirm(deny=plain(30)), confirm(deny=plain(31)), f"{ELEMENT}/confirm/deny/text"),
    "input label": (
        [{**text_input()[0], "label": plain(2000)}],
        [{**text_input()[0], "label": plain(2001)}],
        "/blocks/0/label/text",
    ),
    "input hint": (
        [{**text_input()[0], "hint": plain(2000)}],
        [{**text_input()[0], "hint": plain(2001)}],
        "/blocks/0/hint/text",
    ),
    "input min_length": (
        text_input(min_length=3000),
        text_input(min_length=3001),
        "/blocks/0/element/min_length",
    ),
    "input max_length": (
        text_input(max_length=3000),
        text_input(max_length=3001),
        "/blocks/0/element/max_length",
    ),
    "input initial value": (
        text_input(max_length=3, initial_value="xxx"),
        text_input(max_length=3, initial_value="xxxx"),
        "/blocks/0/element/initial_value",
    ),
    "markdown": (
        [{"type": "markdown", "text": "x" * 12_000}],
        [{"type": "markdown", "text": "x" * 12_001}],
        "/blocks/0/text",
    ),
    "markdown altogether": (
        [{"type": "markdown", "text": "x" * 6000}] * 2,
        [{"type": "markdown", "text": "x" * 6001}] * 2,
        "/blocks",
    ),
    "table rows": (
        [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * 100}],
        [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * 101}],
        "/blocks/0/rows",
    ),
    "table columns": (
        [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 20]}],
        [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 21]}],
        "/blocks/0/rows/0",
    ),
    "tables": (
        [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}],
        [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}] * 2,
        "/blocks",
    ),
    "card of a carousel": (
        [{"type": "carousel", "elements": [{"type": "card", "title": mrkdwn()}] * 10}],
        [{"type": "carousel", "elements": [{"type": "card", "title": mrkdwn()}] * 11}],
        "/blocks/0/elements",
    ),
}
# What is wrong by its shape.
WRONG: dict[str, tuple[list[Any], str]] = {
    "no type": ([{"text": plain()}], "missing required field: type [json-pointer:/blocks/0]"),
    "unknown type": ([{"type": "sektion"}], "unsupported type: sektion [json-pointer:/blocks/0/type]"),
    "no object": (["section"], "must provide an object [json-pointer:/blocks/0]"),
    "empty section": ([{"type": "section"}], "missing required field: text [json-pointer:/blocks/0]"),
    "empty text": ([section(0)], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    "empty actions": (actions(), "no less than 1 items allowed [json-pointer:/blocks/0/elements]"),
    "unknown property": (
        [section(color="red")],
        "invalid additional property: color [json-pointer:/blocks/0]",
    ),
    "mrkdwn header": (
        [{"type": "header", "text": mrkdwn()}],
        "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
    ),
    "same block_id": (
        [section(block_id="a"), section(block_id="a")],
        '`block_id` "a" already exists [json-pointer:/blocks/1/block_id]',
    ),
    "same action_id": (
        actions(button(action_id="a"), button(action_id="a")),
        '`action_id` "a" already exists [json-pointer:/blocks/0/elements/1/action_id]',
    ),
    "no options": (select(), f"must have exactly one of: options, option_groups [json-pointer:{ELEMENT}]"),
    "empty overflow": (
        actions({"type": "overflow", "options": []}),
        f"no less than 1 items allowed [json-pointer:{ELEMENT}/options]",
    ),
    "initial option not offered": (
        select(**MENU, initial_option=option("other")),
        f"must be one of the provided options [json-pointer:{ELEMENT}/initial_option]",
    ),
    "style": (actions(button(style="blue")), f"must be a valid enum value [json-pointer:{ELEMENT}/style]"),
    "date": (
        actions({"type": "datepicker", "initial_date": "20/03/2026"}),
        f"must be formatted as YYYY-MM-DD [json-pointer:{ELEMENT}/initial_date]",
    ),
    "input in actions": (
        actions({"type": "plain_text_input"}),
        f"unsupported type: plain_text_input [json-pointer:{ELEMENT}/type]",
    ),
    "file input in a message": (
        [{"type": "input", "label": plain(), "element": {"type": "file_input"}}],
        "unsupported type: file_input [json-pointer:/blocks/0/element/type]",
    ),
    "image of nothing": (
        [{"type": "image", "alt_text": "x"}],
        "must have exactly one of: image_url, slack_file [json-pointer:/blocks/0]",
    ),
    "rich text": (
        [{"type": "rich_text", "elements": [{"type": "text", "text": "x"}]}],
        "unsupported type: text [json-pointer:/blocks/0/elements/0/type]",
    ),
}


@pytest.mark.parametrize("limit", LIMITS)
async def test_what_fits_is_posted_and_one_more_is_refused(api: Api, limit: str) -> None:
    fits, over, pointer = LIMITS[limit]
    channel = await api.channel()
    await api.ok("chat.postMessage", channel=channel, text="x", blocks=fits)
    answer = await api.no("invalid_blocks", "chat.postMessage", channel=channel, text="x", blocks=over)
    assert answer["response_metadata"]["messages"][0].endswith(f"[json-pointer:{pointer}]")


@pytest.mark.parametrize("fault", WRONG)
async def test_what_is_wrong_is_said_and_where(api: Api, fault: str) -> None:
    blocks, message = WRONG[fault]
    answer = await api.no(
        "invalid_blocks", "chat.postMessage", channel=await api.channel(), text="x", blocks=blocks
    )
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {message}"]
    assert answer["errors"] == [message]


@pytest.mark.parametrize(
    "method", ["chat.postMessage", "chat.update", "chat.postEphemeral", "chat.scheduleMessage"]
)
async def test_every_way_of_posting_looks_at_blocks(api: Api, method: str) -> None:
    channel = await api.channel()
    bad = [section(3001)]
    args = {"ts": await api.post(channel), "user": api.bot.id, "post_at": int(api.clock.at.timestamp()) + 60}
    await api.no("invalid_blocks", method, channel=channel, text="x", blocks=bad, **args)
    hidden = [{"blocks": bad}]
    answer = await api.no("invalid_blocks", method, channel=channel, text="x", attachments=hidden, **args)
    assert "[json-pointer:/attachments/0/blocks/0/text/text]" in answer["response_metadata"]["messages"][0]


async def test_ids_left_out_are_given_and_texts_spelt_out(api: Api) -> None:
    blocks = [*actions(button()), section()]
    shown = (await api.ok("chat.postMessage", channel=await api.channel(), blocks=blocks))["message"][
        "blocks"
    ]
    assert all(block["block_id"] for block in shown)
    assert shown[0]["elements"][0]["action_id"]
    assert shown[0]["elements"][0]["text"]["emoji"] is True
    assert shown[1]["text"]["verbatim"] is False


def modal(**more: Any) -> Json:
    return {"type": "modal", "title": plain(), "blocks": [section()], **more}


VIEWS: dict[str, tuple[Json, Json, str]] = {
    "title": (modal(title=plain(24)), modal(title=plain(25)), "/view/title/text"),
    "submit": (modal(submit=plain(24)), modal(submit=plain(25)), "/view/submit/text"),
    "close": (modal(close=plain(24)), modal(close=plain(25)), "/view/close/text"),
    "private_metadata": (
        modal(private_metadata="x" * 3000),
        modal(private_metadata="x" * 3001),
        "/view/private_metadata",
    ),
    "callback_id": (modal(callback_id="x" * 255), modal(callback_id="x" * 256), "/view/callback_id"),
    "external_id": (modal(external_id="x" * 255), modal(external_id="x" * 256), "/view/external_id"),
    "blocks": (modal(blocks=[section()] * 100), modal(blocks=[section()] * 101), "/view/blocks"),
    "home blocks": (
        {"type": "home", "blocks": [section()] * 100},
        {"type": "home", "blocks": [section()] * 101},
        "/view/blocks",
    ),
    "submit with inputs": (
        modal(blocks=text_input(), submit=plain()),
        modal(blocks=text_input()),
        "/view",
    ),
    "submit on a home tab": (
        {"type": "home", "blocks": [section()]},
        {"type": "home", "blocks": [section()], "submit": plain()},
        "/view",
    ),
    "no blocks": (modal(), {"type": "modal", "title": plain()}, "/view"),
    "no title": (modal(), {"type": "modal", "blocks": [section()]}, "/view"),
    "kind": (modal(), {**modal(), "type": "sheet"}, "/view/type"),
    "block ids": (
        modal(blocks=[section(block_id="a"), section(block_id="b")]),
        modal(blocks=[section(block_id="a"), section(block_id="a")]),
        "/view/blocks/1/block_id",
    ),
    "markdown": (modal(), modal(blocks=[{"type": "markdown", "text": "x"}]), "/view/blocks/0/type"),
    "focus": (
        modal(blocks=text_input(focus_on_load=True), submit=plain()),
        modal(blocks=text_input(focus_on_load=True) * 2, submit=plain()),
        "/view/blocks",
    ),
    "file input": (
        modal(
            blocks=[{"type": "input", "label": plain(), "element": {"type": "file_input", "max_files": 10}}],
            submit=plain(),
        ),
        modal(
            blocks=[{"type": "input", "label": plain(), "element": {"type": "file_input", "max_files": 11}}],
            submit=plain(),
        ),
        "/view/blocks/0/element/max_files",
    ),
}


@pytest.mark.parametrize("limit", VIEWS)
async def test_the_validator_knows_the_limits_of_views(api: Api, limit: str) -> None:
    fits, over, pointer = VIEWS[limit]
    await api.ok("blocks.validate", view=fits)
    answer = await api.no("invalid_view", "blocks.validate", view=over)
    assert [error["pointer"] for error in answer["errors"]] == [pointer]


async def test_the_validator_takes_blocks_and_messages_from_anybody(api: Api) -> None:
    url = api.server.api_url + "blocks.validate"
    async with api.session.post(url, json={"message": {"text": "x", "blocks": [section(3001)]}}) as response:
        answer = await response.json()
    assert answer["errors"][0] == {
        "code": "failed_constraint",
        "message": "must be less than 3001 characters",
        "pointer": "/message/blocks/0/text/text",
        "constraint": {"type": "max_length", "expected": ["3000"]},
    }
    await api.ok("blocks.validate", blocks=[section()])
    await api.no("invalid_arguments", "blocks.validate", blocks=[section()], view=modal())


async def test_a_modal_is_held_to_them_when_it_is_opened(api: Api) -> None:
    trigger = api.workspace.triggers.issue(api.app, api.person("bob"), None)
    args = {"trigger_id": trigger}
    answer = await api.no("invalid_arguments", "views.open", view=modal(title=plain(25)), **args)
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]
    heavy = modal(blocks=[section(3000) for _ in range(90)])
    await api.no("view_too_large", "views.open", view=heavy, **args)
    await api.ok("views.open", view=modal(), **args)
