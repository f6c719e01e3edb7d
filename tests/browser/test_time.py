"""Time in the browser: moved on, to the next reminder, and run faster; a day of reminders in a minute."""

import re
import time
from datetime import timedelta

import pytest
from playwright.async_api import expect

from bot.commands.rehearsal import Rehearsal
from tests.browser.conftest import Opens

# The browser lives in one event loop from the first test to the last.
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_next_reminder_is_one_click_away(opens: Opens, rehearsal: Rehearsal) -> None:
    window = await opens("alice")
    await window.lets_pass("Next reminder")
    assert "no reminder waits" in await window.toast()
    await window.types("/incident declare sev1 Chatbot invents a refund policy")
    await window.goes_to("inc-1")
    await window.sees("Triage")
    before = rehearsal.workspace.now()
    await window.lets_pass("Next reminder")
    reminder = window.main.locator("article").filter(has=window.page.locator("button", has_text="Snooze"))
    await expect(reminder.last).to_contain_text("obody yet")
    assert rehearsal.workspace.now() - before >= timedelta(minutes=3)


async def test_a_day_brings_its_reminders_in_their_order(opens: Opens) -> None:
    window = await opens("alice")
    await window.types("/incident declare sev1 Chatbot invents a refund policy")
    await window.goes_to("inc-1")
    await window.sees("Triage")
    await window.lets_pass("+1 day")
    shown = window.main.locator("article").filter(has=window.page.locator("button", has_text="Snooze"))
    await expect(shown.nth(3)).to_be_attached()
    times = await shown.locator(".by time").evaluate_all("all => all.map((each) => each.dateTime)")
    assert times == sorted(times)
    assert len(set(times)) > 1


async def test_time_runs_faster_and_at_its_own_pace_again(opens: Opens, rehearsal: Rehearsal) -> None:
    window = await opens("alice")
    fast = window.page.locator("#top").get_by_role("button", name=re.compile("×60"))
    await fast.click()
    await expect(fast).to_have_attribute("aria-pressed", "true")
    begun, since = rehearsal.workspace.now(), time.monotonic()
    shown = window.page.locator("#top time strong")
    for _ in range(3):
        await expect(shown).not_to_have_text(await shown.inner_text())
    passed, waited = (rehearsal.workspace.now() - begun).total_seconds(), time.monotonic() - since
    assert passed > 5 * waited
    await fast.click()
    await expect(fast).to_have_attribute("aria-pressed", "false")
