"""One window on the page: what a person does with mouse and keyboard, and what they then see."""

import re

from playwright.async_api import ConsoleMessage, Locator, Page

PATIENCE = 20
"""Seconds for what is certain to come; only a failing test waits so long."""


class Window:
    """A window of a person; `mistakes` are errors of the page's own."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.mistakes: list[str] = []
        self._address = address
        page.on("pageerror", lambda error: self.mistakes.append(str(error)))
        page.on("console", self._heard)

    def _heard(self, message: ConsoleMessage) -> None:
        # A refused act is an answer with status 400, which the browser reports by itself.
        if message.type == "error" and "status of 400" not in message.text:
            self.mistakes.append(message.text)

    async def open(self, person: str) -> None:
        """Open the printed address, as this person."""
        await self.page.goto(f"{self._address}#/{person}")
        await self.composer.wait_for()

    @property
    def main(self) -> Locator:
        """The channel, or the Home tab."""
        return self.page.locator("#main")

    @property
    def composer(self) -> Locator:
        """Where one writes into the channel."""
        return self.main.locator(".composer textarea")

    @property
    def form(self) -> Locator:
        """The form on top."""
        return self.page.get_by_role("dialog")

    def message(self, words: str) -> Locator:
        """The last message that holds these words."""
        return self.main.locator("article", has_text=words).last

    async def sees(self, words: str) -> Locator:
        """Wait for a message with these words in the channel."""
        found = self.message(words)
        await found.wait_for()
        return found

    async def types(self, text: str) -> None:
        """Write into the composer key by key, and send."""
        await self.composer.press_sequentially(text)
        await self.composer.press("Enter")

    async def acts_as(self, shown: str) -> None:
        """Turn into somebody else with one click."""
        await self.page.locator("#rail").get_by_role("link", name=re.compile(f"^Act as {shown}")).click()
        await self.page.locator("#sidebar .me-card", has_text=shown).wait_for()

    async def goes_to(self, channel: str) -> None:
        """Open the channel whose name begins so, from the sidebar."""
        link = self.page.locator("#sidebar").get_by_role("link", name=re.compile(f"^{channel}"))
        await link.first.click()
        await self.main.get_by_role("heading", level=1, name=re.compile(f"^{channel}")).wait_for()

    async def presses(self, label: str, words: str = "") -> None:
        """Press a button in the last message that has it (and holds `words`)."""
        messages = self.main.locator("article", has_text=words or None)
        await messages.locator("button", has_text=re.compile(f"^{re.escape(label)}$")).last.click()

    async def lets_pass(self, step: str) -> None:
        """Move time by one of the buttons over the page."""
        await self.page.locator("#top").get_by_role("button", name=step, exact=True).click()

    async def toast(self) -> str:
        """The words of the newest notice."""
        found = self.page.locator("#toasts .toast").last
        await found.wait_for()
        return await found.inner_text()
