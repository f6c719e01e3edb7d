"""What changes in the workspace is told at once to the windows of those who may see it, and to no other."""

from collections.abc import AsyncIterator

import pytest

from tests.sandbox.delivery_fixtures import Json
from tests.sandbox.page_fixtures import Browser, News, open_page


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with open_page() as opened:
        yield opened


async def marked(browser: Browser, news: News) -> list[Json]:
    """All pieces up to a message that everybody sees, said last."""
    said = await browser.does("hoku", "says", channel=browser.channel("general").id, text="the end")
    await news.until("message", ts=said["ts"])
    return news.pieces


async def test_two_windows_see_each_others_words(browser: Browser) -> None:
    general = browser.channel("general").id
    async with browser.window("alice") as alice, browser.window("bob") as bob:
        said = await browser.does("alice", "says", channel=general, text="hello")
        assert (await alice.until("message", ts=said["ts"]))["message"]["text"] == "hello"
        assert (await bob.until("message", ts=said["ts"]))["message"]["text"] == "hello"
        await browser.does("alice", "edits", channel=general, ts=said["ts"], text="hello you")
        assert await bob.until("message", ts=said["ts"], text="hello you")
        await browser.does("alice", "deletes", channel=general, ts=said["ts"])
        assert await bob.until("gone", ts=said["ts"])


async def test_a_reaction_and_a_reply_change_the_message_they_are_about(browser: Browser) -> None:
    general = browser.channel("general").id
    ts = (await browser.does("alice", "says", channel=general, text="look"))["ts"]
    async with browser.window("alice") as alice:
        await browser.does("bob", "reacts", channel=general, ts=ts, emoji="eyes")
        reactions = [{"name": "eyes", "users": [browser.id("bob")], "count": 1}]
        assert await alice.until("message", ts=ts, reactions=reactions)
        await browser.does("bob", "says", channel=general, text="seen", thread=ts)
        assert await alice.until("message", ts=ts, reply_count=1)
        await browser.does("bob", "pins", channel=general, ts=ts)
        assert await alice.until("message", ts=ts, pinned=True)


async def test_what_is_for_one_person_alone_is_told_to_no_other_window(browser: Browser) -> None:
    general = browser.channel("general").id
    browser.bot.answers("only alice")
    async with browser.window("alice") as alice, browser.window("bob") as bob:
        await browser.does("alice", "runs", channel=general, text="/little x")
        assert await alice.until("message", text="only alice")
        assert "only alice" not in str(await marked(browser, bob))


async def test_a_private_channel_appears_when_one_is_invited_and_goes_when_one_leaves(
    browser: Browser,
) -> None:
    secret = (await browser.does("alice", "creates", name="secret", private=True))["channel"]
    async with browser.window("bob") as bob:
        await browser.does("alice", "says", channel=secret, text="not for bob")
        assert "not for bob" not in str(await marked(browser, bob))
        await browser.does("alice", "invites", channel=secret, users=[browser.id("bob")])
        assert (await bob.until("channel", id=secret, member=True))["channel"]["name"] == "secret"
        await browser.does("bob", "leaves", channel=secret)
        assert await bob.until("channel_gone", channel=secret)


async def test_an_opened_form_and_its_errors_are_told_to_its_person(browser: Browser) -> None:
    label = {"type": "plain_text", "text": "Why"}
    element = {"type": "plain_text_input", "action_id": "it"}
    block = {"type": "input", "block_id": "why", "label": label, "element": element}
    words = {"type": "plain_text", "text": "Form"}
    view = {"type": "modal", "title": words, "submit": words, "blocks": [block]}
    async with browser.window("alice") as alice:
        await browser.does("alice", "shortcut", callback_id="anywhere")
        body = {"trigger_id": browser.bot.last["trigger_id"], "view": view}
        headers = {"Authorization": f"Bearer {browser.app.bot_token}"}
        async with browser.session.post(f"{browser.server.api_url}views.open", json=body, headers=headers):
            pass
        (shown,) = (await alice.until("views"))["pile"]
        await browser.does("alice", "submits", view=shown["id"])
        alice.pieces.clear()
        (shown,) = (await alice.until("views"))["pile"]
        assert shown["complaints"] == {"why": "Please complete this required field."}


async def test_everybodys_calls_are_told_to_every_window(browser: Browser) -> None:
    async with browser.window("alice") as alice:
        await browser.does("alice", "says", channel=browser.channel("general").id, text="@chiara help")
        assert (await alice.until("marks"))["marks"] == {browser.id("chiara"): 1}


async def test_another_name_is_told(browser: Browser) -> None:
    async with browser.window("bob") as bob:
        browser.workspace.change_user(browser.workspace.user("alice"), display_name="Ali")
        told = (await bob.until("people"))["people"]
        assert [each["shown"] for each in told if each["name"] == "alice"] == ["Ali"]


async def test_the_stream_ends_when_the_workspace_closes(browser: Browser) -> None:
    async with browser.window("alice") as alice:
        await browser.server.stop()
        with pytest.raises(AssertionError, match="the stream ended"):
            await alice.until("nothing")
