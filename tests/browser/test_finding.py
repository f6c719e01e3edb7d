"""Finding things in the browser: channels, people, messages, and the way back to them."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Opens

# The browser lives in one event loop from the first test to the last.
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_words_of_a_message_lead_to_it(opens: Opens) -> None:
    window = await opens("alice")
    await window.goes_to("general")
    await window.types("the index was built from the draft page")
    await window.goes_to("support")
    await window.page.get_by_role("button", name="Search").click()
    finder = window.page.get_by_role("dialog", name="Search")
    await finder.get_by_role("combobox").press_sequentially("draft index")
    await expect(finder.get_by_role("option")).to_have_count(1)
    await expect(finder.locator("mark")).to_have_text(["index", "draft"])
    await expect(finder.get_by_role("status")).to_have_text("1 message")
    await window.page.keyboard.press("Enter")
    await expect(finder).to_have_count(0)
    await expect(window.main.locator("article.shown")).to_contain_text("built from the draft page")


async def test_a_reply_is_found_in_its_thread(opens: Opens) -> None:
    window = await opens("alice")
    await window.goes_to("general")
    await window.types("who saw it?")
    said = await window.sees("who saw it?")
    await said.hover()
    await said.get_by_role("button", name="Reply in a thread").click()
    thread = window.page.locator("#thread")
    await thread.locator("textarea").press_sequentially("it was a customer of ours")
    await window.page.keyboard.press("Enter")
    await expect(thread.locator("article")).to_have_count(2)
    await window.goes_to("support")
    await expect(thread).to_be_hidden()
    await window.page.keyboard.press("Control+k")
    await window.page.keyboard.type("customer from:alice")
    await window.page.get_by_role("option", name="it was a customer").click()
    await expect(thread.locator("article.shown")).to_contain_text("it was a customer of ours")


async def test_nothing_found_is_said(opens: Opens) -> None:
    window = await opens("alice")
    await window.page.keyboard.press("Control+k")
    await window.page.keyboard.type("xyzzy")
    await expect(window.page.get_by_role("dialog").get_by_role("status")).to_have_text(
        re.compile("Nothing holds “xyzzy”")
    )
    await window.page.keyboard.press("Escape")
    await expect(window.page.get_by_role("dialog")).to_have_count(0)


async def test_a_copied_link_leads_back_to_the_message(opens: Opens) -> None:
    window = await opens("alice")
    await window.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await window.goes_to("general")
    await window.types("look here")
    said = await window.sees("look here")
    await said.hover()
    await said.get_by_role("button", name="More actions").click()
    await window.page.get_by_role("menuitem", name="Copy link").click()
    assert "copied" in await window.toast()
    address = await window.page.evaluate("navigator.clipboard.readText()")
    await window.goes_to("support")
    await window.types(f"see {address}")
    await (await window.sees("see ")).get_by_role("link").click()
    await expect(window.main.locator("article.shown")).to_contain_text("look here")
