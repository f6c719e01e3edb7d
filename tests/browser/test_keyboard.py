"""The keyboard is enough, from the address to an answered question, and one sees where one is."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Opens
from tests.browser.window import Window

# The browser lives in one event loop from the first test to the last.
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_names_and_commands_are_completed_and_the_last_message_is_corrected(opens: Opens) -> None:
    window = await opens("alice")
    page = window.page
    await page.keyboard.press("Control+k")
    await page.keyboard.type("gener")
    await page.keyboard.press("Enter")
    await window.main.get_by_role("heading", level=1, name="general").wait_for()
    await window.composer.press_sequentially("/inc")
    await page.keyboard.press("Tab")
    await expect(window.composer).to_have_value("/incident ")
    await expect(page.get_by_role("option")).to_have_count(35)
    await window.composer.press_sequentially("rev")
    await page.keyboard.press("Tab")
    await expect(window.composer).to_have_value("/incident review")
    await window.composer.fill("/incident ")
    await window.composer.press_sequentially("role commander @bo")
    await page.keyboard.press("Tab")
    await expect(window.composer).to_have_value("/incident role commander @bob ")
    await window.composer.fill("")
    await window.types("first")
    await window.sees("first")
    await page.keyboard.press("ArrowUp")
    editor = window.main.locator(".editor textarea")
    await expect(editor).to_be_focused()
    await editor.fill("first, corrected")
    await page.keyboard.press("Enter")
    await expect(await window.sees("first, corrected")).to_contain_text("(edited)")


async def focused(window: Window) -> str:
    """The name of what has the focus, which must be seen to have it."""
    name, seen = await window.page.evaluate(
        """() => {
            const node = document.activeElement;
            const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(node);
            const around = getComputedStyle(node.closest(".writing") ?? node).boxShadow;
            const hasOutline = outlineStyle !== "none" && outlineWidth !== "0px";
            const seen = hasOutline || boxShadow !== "none" || around !== "none";
            return [node.getAttribute("aria-label") ?? node.textContent.trim(), seen];
        }"""
    )
    assert seen, f"one does not see that {name!r} has the focus"
    return str(name)


async def goes_by_tab_to(window: Window, name: str, key: str = "Tab") -> None:
    for _ in range(60):
        await window.page.keyboard.press(key)
        if (await focused(window)).startswith(name):
            return
    raise AssertionError(f"{name!r} is not reached by {key}")


async def test_an_incident_is_declared_commanded_and_triaged_without_a_mouse(opens: Opens) -> None:
    window = await opens("alice")
    keyboard = window.page.keyboard
    await keyboard.type("/incident declare")
    await keyboard.press("Enter")
    await window.form.wait_for()
    await keyboard.type("Chatbot invents refunds")
    await keyboard.press("Enter")
    await expect(window.form).to_have_count(0)
    await window.page.locator("#sidebar").get_by_role("link", name="inc-1").wait_for()
    await keyboard.press("Control+k")
    await keyboard.type("inc-1")
    await keyboard.press("Enter")
    await window.sees("Triage")
    await expect(window.composer).to_be_focused()

    # Up from where one writes, through the messages' buttons.
    await goes_by_tab_to(window, "Take command", key="Shift+Tab")
    await keyboard.press("Enter")
    await window.sees("took the role of commander")
    await goes_by_tab_to(window, "Yes, now", key="Tab")
    await keyboard.press("Space")
    await window.sees("says Alice Njoroge")

    # From message to message with the arrows, and into the menu of one.
    await window.main.locator(".scroller").focus()
    await keyboard.press("ArrowUp")
    assert await window.page.evaluate("document.activeElement.matches('article')")


async def test_a_menu_is_walked_with_the_arrows_and_gives_the_focus_back(opens: Opens) -> None:
    window = await opens("alice")
    more = window.page.locator("#top").get_by_role("button", name="More")
    await more.focus()
    await window.page.keyboard.press("Enter")
    await expect(window.page.get_by_role("menuitem").first).to_be_focused()
    await window.page.keyboard.press("End")
    await expect(window.page.get_by_role("menuitem", name="Begin anew")).to_be_focused()
    await window.page.keyboard.press("Escape")
    await expect(more).to_be_focused()


async def test_what_is_new_is_told_to_those_who_do_not_see_it(opens: Opens) -> None:
    alice, bob = await opens("alice"), await opens("bob")
    await alice.goes_to("general")
    await bob.goes_to("general")
    await bob.types("the model drifts")
    await expect(alice.page.get_by_role("log")).to_have_text("Bob Lindqvist: the model drifts")


async def test_one_writes_on_where_one_was_once_something_over_the_page_is_gone(opens: Opens) -> None:
    window = await opens("alice")
    keyboard = window.page.keyboard
    await keyboard.type("/incident declare")
    await keyboard.press("Enter")
    await window.form.wait_for()
    await keyboard.press("Escape")
    await expect(window.form).to_have_count(0)
    await keyboard.type("one ")
    await keyboard.press("Control+k")
    await window.page.get_by_role("dialog", name="Search").wait_for()
    await keyboard.press("Escape")
    await expect(window.page.get_by_role("dialog")).to_have_count(0)
    await keyboard.type("two ")
    await window.page.get_by_role("button", name="New channel").click()
    await window.page.get_by_role("button", name="Cancel").click()
    await window.composer.focus()
    await keyboard.type("three")
    await expect(window.composer).to_have_value("one two three")
