"""A workspace of the size that a page must bear, and how long a window takes for what people do in it."""

from typing import Any

from playwright.async_api import Page

from tests.sandbox.page_fixtures import Browser

CHANNELS = 200
MESSAGES = 10_000
LARGE = "ml-platform"

_OPENS = """async (places) => {
    const frame = () => new Promise(requestAnimationFrame);
    const shows = ({ name, words }) =>
        document.querySelector("#main h1 .head-name")?.textContent === name &&
        [...document.querySelectorAll("#main article")].at(-1)?.textContent.includes(words);
    const taken = [];
    for (const place of places) {
        const begun = performance.now();
        location.hash = place.hash;
        do await frame(); while (!shows(place));
        taken.push(performance.now() - begun);
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return taken;
}"""

_TYPES = """async (words) => {
    const field = document.querySelector("#main .composer textarea");
    const taken = [];
    for (const sign of words) {
        const begun = performance.now();
        field.setRangeText(sign, field.value.length, field.value.length, "end");
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        document.body.getBoundingClientRect();
        taken.push(performance.now() - begun);
        await new Promise(requestAnimationFrame);
    }
    field.value = "";
    return taken;
}"""


def furnish(office: Browser) -> None:
    """A last message in the two channels that are looked at."""
    bob = office.workspace.user("bob")
    for name in ("general", LARGE):
        office.workspace.post(office.channel(name), bob, f"the last word in {name}")


def crowd(office: Browser) -> None:
    """Let there be many channels with something unread, and many messages in one."""
    workspace = office.workspace
    alice, bob = workspace.user("alice"), workspace.user("bob")
    for number in range(CHANNELS - len(workspace.channels)):
        channel = workspace.create_channel(f"place-{number}", bob)
        workspace.invite(channel, bob, [alice.id])
        workspace.post(channel, bob, f"look at this, <@{alice.id}>")
    for number in range(MESSAGES):
        words = f"word {number}: the *model* drifts in `shop_{number % 7}`, see <@{alice.id}> :eyes:"
        workspace.post(workspace.channel(LARGE), bob, words)


def place(office: Browser, name: str) -> dict[str, Any]:
    """Where a channel is, and how it is seen that it is shown."""
    last = next(reversed(office.channel(name).messages.values()))
    words = last.text.split("<")[0].split("*")[0].strip()
    return {"hash": f"#/alice/{office.channel(name).id}", "name": name, "words": words}


async def opening(page: Page, office: Browser, rounds: int) -> list[float]:
    """Milliseconds from wanting to see the channel to its being drawn, another one in between."""
    places = [place(office, name) for name in ("general", LARGE)] * rounds
    taken: list[float] = await page.evaluate(_OPENS, places)
    return taken[1::2]


async def typing(page: Page, words: str) -> list[float]:
    """Milliseconds that each key keeps the window busy."""
    taken: list[float] = await page.evaluate(_TYPES, words)
    return taken
