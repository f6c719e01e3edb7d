"""What people do at the page is what people do in the workspace; what fails is told to them."""

import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.sandbox.page_hooks import Example, GuidedTour, PageHooks, TourStep
from tests.sandbox.delivery_fixtures import HASTY, Json
from tests.sandbox.page_fixtures import Browser, open_page


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with open_page() as opened:
        yield opened


def button(words: str, action_id: str) -> Json:
    return {"type": "button", "text": {"type": "plain_text", "text": words}, "action_id": action_id}


def section(words: str, accessory: Json) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": words}, "accessory": accessory}


def modal(*blocks: Json, title: str = "A form") -> Json:
    text = {"type": "plain_text", "text": title}
    return {"type": "modal", "title": text, "submit": {"type": "plain_text", "text": "Go"}, "blocks": blocks}


def field(block_id: str) -> Json:
    label = {"type": "plain_text", "text": block_id}
    element = {"type": "plain_text_input", "action_id": "it"}
    return {"type": "input", "block_id": block_id, "label": label, "element": element}


async def opens(browser: Browser, name: str, view: Json) -> Json:
    """The little bot opens a form before somebody who uses its shortcut; the form as the page has it."""
    await browser.does(name, "shortcut", callback_id="anywhere")
    trigger = browser.bot.last["trigger_id"]
    address = f"{browser.server.api_url}views.open"
    headers = {"Authorization": f"Bearer {browser.app.bot_token}"}
    body = {"trigger_id": trigger, "view": view}
    async with browser.session.post(address, json=body, headers=headers) as answer:
        assert (await answer.json())["ok"]
    pile: list[Json] = (await browser.start(name))["pile"]
    return pile[-1]


# talking ------------------------------------------------------------------------------------------------


async def test_what_is_said_reaches_the_app_and_the_others(browser: Browser) -> None:
    said = await browser.does("alice", "says", channel=browser.channel("general").id, text="odd answers @bob")
    assert said["status"] == 200
    await browser.bot.hears(1)
    (event,) = [each["event"] for each in browser.bot.events]
    assert event["text"] == f"odd answers <@{browser.id('bob')}>"
    seen = await browser.looks("bob", f"/page/channels/{browser.channel('general').id}/messages")
    assert [m["text"] for m in seen["messages"]] == [event["text"]]


async def test_nothing_is_sent_when_nothing_was_typed(browser: Browser) -> None:
    answer = await browser.does("alice", "says", channel=browser.channel("general").id, text="  ")
    assert (answer["status"], answer["error"]) == (400, "not_possible")


async def test_ones_own_words_can_be_changed_and_taken_back_and_others_cannot(browser: Browser) -> None:
    general = browser.channel("general")
    ts = (await browser.does("alice", "says", channel=general.id, text="frist"))["ts"]
    await browser.does("alice", "edits", channel=general.id, ts=ts, text="first")
    assert general.messages[ts].text == "first"
    refused = await browser.does("bob", "edits", channel=general.id, ts=ts, text="last")
    assert refused["words"] == "You can edit only your own messages."
    await browser.does("alice", "deletes", channel=general.id, ts=ts)
    assert ts not in general.messages


async def test_the_same_emoji_twice_is_none(browser: Browser) -> None:
    general = browser.channel("general")
    ts = (await browser.does("alice", "says", channel=general.id, text="look"))["ts"]
    await browser.does("bob", "reacts", channel=general.id, ts=ts, emoji="pushpin")
    assert general.messages[ts].reactions == {"pushpin": [browser.id("bob")]}
    await browser.does("bob", "reacts", channel=general.id, ts=ts, emoji="pushpin")
    assert general.messages[ts].reactions == {}


async def test_a_pin_is_put_in_and_taken_out(browser: Browser) -> None:
    general = browser.channel("general")
    ts = (await browser.does("alice", "says", channel=general.id, text="keep"))["ts"]
    await browser.does("bob", "pins", channel=general.id, ts=ts)
    pins = await browser.looks("alice", f"/page/channels/{general.id}/pins")
    assert [m["text"] for m in pins["messages"]] == ["keep"]
    await browser.does("bob", "pins", channel=general.id, ts=ts)
    assert (await browser.looks("alice", f"/page/channels/{general.id}/pins"))["messages"] == []


async def test_a_reply_hangs_below_its_message_and_not_in_the_channel(browser: Browser) -> None:
    general = browser.channel("general")
    ts = (await browser.does("alice", "says", channel=general.id, text="what?"))["ts"]
    await browser.does("bob", "says", channel=general.id, text="that", thread=ts)
    thread = await browser.looks("alice", f"/page/channels/{general.id}/threads/{ts}")
    assert [m["text"] for m in thread["messages"]] == ["what?", "that"]
    seen = await browser.looks("alice", f"/page/channels/{general.id}/messages")
    assert [(m["text"], m["reply_count"]) for m in seen["messages"]] == [("what?", 1)]


async def test_a_file_goes_along_and_comes_back_whole(browser: Browser) -> None:
    general = browser.channel("general")
    content = base64.b64encode(b"a,b\n\xff").decode()
    await browser.does("alice", "says", channel=general.id, files=[{"name": "t.csv", "content": content}])
    (message,) = general.messages.values()
    address = f"{browser.server.base_url}/page/files/{message.files[0].id}?as={browser.id('bob')}"
    async with browser.session.get(address, headers=browser.token) as answer:
        assert await answer.read() == b"a,b\n\xff"


# commands, buttons, forms -------------------------------------------------------------------------------


async def test_a_command_is_answered_to_the_person_alone_until_they_put_it_away(browser: Browser) -> None:
    general = browser.channel("general")
    browser.bot.answers("only you")
    assert (await browser.does("alice", "runs", channel=general.id, text="/little x"))["status"] == 200
    path = f"/page/channels/{general.id}/messages"
    (whisper,) = (await browser.looks("alice", path))["messages"]
    assert (whisper["text"], whisper["only"]) == ("only you", browser.id("alice"))
    assert (await browser.looks("bob", path))["messages"] == []
    refused = await browser.does("bob", "dismisses", channel=general.id, ts=whisper["ts"])
    assert refused["status"] == 400
    await browser.does("alice", "dismisses", channel=general.id, ts=whisper["ts"])
    assert (await browser.looks("alice", path))["messages"] == []


async def test_of_two_buttons_with_the_same_words_the_one_that_was_pressed_is_told(browser: Browser) -> None:
    general = browser.channel("general")
    post = browser.workspace.post
    blocks = [section(f"task {n}", button("Done", "done")) for n in (1, 2)]
    message = post(general, browser.workspace.bot_user(browser.app), blocks=blocks)
    second: str = message.blocks[1]["block_id"]
    answer = await browser.does(
        "alice", "uses", channel=general.id, ts=message.ts, block_id=second, action_id="done"
    )
    assert browser.bot.last["actions"][0]["block_id"] == second
    assert answer["what"] == "Done"


async def test_a_button_that_is_gone_says_so(browser: Browser) -> None:
    general = browser.channel("general")
    message = browser.workspace.post(general, browser.workspace.bot_user(browser.app), "bare")
    answer = await browser.does(
        "alice", "uses", channel=general.id, ts=message.ts, block_id="x", action_id="y"
    )
    assert (answer["status"], answer["words"]) == (
        400,
        "This is not there any more: the app has changed it.",
    )


async def test_a_form_is_sent_with_what_was_filled_in_and_its_errors_come_back(browser: Browser) -> None:
    view = await opens(browser, "alice", modal(field("title"), field("why")))
    values = [{"block_id": "title", "action_id": "it", "value": "x"}]
    answer = await browser.does("alice", "submits", view=view["id"], values=values)
    assert answer["errors"] == {"why": "Please complete this required field."}
    values.append({"block_id": "why", "action_id": "it", "value": "y"})
    browser.bot.answers({"response_action": "errors", "errors": {"title": "Too short."}})
    answer = await browser.does("alice", "submits", view=view["id"], values=values)
    assert answer["errors"] == {"title": "Too short."}
    sent = browser.bot.last["view"]["state"]["values"]
    assert {name: state["it"]["value"] for name, state in sent.items()} == {"title": "x", "why": "y"}
    await browser.does("alice", "submits", view=view["id"], values=values)
    assert (await browser.start("alice"))["pile"] == []


async def test_a_button_in_a_form_tells_the_app_what_was_filled_in_so_far(browser: Browser) -> None:
    actions = {"type": "actions", "block_id": "row", "elements": [button("More", "more")]}
    view = await opens(browser, "alice", modal(field("title"), actions))
    values = [{"block_id": "title", "action_id": "it", "value": "half"}]
    await browser.does("alice", "uses", view=view["id"], block_id="row", action_id="more", values=values)
    assert browser.bot.last["view"]["state"]["values"]["title"]["it"]["value"] == "half"


async def test_only_the_form_on_top_can_be_sent_or_closed(browser: Browser) -> None:
    view = await opens(browser, "alice", modal(field("title")))
    browser.bot.answers({"response_action": "push", "view": modal(field("more"), title="Second")})
    values = [{"block_id": "title", "action_id": "it", "value": "x"}]
    await browser.does("alice", "submits", view=view["id"], values=values)
    first, second = (await browser.start("alice"))["pile"]
    assert (await browser.does("alice", "submits", view=first["id"]))["status"] == 400
    await browser.does("alice", "closes", view=second["id"])
    assert [each["id"] for each in (await browser.start("alice"))["pile"]] == [first["id"]]


async def test_turning_to_the_home_tab_does_not_wait_for_the_app(browser: Browser) -> None:
    answer = await browser.does("alice", "visits_home", app=browser.app.app_id)
    assert answer["status"] == 200
    await browser.bot.hears(1)
    assert browser.bot.events[-1]["event"]["type"] == "app_home_opened"


# trouble ------------------------------------------------------------------------------------------------


async def test_an_app_that_fails_leaves_a_toast_that_says_how(browser: Browser) -> None:
    general = browser.channel("general")
    browser.bot.answers(500)
    answer = await browser.does("alice", "runs", channel=general.id, text="/little x")
    assert answer["toasts"] == ['/little failed with the error "dispatch_failed"']
    assert answer["error"] == "dispatch_failed"


async def test_an_app_that_hangs_leaves_a_toast_after_slacks_patience() -> None:
    async with open_page(rules=HASTY) as browser:
        over = asyncio.Event()

        async def hang(_: object) -> None:
            await over.wait()

        browser.bot.handler = hang  # type: ignore[assignment]
        answer = await browser.does("alice", "shortcut", callback_id="anywhere")
        over.set()
        assert answer["toasts"] == ["⚠️ operation_timeout"]


@pytest.mark.parametrize("who", ["lena", "deploybot", "mallory"])
async def test_who_left_is_no_person_or_sees_nothing_cannot_be_acted_as(browser: Browser, who: str) -> None:
    path = f"/page/do/says?as={browser.id(who)}"
    status, _, _ = await browser.ask("POST", path, browser.token, json={"channel": "general", "text": "hi"})
    assert status == 404
    everybody = (await browser.start("alice"))["people"]
    assert [each["acts"] for each in everybody if each["name"] == who] == [False]


async def test_a_private_channel_is_nothing_to_those_outside(browser: Browser) -> None:
    made = await browser.does("alice", "creates", name="secret", private=True)
    assert made["channel"] not in [c["id"] for c in (await browser.start("bob"))["channels"]]
    for path in ("messages", "pins", "threads/1.1"):
        address = f"/page/channels/{made['channel']}/{path}?as={browser.id('bob')}"
        assert (await browser.ask("GET", address, browser.token))[0] == 404
    said = await browser.does("bob", "says", channel=made["channel"], text="hello?")
    assert said["error"] == "channel_not_found"


@pytest.mark.parametrize(
    ("act", "sent"),
    [
        ("flies", {}),
        ("says", {"text": "where?"}),
        ("says", {"channel": "nowhere", "text": "x"}),
        ("edits", {"channel": "general", "ts": "1.1", "text": "x"}),
        ("uses", {"view": "V1", "block_id": "b", "action_id": "a"}),
        ("says", {"channel": "general", "files": [{"name": "x", "content": "%%%"}]}),
    ],
    ids=str,
)
async def test_what_makes_no_sense_is_refused_and_breaks_nothing(
    browser: Browser, act: str, sent: Json
) -> None:
    path = f"/page/do/{act}?as={browser.id('alice')}"
    status, _, _ = await browser.ask("POST", path, browser.token, json=sent)
    assert status in (400, 404)


@pytest.mark.parametrize("body", ["[]", "{", "text=hello"])
async def test_an_act_is_a_json_object(browser: Browser, body: str) -> None:
    headers = browser.token | {"Content-Type": "application/json"}
    status, _, _ = await browser.ask("POST", f"/page/do/says?as={browser.id('alice')}", headers, data=body)
    assert status == 400


async def test_a_plain_web_form_cannot_be_an_act(browser: Browser) -> None:
    path = f"/page/do/says?as={browser.id('alice')}"
    status, _, _ = await browser.ask("POST", path, browser.token, data={"text": "hello"})
    assert status == 415


# reading ------------------------------------------------------------------------------------------------


async def test_a_long_channel_is_read_from_its_end_backwards(browser: Browser) -> None:
    general, alice = browser.channel("general"), browser.workspace.user("alice")
    for number in range(130):
        browser.workspace.post(general, alice, f"n{number}")
    path = f"/page/channels/{general.id}/messages"
    last = await browser.looks("bob", path)
    before = await browser.looks("bob", path, before=last["messages"][0]["ts"])
    first = await browser.looks("bob", path, before=before["messages"][0]["ts"])
    read = [m["text"] for piece in (first, before, last) for m in piece["messages"]]
    assert read == [f"n{number}" for number in range(130)]
    assert [piece["earlier"] for piece in (first, before, last)] == [False, True, True]


async def test_the_piece_around_an_old_message_holds_it_and_its_neighbours(browser: Browser) -> None:
    general, alice = browser.channel("general"), browser.workspace.user("alice")
    posted = [browser.workspace.post(general, alice, f"n{number}") for number in range(200)]
    piece = await browser.looks("bob", f"/page/channels/{general.id}/messages", around=posted[50].ts)
    read = [m["text"] for m in piece["messages"]]
    assert {"n49", "n50", "n51"} <= set(read)
    assert (piece["earlier"], piece["later"]) == (False, True)


async def test_what_is_new_is_counted_until_it_is_read(browser: Browser) -> None:
    general = browser.channel("general")
    await browser.does("alice", "says", channel=general.id, text="all well?")
    ts = (await browser.does("alice", "says", channel=general.id, text="@bob look"))["ts"]

    async def marks() -> tuple[int, int]:
        (row,) = [c for c in (await browser.start("bob"))["channels"] if c["id"] == general.id]
        return row["unread"], row["mentions"]

    assert await marks() == (2, 1)
    assert (await browser.start("alice"))["marks"] == {browser.id("bob"): 1}
    await browser.does("bob", "reads", channel=general.id, ts=ts)
    assert await marks() == (0, 0)


@pytest.mark.parametrize("call", ["@channel", "@here", "@oncall"])
async def test_a_call_to_many_counts_for_each_of_them(browser: Browser, call: str) -> None:
    await browser.does("alice", "says", channel=browser.channel("general").id, text=f"{call} please look")
    assert (await browser.start("alice"))["marks"][browser.id("bob")] == 1


async def test_a_direct_message_always_calls(browser: Browser) -> None:
    dm = (await browser.does("alice", "opens_dm", user=browser.id("bob")))["channel"]
    await browser.does("alice", "says", channel=dm, text="psst")
    (row,) = [c for c in (await browser.start("bob"))["channels"] if c["id"] == dm]
    assert (row["mentions"], row["with"]) == (1, [browser.id("alice")])


# time and the whole -------------------------------------------------------------------------------------


async def test_time_is_moved_by_whoever_put_the_page_up() -> None:
    asked: list[object] = []

    async def move(by: timedelta) -> None:
        asked.append(by)

    async def to_next() -> timedelta | None:
        asked.append("next")
        return None

    hooks = PageHooks(move=move, move_to_next=to_next, hasten=asked.append, speed=lambda: 7)
    async with open_page(hooks) as browser:
        for sent in ({"minutes": 30}, {"to": "next"}, {"speed": 60}):
            _, body, _ = await browser.ask("POST", "/page/time", browser.token, json=sent)
            assert '"speed": 7' in body
    assert asked == [timedelta(minutes=30), "next", 60]


@pytest.mark.parametrize("minutes", [-1, 0, 10**9, "1", None, 0.5], ids=str)
async def test_time_goes_on_by_whole_minutes_and_never_back(minutes: object) -> None:
    asked: list[object] = []

    async def move(by: timedelta) -> None:
        asked.append(by)

    async with open_page(PageHooks(move=move)) as browser:
        sent = {"minutes": minutes}
        assert (await browser.ask("POST", "/page/time", browser.token, json=sent))[0] == 400
    assert asked == []


async def test_what_the_program_does_not_offer_is_neither_shown_nor_done(browser: Browser) -> None:
    offers = (await browser.start("alice"))["offers"]
    assert not any(offers.values())
    for path in ("/page/time", "/page/reset"):
        status, body, _ = await browser.ask("POST", path, browser.token, json={"minutes": 1})
        assert (status, "not_offered" in body) == (400, True)


async def test_an_example_is_offered_and_played() -> None:
    played: list[tuple[str, str]] = []

    async def play(name: str, point: str) -> str:
        played.append((name, point))
        return "C1"

    example = Example("drift", "A model drifts", "quietly", ("half", "whole"))
    async with open_page(PageHooks(examples=[example], play=play)) as browser:
        assert (await browser.start("alice"))["offers"]["examples"] == [
            {**vars(example), "points": ["half", "whole"]}
        ]

        async def asked(name: str, point: str) -> tuple[int, str]:
            sent = {"point": point}
            answer = await browser.ask("POST", f"/page/examples/{name}", browser.token, json=sent)
            return answer[:2]

        assert await asked("drift", "half") == (200, '{"ok": true, "channel": "C1"}')
        assert (await asked("drift", "never"))[0] == 404
        assert (await asked("other", "half"))[0] == 404
    assert played == [("drift", "half")]


async def test_a_tour_is_offered_and_led_step_by_step() -> None:
    led: list[object] = []

    async def begin(number: int) -> str:
        led.append(("begin", number))
        if number:
            raise LookupError("No incident has a channel yet.")
        return "C1"

    async def do(number: int) -> None:
        led.append(("do", number))

    steps = (TourStep("First", "Look.", "alice", sign="looked"), TourStep("Then", "Go.", "alice"))
    async with open_page(PageHooks(tour=GuidedTour(steps, begin, do))) as browser:
        assert (await browser.start("alice"))["offers"]["tour"] == [vars(step) for step in steps]

        async def asked(path: str) -> tuple[int, str]:
            return (await browser.ask("POST", f"/page/tour/{path}", browser.token, json={}))[:2]

        assert await asked("0/begin") == (200, '{"ok": true, "channel": "C1"}')
        assert (await asked("0/do"))[0] == 200
        status, body = await asked("1/begin")
        assert (status, "No incident has a channel yet." in body) == (400, True)
        assert [(await asked(path))[0] for path in ("2/begin", "0/undo", "x/do")] == [404, 404, 404]
    assert led == [("begin", 0), ("do", 0), ("begin", 1)]
