"""Blocks and markup in a real browser: everything shown, everything usable, nothing of it ever markup."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser as Chromium
from playwright.async_api import expect

from tests.browser.conftest import windows_on
from tests.browser.window import Window
from tests.oracles.rendered import shown_kinds
from tests.sandbox.page_fixtures import Browser, open_page

Json = dict[str, Any]

# The browser lives in one event loop from the first test to the last.
pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def office() -> AsyncIterator[Browser]:
    """A workspace whose app is the little bot."""
    async with open_page() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def window(chromium: Chromium, office: Browser) -> AsyncIterator[Window]:
    """Alice before #general."""
    async with windows_on(chromium, lambda: office.page.address) as open_as:
        opened = await open_as("alice")
        await opened.goes_to("general")
        yield opened


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(word: str) -> Json:
    return {"text": plain(word.capitalize()), "value": word}


OPTIONS = [option(word) for word in ("red", "green", "blue")]


def field(label: str, element: Json, **more: Any) -> Json:
    element = {"action_id": "it", **element}
    return {"type": "input", "block_id": label, "label": plain(label), "element": element, **more}


ALL_INPUTS = [
    field("Words", {"type": "plain_text_input"}),
    field("Lines", {"type": "plain_text_input", "multiline": True}),
    field("Number", {"type": "number_input", "is_decimal_allowed": True}),
    field("Mail", {"type": "email_text_input"}),
    field("Address", {"type": "url_text_input"}),
    field("One", {"type": "static_select", "options": OPTIONS}),
    field("Several", {"type": "multi_static_select", "options": OPTIONS}),
    field("Person", {"type": "users_select"}),
    field("People", {"type": "multi_users_select"}),
    field("Channel", {"type": "channels_select"}),
    field("Place", {"type": "conversations_select"}),
    field("Radio", {"type": "radio_buttons", "options": OPTIONS}),
    field("Boxes", {"type": "checkboxes", "options": OPTIONS}),
    field("Day", {"type": "datepicker"}),
    field("Hour", {"type": "timepicker"}),
    field("Moment", {"type": "datetimepicker"}),
    field("Formatted", {"type": "rich_text_input"}),
    field("Files", {"type": "file_input", "filetypes": ["csv", "txt"], "max_files": 1}),
    field("Untouched", {"type": "plain_text_input", "initial_value": "as it was"}, optional=True),
]


async def opens_form(window: Window, office: Browser, blocks: list[Json]) -> None:
    """Alice uses the bot's shortcut, and the bot opens a form."""
    await office.does("alice", "shortcut", callback_id="anywhere")
    view = {"type": "modal", "title": plain("All inputs"), "submit": plain("Send"), "blocks": blocks}
    answer = await office.session.post(
        f"{office.server.api_url}views.open",
        json={"trigger_id": office.bot.last["trigger_id"], "view": view},
        headers={"Authorization": f"Bearer {office.app.bot_token}"},
    )
    assert (await answer.json())["ok"], await answer.text()
    await expect(window.form).to_be_visible()


async def picks(window: Window, label: str, *options: str) -> None:
    """Open the menu under a label and choose."""
    await window.form.get_by_role("button", name=re.compile(f"^{label}: Choose")).click()
    for name in options:
        await window.page.get_by_role("option", name=name).click()
    if len(options) > 1:
        await window.page.keyboard.press("Escape")


async def test_every_kind_of_input_is_filled_in_and_arrives(window: Window, office: Browser) -> None:
    await opens_form(window, office, ALL_INPUTS)
    form = window.form
    for label, text in {
        "Words": "a word",
        "Lines": "two\nlines",
        "Number": "1.5",
        "Mail": "a@b.example",
        "Address": "https://b.example",
        "Day": "2026-03-20",
        "Hour": "14:05",
        "Moment": "2026-03-20T14:05",
        "Formatted": "*all* of it, says @bob",
    }.items():
        await form.get_by_label(label, exact=True).fill(text)
    await picks(window, "One", "Green")
    await picks(window, "Several", "Red", "Blue")
    await picks(window, "Person", "Bob")
    await picks(window, "People", "Bob", "Chiara")
    await picks(window, "Channel", "#support")
    await picks(window, "Place", "#incidents")
    await form.get_by_role("radio", name="Blue").check()
    await form.get_by_role("checkbox", name="Red").check()
    await form.get_by_role("checkbox", name="Green").check()
    chooser = form.locator("input[type=file]")
    await chooser.set_input_files({"name": "x.exe", "mimeType": "text/csv", "buffer": b"no"})
    assert "none of these kinds" in await window.toast()
    await chooser.set_input_files({"name": "rows.csv", "mimeType": "text/csv", "buffer": b"a,b"})
    await expect(form.locator(".chip")).to_have_text("rows.csv · 3 bytes")
    await form.get_by_role("button", name="Send").click()
    await expect(form).to_have_count(0)
    values = office.bot.last["view"]["state"]["values"]
    held = {name: {k: v for k, v in state["it"].items() if k != "type"} for name, state in values.items()}
    bob, chiara = office.id("bob"), office.id("chiara")
    simple = {name: next(iter(value.values())) for name, value in held.items()}
    assert [each["value"] for each in simple["Several"]] == ["red", "blue"]
    assert simple["One"]["value"] == "green"
    assert simple["Radio"]["value"] == "blue"
    assert [each["value"] for each in simple["Boxes"]] == ["red", "green"]
    assert (simple["Person"], simple["People"]) == (bob, [bob, chiara])
    assert simple["Channel"] == office.channel("support").id
    assert simple["Place"] == office.channel("incidents").id
    assert (simple["Words"], simple["Lines"]) == ("a word", "two\nlines")
    assert (simple["Number"], simple["Mail"]) == ("1.5", "a@b.example")
    assert (simple["Day"], simple["Hour"]) == ("2026-03-20", "14:05")
    # 14:05 in Nairobi, where Alice is.
    assert simple["Moment"] == 1774004700
    (section,) = simple["Formatted"]["elements"]
    assert section["elements"] == [
        {"type": "text", "text": "all", "style": {"bold": True}},
        {"type": "text", "text": " of it, says "},
        {"type": "user", "user_id": bob},
    ]
    assert [(each["name"], each["size"]) for each in simple["Files"]] == [("rows.csv", 3)]
    assert simple["Untouched"] == "as it was"


async def test_an_error_of_the_app_stands_under_its_field_with_what_was_typed(
    window: Window, office: Browser
) -> None:
    await opens_form(window, office, [field("Words", {"type": "plain_text_input"})])
    await window.form.get_by_label("Words").fill("half")
    office.bot.answers({"response_action": "errors", "errors": {"Words": "Say more."}})
    await window.form.get_by_role("button", name="Send").click()
    await expect(window.form.locator(".complaint")).to_have_text("Say more.")
    words = window.form.get_by_label("Words")
    await expect(words).to_have_value("half")
    await expect(words).to_be_focused()
    await expect(words).to_have_accessible_description("Say more.")


async def test_a_form_that_changes_while_one_types_keeps_the_words_and_the_cursor(
    window: Window, office: Browser
) -> None:
    await opens_form(window, office, [field("Words", {"type": "plain_text_input"})])
    words = window.form.get_by_label("Words")
    await words.press_sequentially("half a sen")
    view = office.workspace.views.pile(office.workspace.user("alice"))[-1]
    note = {"type": "section", "text": plain("Something new above.")}
    office.workspace.views.replace(
        view, {**view.content, "blocks": [{**note, "block_id": "n"}, *view.blocks]}
    )
    await expect(window.form).to_contain_text("Something new above.")
    await window.page.keyboard.type("tence")
    await expect(words).to_have_value("half a sentence")


async def test_a_form_on_top_of_another_goes_away_alone(window: Window, office: Browser) -> None:
    await opens_form(window, office, [field("Words", {"type": "plain_text_input"})])
    await window.form.get_by_label("Words").fill("below")
    second = {"type": "modal", "title": plain("On top"), "blocks": [{"type": "divider"}]}
    office.bot.answers({"response_action": "push", "view": second})
    await window.form.get_by_role("button", name="Send").click()
    await expect(window.form.get_by_role("heading", level=2)).to_have_text("On top")
    await window.page.keyboard.press("Escape")
    await expect(window.form.get_by_role("heading", level=2)).to_have_text("All inputs")
    await expect(window.form.get_by_label("Words")).to_have_value("below")


async def test_controls_in_a_message_tell_the_app_what_was_chosen(window: Window, office: Browser) -> None:
    elements: list[Json] = [
        {"type": "static_select", "action_id": "menu", "placeholder": plain("Colour"), "options": OPTIONS},
        {"type": "overflow", "action_id": "more", "options": OPTIONS},
        {"type": "datepicker", "action_id": "day", "placeholder": plain("Day")},
        {"type": "checkboxes", "action_id": "boxes", "options": OPTIONS},
    ]
    office.bot_posts("general", "controls", [{"type": "actions", "elements": elements}])
    shown = window.main.locator("article").last
    chosen = []
    await shown.get_by_role("button", name="Colour").click()
    await window.page.get_by_role("option", name="Green").click()
    await shown.get_by_role("button", name="More choices").click()
    await window.page.get_by_role("menuitem", name="Green").click()
    await shown.get_by_label("Day").fill("2026-03-20")
    await shown.get_by_role("checkbox", name="Blue").check()
    told = [each.payload for each in await office.bot.hears(5) if not each.is_event]
    for (action,) in (payload["actions"] for payload in told):
        chosen.append(
            action.get("selected_option") or action.get("selected_date") or action["selected_options"]
        )
    assert chosen[0]["value"] == chosen[1]["value"] == "green"
    assert chosen[2] == "2026-03-20"
    assert [each["value"] for each in chosen[3]] == ["blue"]


async def test_what_wants_confirming_is_asked_first(window: Window, office: Browser) -> None:
    ask = {
        "title": plain("Sure?"),
        "text": plain("It is for good."),
        "confirm": plain("Yes"),
        "deny": plain("No"),
    }
    button = {"type": "button", "action_id": "go", "text": plain("Go"), "confirm": ask}
    office.bot_posts("general", "controls", [{"type": "actions", "elements": [button]}])
    dialog = window.page.get_by_role("dialog", name="Sure?")
    await window.presses("Go")
    await dialog.get_by_role("button", name="No", exact=True).click()
    await expect(dialog).to_have_count(0)
    await window.presses("Go")
    await dialog.get_by_role("button", name="Yes").click()
    await office.bot.hears(2)
    (told,) = [each.payload["actions"] for each in office.bot.heard if not each.is_event]
    assert [action["action_id"] for action in told] == ["go"]


MARKUP = {
    "*bold* _italic_ ~gone~ `code`": "<strong>bold</strong> <em>italic</em> <s>gone</s> <code>code</code>",
    "*bold _both_*": "<strong>bold <em>both</em></strong>",
    "data_drift 3*4*5 snake_case_name": "data_drift 3*4*5 snake_case_name",
    "&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp;": "&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp;",
    "<script>alert(1)</script>": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<javascript:alert(1)|click>": "&lt;javascript:alert(1)|click&gt;",
    "`<@U1> *x*`": "<code>&lt;@U1&gt; *x*</code>",
    "```a\n*b*```after": "<pre>a\n*b*</pre>after",
    "before\n&gt; quoted\nafter": "before<blockquote>quoted</blockquote>after",
    ":white_check_mark: :no_such_thing: 10:30:00": "✅ :no_such_thing: 10:30:00",
    "<!date^1773997500^{date_num} {time}|then>": "2026-03-20 12:05",
    "<!date^nonsense^{time}|then>": "then",
    "<#C0000000000>": "🔒 a private channel",
    "<!here> <!subteam^S1|@crew>": "@here @crew",
    "*lone star and _under": "*lone star and _under",
}


async def test_markup_is_read_as_slack_reads_it(window: Window) -> None:
    found = await window.page.evaluate(
        """async (texts) => {
            const { mrkdwn } = await import("/static/mrkdwn.js");
            return texts.map((text) => {
                const host = document.createElement("div");
                host.append(...mrkdwn(text));
                const loose = host.querySelectorAll("time, span, a");
                loose.forEach((node) => node.replaceWith(...node.childNodes));
                return [text, host.innerHTML];
            });
        }""",
        list(MARKUP),
    )
    assert dict(found) == MARKUP


async def test_a_long_channel_is_read_back_to_its_beginning(window: Window, office: Browser) -> None:
    support = office.channel("support")
    for number in range(150):
        office.workspace.post(support, office.workspace.user("grace"), f"report {number}.")
    office.workspace.post(support, office.workspace.user("chiara"), "the last word")
    await window.goes_to("support")
    await window.sees("the last word")
    await expect(window.main.locator("article", has_text="report 149.")).to_be_in_viewport()
    scroller = window.main.locator(".scroller")
    for first in ("report 91.", "report 31.", "report 0."):
        await scroller.evaluate("host => { host.scrollTop = 0; }")
        await expect(window.main.locator("article", has_text=first)).to_have_count(1)
    await window.main.get_by_role("button", name="Newest messages").click()
    await expect(window.main.locator("article", has_text="the last word")).to_be_in_viewport()


async def test_links_lead_out_safely_and_permalinks_lead_within(window: Window, office: Browser) -> None:
    general = office.channel("general")
    said = office.workspace.post(general, office.workspace.user("bob"), "the one that is meant")
    inside = office.workspace.permalink(general, said.ts)
    office.bot_posts("general", f"<https://example.com/a?b=1&amp;c=2|out> and <{inside}|in>")
    shown = window.main.locator("article", has_text="out and in")
    out = shown.get_by_role("link", name="out")
    assert await out.get_attribute("href") == "https://example.com/a?b=1&c=2"
    assert await out.get_attribute("rel") == "noopener noreferrer"
    await shown.get_by_role("link", name="in", exact=True).click()
    await expect(window.main.locator("article.shown")).to_contain_text("the one that is meant")


async def test_a_link_to_an_old_message_shows_it_among_its_neighbours(
    window: Window, office: Browser
) -> None:
    place, bob = office.channel("ml-platform"), office.workspace.user("bob")
    posted = [office.workspace.post(place, bob, f"word {number}.") for number in range(200)]
    await window.page.evaluate("place => { location.hash = place; }", f"#/alice/{place.id}/{posted[20].ts}")
    await expect(window.main.locator("article.shown")).to_contain_text("word 20.")
    await expect(window.main.locator("article", has_text="word 21.")).to_have_count(1)
    await expect(window.main.locator("article", has_text="word 199.")).to_have_count(0)
    await window.main.get_by_role("button", name="Newest messages").click()
    await expect(window.main.locator("article", has_text="word 199.")).to_be_in_viewport()


async def test_no_kind_that_the_page_names_is_left_without_a_look(window: Window) -> None:
    """Of what stands in its tables, nothing is drawn as `(… is not shown here)`."""
    sample: Json = {
        "text": {"type": "mrkdwn", "text": "words"},
        "label": plain("Label"),
        "alt_text": "a picture",
        "elements": [],
        "rows": [[{"type": "raw_text", "text": "cell"}]],
        "options": OPTIONS,
        "action_id": "it",
        "block_id": "b",
    }
    blocks: list[Json] = [
        {**sample, "type": kind, "element": {"type": "plain_text_input", "action_id": "it"}}
        | ({"text": "words"} if kind == "markdown" else {})
        for kind in shown_kinds("blocks.js")
    ]
    controls: list[Json] = [
        {**sample, "type": "actions", "elements": [{**sample, "type": kind}]}
        for kind in shown_kinds("elements.js")
    ]
    texts = await window.page.evaluate(
        """async (blocks) => {
            const { renderBlock } = await import("/static/blocks.js");
            const where = { held: () => undefined, start: () => undefined, hold: () => {} };
            return blocks.map((block) => renderBlock(block, where).textContent);
        }""",
        [*blocks, *controls, {"type": "hologram"}],
    )
    assert ["is not shown here" in text for text in texts] == [False] * (len(texts) - 1) + [True]


async def test_whoever_sends_from_further_up_sees_what_they_sent(window: Window, office: Browser) -> None:
    for number in range(60):
        office.bot_posts("general", f"message {number}")
    await window.sees("message 59")
    await window.message("message 59").hover()
    await window.page.mouse.wheel(0, -2000)
    await expect(window.message("message 59")).not_to_be_in_viewport()
    await window.types("here I am")
    await expect(await window.sees("here I am")).to_be_in_viewport()
