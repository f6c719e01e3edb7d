"""How quick the page is with 200 channels and 10,000 messages in one, beside an empty workspace.

python -m tests.browser.benchmark
"""

import asyncio
import shutil
import statistics
import sys

from playwright.async_api import Browser as Chromium
from playwright.async_api import async_playwright

from tests.browser.conftest import FLAGS, NAMES
from tests.browser.crowd import CHANNELS, LARGE, MESSAGES, crowd, furnish, opening, typing
from tests.browser.window import Window
from tests.sandbox.page_fixtures import Browser, open_page

ROUNDS = 15
WORDS = "it was built from the draft page, says @bob in #general :eyes and so on"


async def look(chromium: Chromium, office: Browser) -> dict[str, float]:
    """One window's figures; the first rounds warm it up."""
    context = await chromium.new_context(viewport={"width": 1280, "height": 800})
    window = Window(await context.new_page(), office.page.address)
    await window.open("alice")
    await opening(window.page, office, 3)
    opened = sorted(await opening(window.page, office, ROUNDS))
    typed = sorted(await typing(window.page, WORDS))
    nodes: int = await window.page.evaluate("document.querySelectorAll('*').length")
    await context.close()
    return {
        "opening a channel, median (ms)": statistics.median(opened),
        "opening a channel, slowest (ms)": opened[-1],
        "a key, median (ms)": statistics.median(typed),
        "a key, slowest (ms)": typed[-1],
        "elements in the page": nodes,
    }


async def main() -> None:
    """Print both, and how many times as much the large one takes."""
    path = next(filter(None, map(shutil.which, NAMES)))
    async with async_playwright() as driver, open_page() as office:
        chromium = await driver.chromium.launch(executable_path=path, args=list(FLAGS))
        furnish(office)
        small = await look(chromium, office)
        crowd(office)
        large = await look(chromium, office)
        await chromium.close()
    title = f"{CHANNELS} channels, {MESSAGES:,} messages in #{LARGE}"
    sys.stdout.write(f"{'':34}{'empty':>10}{'large':>10}{'ratio':>8}   (large: {title})\n")
    for name, before in small.items():
        ratio = large[name] / before if before else 0
        sys.stdout.write(f"{name:34}{before:10.1f}{large[name]:10.1f}{ratio:8.1f}\n")


if __name__ == "__main__":
    asyncio.run(main())
