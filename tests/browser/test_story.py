"""An incident lived through in the browser, with mouse and keyboard, by one and by two people."""

import re

import pytest
from playwright.async_api import expect

from bot.commands.rehearsal import Rehearsal
from tests.browser.conftest import Opens
from tests.browser.window import Window

# The browser lives in one event loop from the first test to the last.
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def declared(window: Window, title: str) -> None:
    """Declare in one line and go where the incident lives."""
    await window.types(f"/incident declare sev2 {title}")
    await window.goes_to("inc-1")
    await window.sees("Triage")


async def test_an_incident_from_one_line_to_the_first_reminder(opens: Opens) -> None:
    window = await opens("alice")
    await declared(window, "Chatbot invents a refund policy")

    await window.presses("Take command")
    await expect(window.main.locator("article.pinned")).to_contain_text("Alice Njoroge")
    await window.presses("Not known yet", "Who has seen it?")
    await window.sees("says Alice Njoroge")

    await window.types("the bot quotes a 90 day window")
    said = await window.sees("the bot quotes a 90 day window")
    await said.hover()
    await said.get_by_role("button", name="React with pushpin").click()
    await expect(said.locator(".reaction")).to_have_text(re.compile("📌.*1", re.DOTALL))

    await window.types("/incident timeline")
    timeline = window.main.locator("article.whisper", has_text="the bot quotes a 90 day window")
    await expect(timeline).to_have_count(1)

    await window.lets_pass("+30 min")
    reminder = window.main.locator("article", has_text="nobody").filter(has=window.page.locator(".actions"))
    await expect(reminder.last).to_be_visible()


async def test_an_incident_from_its_end_to_the_review(opens: Opens) -> None:
    window = await opens("alice")
    await declared(window, "Chatbot invents a refund policy")
    await window.types("/incident resolve The draft page is out of the index.")
    await window.sees("sees to the review")
    await window.types("/incident close")
    await window.sees("this is still open")
    await window.presses("Close anyway")
    await window.form.locator("textarea, input[type=text]").first.fill("corrected with every customer")
    await window.form.locator("button[type=submit]").click()
    await expect(window.form).to_have_count(0)
    summary = await window.sees("review summary")
    await expect(summary).to_contain_text("What would have enabled a faster response?")
    await summary.get_by_role("button", name="Answer the review questions").click()
    await window.form.locator("textarea").first.fill("Nobody owned the draft page.")
    await window.form.locator("button[type=submit]").click()
    await expect(window.form).to_have_count(0)
    await window.sees("Nobody owned the draft page.")


async def test_the_form_says_what_is_wrong_below_the_field_and_then_declares(opens: Opens) -> None:
    window = await opens("alice")
    await window.types("/incident declare")
    await expect(window.form).to_be_visible()
    await window.form.get_by_role("button", name="Declare", exact=True).click()
    await expect(window.form.locator(".complaint")).to_contain_text("Please complete this required field.")
    title = window.form.locator("input[type=text]").first
    await expect(title).to_be_focused()
    await title.fill("Scores drift for small shops")
    await window.form.locator(".picker").first.click()
    await window.page.get_by_role("option", name=re.compile("Critical")).click()
    await window.form.get_by_role("button", name="Declare", exact=True).click()
    await expect(window.form).to_have_count(0)
    await window.goes_to("inc-1-scores-drift")
    await window.sees("Critical")


async def test_a_role_is_given_in_a_line_and_calls_who_gets_it(opens: Opens) -> None:
    alice, bob = await opens("alice"), await opens("bob")
    await declared(alice, "Scores drift for small shops")
    await alice.types("/incident role technical @bob")
    await expect(alice.main.locator("article.pinned .fields")).to_contain_text("@Bob Lindqvist")
    home = bob.page.locator("#sidebar").get_by_role("link", name="Incident Bot")
    await expect(home.locator(".count")).to_be_visible()
    await home.click()
    await expect(bob.main.locator("article").last).to_contain_text("checklist")


async def test_one_click_makes_one_somebody_else(opens: Opens) -> None:
    window = await opens("alice")
    await window.goes_to("general")
    await window.types("anybody here?")
    await window.acts_as("Bob Lindqvist")
    await window.types("I am")
    await expect(window.main.locator("article .by strong")).to_have_text(["Alice Njoroge", "Bob Lindqvist"])


async def test_a_face_opens_a_window_of_its_own_beside_this_one(opens: Opens) -> None:
    alice = await opens("alice")
    await alice.goes_to("general")
    face = alice.page.locator("#rail").get_by_role("link", name="Act as Bob")
    async with alice.page.context.expect_page() as opened:
        await face.click(modifiers=["ControlOrMeta"])
    bob = await opened.value
    await bob.locator("#main .composer textarea").fill("both of us, side by side")
    await bob.keyboard.press("Enter")
    await alice.sees("both of us, side by side")
    await expect(alice.page.locator("#sidebar .me-card")).to_contain_text("Alice Njoroge")
    await expect(bob.locator("#sidebar .me-card")).to_contain_text("Bob Lindqvist")


async def test_two_people_in_two_windows_see_each_other_at_once(opens: Opens) -> None:
    alice, bob = await opens("alice"), await opens("bob")
    await declared(alice, "Agent deletes a table")
    await bob.goes_to("incidents")
    await bob.presses("Join")
    await bob.goes_to("inc-1")
    await bob.types("@alice I am looking at the replica")
    call = await alice.sees("I am looking at the replica")
    await expect(call.locator(".mention.mine")).to_have_text("@Alice Njoroge")
    await alice.presses("Take command")
    await expect(bob.main.locator("article.pinned")).to_contain_text("Alice Njoroge")


async def test_what_people_write_stays_text(opens: Opens) -> None:
    window = await opens("alice")
    nasty = "<img src=x onerror=alert(1)> <script>alert(2)</script> [x](javascript:alert(3))"
    asked: list[str] = []
    window.page.on("dialog", lambda dialog: asked.append(dialog.message))
    await declared(window, nasty)
    await window.types(f"{nasty} <javascript:alert(4)|click>")
    said = await window.sees("javascript:alert(4)")
    await expect(said).to_contain_text("<script>alert(2)</script>")
    await expect(window.main.locator("article.pinned")).to_contain_text("<img src=x onerror=alert(1)>")
    assert await window.page.locator("#main script, #main img, #main a[href^=javascript]").count() == 0
    assert asked == []


async def test_the_home_tab_opens_the_same_form(opens: Opens) -> None:
    window = await opens("bob")
    await window.page.locator("#sidebar").get_by_role("link", name="Incident Bot").click()
    await window.main.get_by_role("button", name="Declare an incident").click()
    await expect(window.form).to_be_visible()
    await window.page.keyboard.press("Escape")
    await expect(window.form).to_have_count(0)


async def test_a_message_becomes_an_incident_by_its_menu(opens: Opens) -> None:
    window = await opens("grace")
    await window.goes_to("support")
    await window.types("a customer was promised a refund we do not give")
    said = await window.sees("promised a refund")
    await said.hover()
    await said.get_by_role("button", name="More actions").click()
    await window.page.get_by_role("menuitem", name="Declare an incident").click()
    title = window.form.get_by_label("What is going wrong?")
    await expect(title).to_have_value(re.compile("promised a refund"))


async def test_a_thread_stands_beside_the_channel(opens: Opens) -> None:
    window = await opens("alice")
    await window.goes_to("general")
    await window.types("who saw it first?")
    said = await window.sees("who saw it first?")
    await said.hover()
    await said.get_by_role("button", name="Reply in a thread").click()
    thread = window.page.locator("#thread")
    await thread.locator("textarea").press_sequentially("I did")
    await page_enter(window)
    await expect(thread.locator("article")).to_have_count(2)
    await expect(said.locator(".thread-summary")).to_contain_text("1 reply")


async def page_enter(window: Window) -> None:
    await window.page.keyboard.press("Enter")


async def test_on_a_telephone_the_channels_are_behind_a_button(opens: Opens) -> None:
    window = await opens("alice", width=390, height=844)
    sidebar = window.page.locator("#sidebar")
    await expect(sidebar).to_be_hidden()
    await window.page.get_by_role("button", name="Channels and people").click()
    await sidebar.get_by_role("link", name="general").click()
    await window.main.get_by_role("heading", level=1, name="general").wait_for()
    await expect(sidebar).to_be_hidden()
    width = await window.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390


async def test_beginning_anew_is_asked_for_and_told_to_the_program(
    opens: Opens, rehearsal: Rehearsal
) -> None:
    window = await opens("alice")
    await window.page.get_by_role("button", name="More", exact=True).click()
    await window.page.get_by_role("menuitem", name="Begin anew").click()
    assert not rehearsal.over.is_set()
    await window.page.get_by_role("button", name="Throw away").click()
    await rehearsal.over.wait()
