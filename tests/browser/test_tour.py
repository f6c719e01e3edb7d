"""The guided tour in the browser: done by oneself, done for one, left at any time."""

import re

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import Opens
from tests.browser.window import Window

# The browser lives in one event loop from the first test to the last.
pytestmark = pytest.mark.asyncio(loop_scope="session")


def panel(window: Window) -> Locator:
    return window.page.get_by_role("complementary", name="Guided tour")


async def goes_on(window: Window, label: str) -> None:
    await panel(window).get_by_role("button", name=label, exact=True).click()


async def is_at(window: Window, step: str) -> None:
    await expect(panel(window)).to_contain_text(step)
    await expect(panel(window).get_by_role("button", name="Do it for me")).to_be_visible()


async def test_the_tour_notices_what_one_does_oneself(opens: Opens) -> None:
    window = await opens("bob")
    await goes_to_the_tour(window)
    await is_at(window, "Step 1 of 5")
    await expect(window.page.locator("#sidebar .me-card")).to_contain_text("Alice Njoroge")
    await window.sees("the refund that our chatbot promised")

    await panel(window).get_by_role("button", name="/incident declare").click()
    await window.composer.press("Enter")
    await goes_on(window, "Next")
    await is_at(window, "Step 2 of 5")

    await expect(window.main.locator(".pointed")).to_have_text("Take command")
    await window.main.locator(".pointed").click()
    await expect(panel(window).get_by_role("status")).to_have_text("Done")
    await window.page.reload()
    await goes_on(window, "Next")
    await is_at(window, "Step 3 of 5")


async def test_the_tour_does_everything_for_whoever_only_looks_on(opens: Opens) -> None:
    window = await opens("alice")
    await goes_to_the_tour(window)
    for step in range(1, 6):
        await is_at(window, f"Step {step} of 5")
        await goes_on(window, "Do it for me")
        await expect(panel(window).get_by_role("status")).to_have_text("Done")
        await goes_on(window, "Next" if step < 5 else "Finish")
    await window.sees("Review summary")
    await expect(window.main.locator(".reaction", has_text="📌")).to_have_count(1)
    await goes_on(window, "Look around")
    await expect(panel(window)).to_be_hidden()


async def test_the_tour_can_be_left_at_any_time_and_the_way_to_begin_comes_back(opens: Opens) -> None:
    window = await opens("alice")
    await goes_to_the_tour(window)
    await goes_on(window, "Skip the tour")
    await expect(panel(window)).to_be_hidden()
    await expect(window.main.get_by_role("button", name=re.compile("^Take the tour"))).to_be_visible()


async def goes_to_the_tour(window: Window) -> None:
    await window.main.get_by_role("button", name=re.compile("^Take the tour")).click()


async def test_a_prepared_example_is_played_up_to_a_point_and_handed_over(opens: Opens) -> None:
    window = await opens("alice")
    await window.main.get_by_role("button", name=re.compile("^Start from an example")).click()
    dialog = window.page.get_by_role("dialog")
    await dialog.get_by_role("button", name=re.compile("^Play up to")).click()
    await window.page.get_by_role("option", name="commanded").click()
    await dialog.get_by_role("button", name="Play", exact=True).click()
    await expect(window.page.locator("#toasts .toast", has_text="Over to you.")).to_be_visible()
    await window.main.get_by_role("heading", level=1, name=re.compile("^inc-1-users-see")).wait_for()
    await window.sees("took the role of commander")
    await window.types("from here on it is us")
    await window.sees("from here on it is us")
