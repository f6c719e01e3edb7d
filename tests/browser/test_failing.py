"""A bot that fails, in the browser: a notice says what failed, and nothing that was written is lost."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, expect

from bot.commands.rehearsal import Rehearsal
from bot.domain.policy import Policy
from tests.browser.conftest import Opens, windows_on
from tests.browser.window import Window

# The browser lives in one event loop from the first test to the last.
pytestmark = pytest.mark.asyncio(loop_scope="session")

NOBODY = "http://127.0.0.1:1/"


@pytest_asyncio.fixture(loop_scope="session")
async def broken() -> AsyncIterator[str]:
    """The address of a bot that answers everything with an error of its own."""

    async def fail(_request: web.Request) -> web.Response:
        return web.Response(status=500, text="a traceback")

    site = web.Application()
    site.router.add_post("/{tail:.*}", fail)
    runner = web.AppRunner(site, shutdown_timeout=0.05)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await runner.cleanup()


async def with_an_incident(opens: Opens) -> Window:
    window = await opens("alice")
    await window.types("/incident declare sev2 Chatbot invents a refund policy")
    await window.goes_to("inc-1")
    await window.sees("Triage")
    return window


async def test_a_command_to_a_bot_that_is_down_comes_back_with_a_notice(
    opens: Opens, rehearsal: Rehearsal
) -> None:
    window = await opens("alice")
    rehearsal.workspace.send_to(rehearsal.app, NOBODY)
    await window.types("/incident list")
    told = await window.toast()
    assert "/incident list" in told
    assert "could not be reached" in told
    await expect(window.composer).to_have_value("/incident list")


async def test_a_command_that_a_bot_fails_at_says_with_which_error(
    opens: Opens, rehearsal: Rehearsal, broken: str
) -> None:
    window = await opens("alice")
    rehearsal.workspace.send_to(rehearsal.app, broken)
    await window.types("/incident list")
    told = await window.toast()
    assert "/incident list" in told
    assert "500" in told
    assert "traceback" not in told


async def test_a_button_that_does_nothing_is_named(opens: Opens, rehearsal: Rehearsal, broken: str) -> None:
    window = await with_an_incident(opens)
    rehearsal.workspace.send_to(rehearsal.app, broken)
    await window.presses("Take command")
    told = await window.toast()
    assert "Take command" in told
    assert "500" in told


async def test_a_form_that_was_not_taken_stays_with_what_was_written(
    opens: Opens, rehearsal: Rehearsal, broken: str
) -> None:
    window = await opens("alice")
    await window.types("/incident declare")
    title = window.form.locator("input[type=text]").first
    await title.fill("Scores drift for small shops")
    rehearsal.workspace.send_to(rehearsal.app, broken)
    await window.form.get_by_role("button", name="Declare", exact=True).click()
    told = await window.toast()
    assert "Declare" in told
    assert "500" in told
    await expect(title).to_have_value("Scores drift for small shops")


async def test_a_workspace_that_is_gone_is_said_over_the_page_until_it_is_back(
    chromium: Browser, tmp_path: Path
) -> None:
    running = Rehearsal(0, tmp_path, Policy())
    await running.start()
    address, port, token = running.page.address, running.server.port, running.page.guard.token
    async with windows_on(chromium, lambda: address) as opens:
        window = await opens("alice")
        await window.goes_to("general")
        await running.stop()
        gone = window.page.get_by_role("alert").filter(has_text="does not answer")
        await gone.first.wait_for()
        await window.types("does anybody hear me?")
        assert "Is the program still running?" in await window.toast()
        await expect(window.composer).to_have_value("does anybody hear me?")

        running = Rehearsal(port, tmp_path, Policy(), token)
        await running.start()
        await expect(window.page.locator("#trouble")).to_be_empty()
        await window.composer.press("Enter")
        await window.sees("does anybody hear me?")
        window.mistakes.clear()  # the browser's own words about what could not be reached
    await running.stop()
