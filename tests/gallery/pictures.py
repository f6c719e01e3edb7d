"""Draws the gallery: every row with the simulated workspace's own page, both cases side by side."""

import asyncio
import json
import re
import shutil
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from html import escape
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page, async_playwright

from bot.domain.message import Outgoing
from bot.views.declaring import LINK
from tests.browser.conftest import FLAGS, NAMES
from tests.browser.window import Window
from tests.gallery import answers
from tests.gallery.case import BAD, Case
from tests.gallery.exhibit import Exhibit
from tests.gallery.rooms import ROOMS
from tests.sandbox.page_fixtures import Browser, open_page

SIZE = {"width": 1180, "height": 7000}
"""High enough for the longest message and form to be seen whole."""
CHANNEL = "general"
WORD = re.compile(r"[^\W_]+")
_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem; background: #f4f4f2; color: #222; }
.row { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; align-items: start; margin: 0 0 2rem; }
.row h3 { grid-column: 1 / -1; margin: 0; font: 600 14px ui-monospace, monospace; }
figure { margin: 0; } img { max-width: 100%; border: 1px solid #ccc; border-radius: 6px; background: #fff; }
figcaption { font-size: 13px; color: #555; overflow-wrap: anywhere; }
"""


def linked(blocks: Sequence[Any], channel: str) -> list[Any]:
    """The blocks with a channel where a link to one comes once there is one."""
    found: list[Any] = json.loads(json.dumps(list(blocks)).replace(LINK, f"<#{channel}>"))
    return found


class Painter:
    """Shows one thing after the other to Alice, and takes a picture of each."""

    def __init__(self, office: Browser, window: Window, folder: Path) -> None:
        self._office = office
        self._window = window
        self._folder = folder
        self._channel = office.channel(CHANNEL).id

    async def draw(self, name: str, exhibit: Exhibit, case: Case) -> tuple[str, str]:
        """Draw a row's case; return the picture's file and what a lock screen shows."""
        shown = exhibit.draw(case)
        file = f"{re.sub(r'[^a-z0-9]+', '-', name.casefold()).strip('-')}.png"
        if isinstance(shown, Outgoing):
            await self._message(shown, file)
            return file, shown.text
        await (self._home(shown, file) if shown["type"] == "home" else self._form(shown, file))
        return file, ""

    async def _message(self, shown: Outgoing, file: str) -> None:
        async with self._said(shown.text, linked(shown.blocks, self._channel)) as found:
            await self._takes(found, file)

    async def words(self, text: str, blocks: Sequence[Any]) -> list[str]:
        """The words of a message as the page shows them."""
        async with self._said(text, blocks) as found:
            await found.wait_for()
            return WORD.findall(await found.locator(".body").first.inner_text())

    async def beside(self) -> Page:
        """An empty page beside the workspace's."""
        context = await self._window.page.context.browser.new_context()  # type: ignore[union-attr]
        return await context.new_page()

    @asynccontextmanager
    async def _said(self, text: str, blocks: Sequence[Any]) -> AsyncIterator[Locator]:
        told = await self._calls("chat.postMessage", channel=self._channel, text=text, blocks=blocks)
        found = self._window.main.locator(f'article[data-ts="{told["ts"]}"]')
        yield found
        await self._calls("chat.delete", channel=self._channel, ts=told["ts"])
        await found.wait_for(state="detached")

    async def _form(self, view: dict[str, Any], file: str) -> None:
        await self._office.does("alice", "shortcut", callback_id="anywhere")
        await self._calls("views.open", trigger_id=self._office.bot.last["trigger_id"], view=view)
        await self._takes(self._window.form, file)
        await self._window.form.get_by_role("button", name="Close").first.click()
        await self._window.form.wait_for(state="detached")

    async def _home(self, view: dict[str, Any], file: str) -> None:
        await self._calls("views.publish", user_id=self._office.id("alice"), view=view)
        page = self._window.page
        await page.evaluate(f"location.hash = '#/alice/home/{self._office.app.app_id}'")
        await self._takes(page.locator(".home"), file)
        await self._window.goes_to(CHANNEL)

    async def _takes(self, found: Locator, file: str) -> None:
        await found.wait_for()
        await found.screenshot(path=self._folder / file, animations="disabled")

    async def _calls(self, method: str, **args: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._office.app.bot_token}"}
        url = self._office.server.api_url + method
        async with self._office.session.post(url, json=args, headers=headers) as response:
            answer: dict[str, Any] = await response.json()
        assert answer["ok"], f"{method}: {answer}"
        return answer


@asynccontextmanager
async def studio(folder: Path) -> AsyncIterator[tuple[Painter, Browser]]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise SystemExit("The gallery needs Chromium: install your system's package `chromium`.")
    async with open_page() as office, async_playwright() as driver:
        chromium = await driver.chromium.launch(executable_path=path, args=list(FLAGS))
        window = Window(await chromium.new_page(viewport=SIZE), office.page.address)  # type: ignore[arg-type]
        await window.open("alice")
        await window.goes_to(CHANNEL)
        yield Painter(office, window, folder), office
        await chromium.close()


async def draw(folder: Path, wanted: str = "") -> tuple[str, int]:
    """Draw all rows whose name holds `wanted`; return the page that joins them, and how many they are."""
    parts: list[str] = []
    count = 0
    async with studio(folder) as (painter, office):
        people = {"alice": office.id("alice"), "bob": office.id("bob"), "channel": office.channel(CHANNEL).id}
        cases = {"short": Case(**people), "worst": Case(BAD, **people)}
        for room, exhibits in (ROOMS | {"Refusals and answers": answers.EXHIBITS}).items():
            parts.append(f"<h2>{escape(room)}</h2>")
            for exhibit in (each for each in exhibits if wanted in each.name):
                figures = [
                    _figure(*await painter.draw(f"{exhibit.name} {kind}", exhibit, case), kind)
                    for kind, case in cases.items()
                ]
                parts.append(f'<div class="row"><h3>{escape(exhibit.name)}</h3>{"".join(figures)}</div>')
                count += 1
    style = f"<style>{_STYLE}</style>"
    page = f'<!doctype html><meta charset="utf-8"><title>Gallery</title>{style}'
    return page + "\n".join(parts), count


def _figure(file: str, text: str, kind: str) -> str:
    caption = f"{kind}{f', on a lock screen: {escape(text[:300])}' if text else ''}"
    return f'<figure><img src="{file}" alt="" loading="lazy"><figcaption>{caption}</figcaption></figure>'


def run(folder: str, wanted: str = "") -> None:
    """Draw, and say where it is."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    page, count = asyncio.run(draw(place, wanted))
    (place / "index.html").write_text(page, encoding="utf-8")
    sys.stdout.write(f"{count} rows drawn: {place.resolve() / 'index.html'}\n")
