"""A window is in step with the workspace whatever happens while it loads."""

import asyncio
import re

import pytest
from playwright.async_api import Route, expect

from bot.commands.rehearsal import Rehearsal
from bot.sandbox.people import Person
from tests.browser.conftest import Opens
from tests.browser.window import Window

# The browser lives in one event loop from the first test to the last.
pytestmark = pytest.mark.asyncio(loop_scope="session")


class LateAnswer:
    """The next answer to such a request is made, and handed over only once told to."""

    def __init__(self) -> None:
        self.made = asyncio.Event()
        self.let_go = asyncio.Event()

    @classmethod
    async def to(cls, window: Window, address: str) -> "LateAnswer":
        """Hold the next answer to a request for this address."""
        late = cls()
        await window.page.route(address, late._hold, times=1)
        return late

    async def _hold(self, route: Route) -> None:
        answer = await route.fetch()
        self.made.set()
        await self.let_go.wait()
        await route.fulfill(response=answer)


async def hears_by_another_channel(window: Window, bob: Person) -> None:
    """News come in their order: once this one is there, so is all that was before it."""
    await bob.joins("support")
    await bob.says("support", "somebody here?")
    await expect(window.page.locator("#sidebar .entry.unread", has_text="support")).to_be_visible()


async def test_what_is_said_while_a_channel_loads_is_in_it(opens: Opens, rehearsal: Rehearsal) -> None:
    window, bob = await opens("alice"), Person(rehearsal.workspace, "bob")
    edited = await bob.says("general", "forty percent")
    deleted = await bob.says("general", "never mind")
    answer = await LateAnswer.to(window, "**/messages?**")
    await window.page.locator("#sidebar").get_by_role("link", name="general").click()
    await answer.made.wait()
    await bob.edits(edited, "fourteen percent")
    await bob.deletes(deleted)
    await bob.says("general", "said while it was loading")
    await hears_by_another_channel(window, bob)
    answer.let_go.set()
    await window.sees("said while it was loading")
    await window.sees("fourteen percent")
    await expect(window.main.locator("article", has_text="never mind")).to_have_count(0)


async def test_a_reply_given_while_a_thread_loads_is_in_it(opens: Opens, rehearsal: Rehearsal) -> None:
    window, bob = await opens("alice"), Person(rehearsal.workspace, "bob")
    question = await bob.says("general", "who saw it?")
    await window.goes_to("general")
    said = await window.sees("who saw it?")
    answer = await LateAnswer.to(window, "**/threads/**")
    await said.hover()
    await said.get_by_role("button", name="Reply in a thread").click()
    await answer.made.wait()
    await bob.says("general", "a customer of ours", question)
    await bob.says("general", "beside the thread")
    await hears_by_another_channel(window, bob)
    answer.let_go.set()
    replies = window.page.locator("#thread article")
    await expect(replies).to_contain_text(["who saw it?", "a customer of ours"])
    await expect(replies).to_have_count(2)


async def test_a_channel_made_while_the_workspace_loads_is_in_the_sidebar(
    opens: Opens, rehearsal: Rehearsal
) -> None:
    window, bob = await opens("alice"), Person(rehearsal.workspace, "bob")
    answer = await LateAnswer.to(window, f"**/page/start?as={rehearsal.workspace.user('chiara').id}")
    await window.page.locator("#rail").get_by_role("link", name=re.compile("^Act as Chiara")).click()
    await answer.made.wait()
    await bob.invites(await bob.creates("made-meanwhile"), Person(rehearsal.workspace, "chiara"))
    answer.let_go.set()
    await window.goes_to("made-meanwhile")


async def test_who_changes_their_mind_while_it_loads_is_who_they_chose_last(
    opens: Opens, rehearsal: Rehearsal
) -> None:
    window = await opens("alice")
    answer = await LateAnswer.to(window, f"**/page/start?as={rehearsal.workspace.user('chiara').id}")
    await window.page.locator("#rail").get_by_role("link", name=re.compile("^Act as Chiara")).click()
    await answer.made.wait()
    await window.acts_as("Bob Lindqvist")
    answer.let_go.set()
    await window.types("it is me, Bob")
    await window.sees("it is me, Bob")
    await expect(window.page.locator("#sidebar .me-card")).to_contain_text("Bob Lindqvist")
    await expect(window.main.locator("article .by strong").last).to_have_text("Bob Lindqvist")
