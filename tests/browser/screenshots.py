"""Makes the README's pictures anew: the real bot on the simulated workspace, in a headless Chromium.

    python -m tests.browser.screenshots

It needs fonts with emoji and Japanese, or the pictures have empty boxes: on Debian fonts-noto-core,
fonts-noto-color-emoji and fonts-ipafont-gothic. The people, their words and the time are always the same.
"""

import asyncio
import base64
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from bot.clock import MovableClock
from bot.commands.rehearsal import Rehearsal
from bot.domain.policy import Policy
from bot.telemetry import set_up_logging
from tests.browser.conftest import FLAGS, NAMES
from tests.browser.window import PATIENCE, Window

FOLDER = Path(__file__).parents[2] / "docs" / "images"
MOST_BYTES = 150_000
QUALITY = 0.75
MORNING = datetime(2023, 3, 20, 15, 0, tzinfo=UTC)
"""Shortly before the example's first report, so that it is played on its own day."""

_AS_WEBP = """async ([picture, quality]) => {
    const bytes = Uint8Array.from(atob(picture), (sign) => sign.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    const blob = await canvas.convertToBlob({ type: "image/webp", quality });
    const all = new Uint8Array(await blob.arrayBuffer());
    return btoa([...all].map((byte) => String.fromCharCode(byte)).join(""));
}"""


@asynccontextmanager
async def rehearsed() -> AsyncIterator[Rehearsal]:
    """A workspace whose time stands still unless it is moved."""
    with tempfile.TemporaryDirectory() as folder:
        running = Rehearsal(0, Path(folder), Policy(), clock=MovableClock(MORNING))
        await running.start()
        try:
            yield running
        finally:
            await running.stop()


async def opened(chromium: Browser, rehearsal: Rehearsal, *, width: int, height: int, scheme: str) -> Window:
    """Alice's window, sharp on fine screens."""
    context = await chromium.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=1.5,
        color_scheme=scheme,  # type: ignore[arg-type]  # one of playwright's literals
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE * 1000)
    window = Window(await context.new_page(), rehearsal.page.address)
    await window.open("alice")
    return window


async def take(chromium: Browser, window: Window, name: str) -> None:
    """Keep what the window shows."""
    await window.page.evaluate("document.activeElement.blur()")
    await window.page.mouse.move(0, 0)
    png = await window.page.screenshot(animations="disabled")
    blank = await chromium.new_page()
    webp = base64.b64decode(await blank.evaluate(_AS_WEBP, [base64.b64encode(png).decode(), QUALITY]))
    await blank.close()
    if len(webp) > MOST_BYTES:
        raise SystemExit(f"{name} has {len(webp)} bytes; the README wants at most {MOST_BYTES}.")
    (FOLDER / name).write_bytes(webp)
    sys.stdout.write(f"{FOLDER / name}: {len(webp)} bytes\n")


async def the_incident(chromium: Browser) -> None:
    """The prepared example, contained: the card, who has which role, what is said."""
    async with rehearsed() as rehearsal:
        story = rehearsal.page.hooks
        assert story.play is not None
        channel = await story.play("chatgpt_2023_03_20", "contained")
        window = await opened(chromium, rehearsal, width=1280, height=800, scheme="light")
        await window.page.evaluate("place => { location.hash = place; }", f"#/alice/{channel}")
        await window.sees("The service is offline since 10:00")
        await window.main.locator(".scroller").evaluate("node => { node.scrollTop = 0; }")
        await window.main.locator("article.pinned").first.scroll_into_view_if_needed()
        await take(chromium, window, "incident.webp")


async def triage_and_reminder(chromium: Browser) -> None:
    """The tour's third step, answered; and its fourth on a telephone, with a reminder."""
    async with rehearsed() as rehearsal:
        tour = rehearsal.page.hooks.tour
        assert tour is not None
        for step in range(3):
            channel = await tour.begin(step)
            await tour.do(step)
        window = await opened(chromium, rehearsal, width=1280, height=800, scheme="dark")
        await window.page.evaluate("place => { location.hash = place; }", f"#/alice/{channel}")
        await (await window.sees("The answers suggest")).get_by_text("Keep").scroll_into_view_if_needed()
        await take(chromium, window, "triage.webp")

        await tour.begin(3)
        narrow = await opened(chromium, rehearsal, width=390, height=800, scheme="light")
        await narrow.page.evaluate("place => { location.hash = place; }", f"#/alice/{channel}")
        await narrow.sees("Found it")
        await take(chromium, narrow, "telephone.webp")


async def main() -> None:
    """All of them."""
    set_up_logging("console", "WARNING")
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = next(filter(None, map(shutil.which, NAMES)))
    async with async_playwright() as driver:
        chromium = await driver.chromium.launch(executable_path=path, args=list(FLAGS))
        await the_incident(chromium)
        await triage_and_reminder(chromium)
        await chromium.close()


if __name__ == "__main__":
    asyncio.run(main())
