"""Looking for messages at the page: by words, by who wrote them, by where they stand."""

from collections.abc import AsyncIterator

import pytest

from bot.sandbox.page_search import MOST, Sought
from tests.sandbox.page_fixtures import Browser, open_page


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with open_page() as opened:
        yield opened


async def found(browser: Browser, person: str, words: str) -> list[str]:
    answer = await browser.looks(person, "/page/search", words=words.replace(" ", "+").replace("#", "%23"))
    return [hit["excerpt"] for hit in answer["messages"]]


async def test_a_message_is_found_by_all_of_its_words_the_newest_first(browser: Browser) -> None:
    general = browser.channel("general").id
    for text in ("the index drifts", "nothing of note", "since Tuesday the Index drifts more"):
        await browser.does("alice", "says", channel=general, text=text)
    assert await found(browser, "bob", "DRIFTS index") == [
        "since Tuesday the Index drifts more",
        "the index drifts",
    ]
    assert await found(browser, "bob", "index nowhere") == []
    assert await found(browser, "bob", "  ") == []


async def test_from_and_in_narrow_it_down(browser: Browser) -> None:
    for person, place in (("alice", "general"), ("bob", "general"), ("bob", "ml-platform")):
        await browser.does(person, "says", channel=browser.channel(place).id, text=f"{person} at {place}")
    assert await found(browser, "alice", "from:@bob at") == ["bob at ml-platform", "bob at general"]
    assert await found(browser, "alice", "in:#general from:lind") == ["bob at general"]
    assert await found(browser, "alice", "in:nowhere at") == []


async def test_what_stands_in_the_blocks_of_an_app_is_found(browser: Browser) -> None:
    block = {"type": "header", "text": {"type": "plain_text", "text": "INC-7 · Scores drift"}}
    browser.bot_posts("general", "for the lock screen", [block])
    assert await found(browser, "alice", "scores inc-7") == ["INC-7 · Scores drift"]


async def test_nobody_finds_what_they_may_not_read(browser: Browser) -> None:
    made = await browser.does("alice", "creates", name="secret-plan", private=True)
    await browser.does("alice", "says", channel=made["channel"], text="the unheard word")
    assert await found(browser, "alice", "unheard") == ["the unheard word"]
    assert await found(browser, "bob", "unheard") == []


async def test_only_so_many_are_shown_and_it_says_that_there_are_more(browser: Browser) -> None:
    place, bob = browser.channel("general"), browser.workspace.user("bob")
    for number in range(MOST + 1):
        browser.workspace.post(place, bob, f"word {number}")
    answer = await browser.looks("alice", "/page/search", words="word")
    assert (len(answer["messages"]), answer["more"]) == (MOST, True)
    assert answer["messages"][0]["excerpt"] == f"word {MOST}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a needle", "a needle"),
        ("hay " * 50 + "needle" + " straw" * 50, None),
        ("x" * 500 + "needle" + "y" * 500, None),
    ],
    ids=["short", "long", "without spaces"],
)
def test_an_excerpt_holds_the_word_and_is_short(text: str, shown: str | None) -> None:
    excerpt = Sought.read("needle").excerpt(text) or ""
    assert "needle" in excerpt
    assert len(excerpt) <= 190
    assert shown in (None, excerpt)


def test_an_excerpt_cuts_between_words() -> None:
    excerpt = Sought.read("needle").excerpt("hay " * 50 + "needle" + " straw" * 50) or ""
    assert set(excerpt.split()) == {"…", "hay", "needle", "straw"}
