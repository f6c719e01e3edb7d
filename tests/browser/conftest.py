"""A headless Chromium before the page of a rehearsal: the whole bot on a simulated workspace."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from bot.commands.rehearsal import Rehearsal
from bot.domain.policy import Policy
from tests.browser.window import PATIENCE, Window

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
Opens = Callable[..., Awaitable[Window]]

expect.set_options(timeout=PATIENCE * 1000)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The browser, one for all tests; without it they are skipped, saying what they need."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("needs Chromium: install your system's package, for example `apt install chromium`")
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def rehearsal(tmp_path: Path) -> AsyncIterator[Rehearsal]:
    """The bot on its workspace, on a free port."""
    running = Rehearsal(0, tmp_path, Policy())
    await running.start()
    try:
        yield running
    finally:
        await running.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def opens(chromium: Browser, rehearsal: Rehearsal) -> AsyncIterator[Opens]:
    """Opens a window on the rehearsal as somebody; no window may have seen a mistake of the page."""
    async with windows_on(chromium, lambda: rehearsal.page.address) as open_as:
        yield open_as


@asynccontextmanager
async def windows_on(chromium: Browser, address: Callable[[], str]) -> AsyncIterator[Opens]:
    """Opens windows, and closes them at the end."""
    windows: list[Window] = []

    async def open_as(person: str, *, width: int = 1280, height: int = 800, scheme: str = "light") -> Window:
        context = await chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]  # one of playwright's literals
        )
        context.set_default_timeout(PATIENCE * 1000)
        window = Window(await context.new_page(), address())
        windows.append(window)
        await window.open(person)
        return window

    yield open_as
    for window in windows:
        await window.page.context.close()
    assert [mistake for window in windows for mistake in window.mistakes] == []
