"""With 200 channels and 10,000 messages in one, a window asks for little and holds little."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser as Chromium
from playwright.async_api import Request, expect

from tests.browser.conftest import windows_on
from tests.browser.crowd import CHANNELS, LARGE, MESSAGES, crowd
from tests.browser.window import Window
from tests.sandbox.page_fixtures import Browser, open_page

# The browser lives in one event loop from the first test to the last.
pytestmark = pytest.mark.asyncio(loop_scope="session")

MOST_SHOWN = 240
"""Messages that are drawn at a time, however many there are."""


@pytest_asyncio.fixture(loop_scope="session")
async def office() -> AsyncIterator[Browser]:
    async with open_page() as opened:
        crowd(opened)
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def window(chromium: Chromium, office: Browser) -> AsyncIterator[Window]:
    """Alice before #general."""
    async with windows_on(chromium, lambda: office.page.address) as open_as:
        opened = await open_as("alice")
        await opened.goes_to("general")
        yield opened


def listens(window: Window) -> list[str]:
    """What the window asks the workspace for, from now on."""
    asked: list[str] = []

    def heard(request: Request) -> None:
        path = request.url.split("?")[0]
        if "/page/" in path:
            asked.append(f"{request.method} {'/'.join(path.split('/')[3:5])}/{path.split('/')[-1]}")

    window.page.on("request", heard)
    return asked


async def test_opening_a_channel_is_one_question_and_one_piece(window: Window) -> None:
    asked = listens(window)
    await window.goes_to(LARGE)
    await window.sees(f"word {MESSAGES - 1}:")
    await expect(window.page.locator("#sidebar .entry.unread", has_text=LARGE)).to_have_count(0)
    assert asked == ["GET page/channels/messages", "POST page/do/reads"]
    assert await window.main.locator("article").count() <= 60
    assert await window.page.locator("#sidebar .entry").count() >= CHANNELS - 10


async def test_reading_far_back_holds_no_more_than_some_pieces(window: Window, office: Browser) -> None:
    await window.goes_to(LARGE)
    await window.sees(f"word {MESSAGES - 1}:")
    scroller = window.main.locator(".scroller")
    oldest = MESSAGES - 60
    for _ in range(8):
        await scroller.evaluate("node => { node.scrollTop = 0; }")
        oldest -= 60
        await expect(window.main.locator("article", has_text=f"word {oldest}:")).to_have_count(1)
        assert await window.main.locator("article").count() <= MOST_SHOWN
    await expect(window.main.locator("article", has_text=f"word {MESSAGES - 1}:")).to_have_count(0)
    # What was being read stays in sight, though messages came above it and went below.
    await expect(window.main.locator("article", has_text=f"word {oldest + 60}:")).to_be_in_viewport()

    # And forward again, to the end, where news arrives.
    newest = oldest + 180
    while newest < MESSAGES:
        await scroller.evaluate("node => { node.scrollTop = node.scrollHeight; }")
        newest = min(newest + 60, MESSAGES)
        await expect(window.main.locator("article", has_text=f"word {newest - 1}:")).to_have_count(1)
        assert await window.main.locator("article").count() <= MOST_SHOWN
    await scroller.evaluate("node => { node.scrollTop = node.scrollHeight; }")
    office.workspace.post(office.channel(LARGE), office.workspace.user("bob"), "news at last")
    await expect(window.message("news at last")).to_be_in_viewport()


async def test_a_channel_that_is_read_at_its_end_for_long_lets_go_of_its_beginning(
    window: Window, office: Browser
) -> None:
    bob, general = office.workspace.user("bob"), office.channel("general")
    for piece in range(6):
        for number in range(60):
            office.workspace.post(general, bob, f"line {piece * 60 + number}.")
        await expect(window.main.locator("article", has_text=f"line {piece * 60 + 59}.")).to_be_in_viewport()
        assert await window.main.locator("article").count() <= MOST_SHOWN
    await window.main.locator(".scroller").evaluate("node => { node.scrollTop = 0; }")
    await expect(window.main.locator("article", has_text="line 100.")).to_have_count(1)


async def test_a_key_draws_nothing_but_what_it_writes(window: Window) -> None:
    await window.goes_to(LARGE)
    await window.sees(f"word {MESSAGES - 1}:")
    changed = await window.page.evaluate(
        """async () => {
            const changes = [];
            const look = new MutationObserver((all) => changes.push(...all));
            look.observe(document.body, { childList: true, subtree: true });
            const field = document.querySelector("#main .composer textarea");
            for (const sign of "it drifts") {
                field.setRangeText(sign, field.value.length, field.value.length, "end");
                field.dispatchEvent(new InputEvent("input", { bubbles: true }));
            }
            await new Promise((resolve) => setTimeout(resolve, 0));
            return changes.filter((change) => !change.target.closest(".composer, time")).length;
        }"""
    )
    assert changed == 0
