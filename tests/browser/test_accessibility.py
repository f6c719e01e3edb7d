"""axe-core looks at the main views, dark and light, wide and narrow: it finds nothing serious."""

import re
from collections.abc import Awaitable, Callable

import pytest
from axe_playwright_python.async_playwright import Axe

from tests.browser.conftest import Opens
from tests.browser.window import Window

# The browser lives in one event loop from the first test to the last.
pytestmark = pytest.mark.asyncio(loop_scope="session")

GRAVE = ("serious", "critical")
Look = Callable[[Window, str], Awaitable[None]]


async def finds_nothing(window: Window, view: str) -> None:
    """Let axe-core look at what is shown now."""
    # What is fading in has not its colours yet.
    await window.page.evaluate(
        "Promise.all(document.getAnimations().map((each) => each.finished.catch(() => 0)))"
    )
    report = await Axe().run(window.page)
    found = [
        f"{view}: {each['impact']} {each['id']}: {node['html'][:160]}\n    {node['failureSummary']}"
        for each in report.response["violations"]
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]
    assert not found, "\n".join(found)


async def begins(window: Window) -> None:
    """A fresh workspace, the finder, a step of the tour."""
    await finds_nothing(window, "fresh workspace")
    await window.page.keyboard.press("Control+k")
    await window.page.keyboard.type("in")
    await window.page.get_by_role("option").first.wait_for()
    await finds_nothing(window, "finder")
    await window.page.keyboard.press("Escape")
    await window.main.get_by_role("button", name=re.compile("^Take the tour")).click()
    await window.sees("the refund that our chatbot promised")
    await window.page.get_by_role("complementary", name="Guided tour").get_by_role("heading").wait_for()
    await finds_nothing(window, "tour")
    await window.page.get_by_role("button", name="Skip the tour").click()


async def has_an_incident(window: Window) -> None:
    """The incident's channel with card and triage, a message's tools and menu, a thread, what is new."""
    await window.types("/incident declare sev1 Refunds that nobody gave")
    await window.goes_to("inc-1")
    await window.sees("Triage")
    await window.presses("Take command")
    await window.sees("took the role of commander")
    await window.types("see *the index* `refunds.md` @bob :fire:")
    said = await window.sees("refunds.md")
    await said.hover()
    await said.get_by_role("button", name="React with pushpin").click()
    await said.locator(".reaction").wait_for()
    await finds_nothing(window, "incident")
    await said.get_by_role("button", name="More actions").click()
    await finds_nothing(window, "message menu")
    await window.page.keyboard.press("Escape")
    await said.hover()
    await said.get_by_role("button", name="Reply in a thread").click()
    await window.page.locator("#thread article").wait_for()
    await finds_nothing(window, "thread")
    await window.page.get_by_role("button", name="Close the thread").click()
    await window.composer.press_sequentially("/incident ")
    await finds_nothing(window, "completion")
    await window.composer.fill("")


async def fills_a_form(window: Window) -> None:
    """A form with its complaints, and a menu open in it."""
    await window.types("/incident declare")
    await window.form.get_by_role("button", name="Declare", exact=True).click()
    await window.form.locator(".complaint").wait_for()
    await finds_nothing(window, "form")
    await window.form.locator(".picker").first.click()
    await window.page.get_by_role("option").first.wait_for()
    await finds_nothing(window, "menu in a form")
    await window.page.keyboard.press("Escape")
    await window.page.keyboard.press("Escape")
    await window.form.wait_for(state="detached")


async def looks_home(window: Window) -> None:
    """The app's Home tab, and a notice."""
    await window.page.evaluate(
        "import('/static/toasts.js').then((m) => m.toast('It did not work.', 'error'))"
    )
    await window.page.locator("#sidebar").get_by_role("link", name="Incident Bot").click()
    await window.main.get_by_role("tab", name="Home").click()
    await window.main.get_by_role("button", name="Declare an incident").wait_for()
    await finds_nothing(window, "Home and a notice")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_nothing_serious_is_found_in_the_main_views(opens: Opens, scheme: str) -> None:
    window = await opens("alice", scheme=scheme)
    for view in (begins, has_an_incident, fills_a_form, looks_home):
        await view(window)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_nothing_serious_is_found_on_a_telephone(opens: Opens, scheme: str) -> None:
    window = await opens("alice", width=390, height=844, scheme=scheme)
    await finds_nothing(window, "narrow")
    await window.page.get_by_role("button", name="Channels and people").click()
    await finds_nothing(window, "drawer")
    await window.page.locator("#sidebar").get_by_role("link", name="general").click()
    await window.main.get_by_role("heading", level=1, name="general").wait_for()
    await window.types("hello")
    await window.sees("hello")
    await finds_nothing(window, "narrow with a message")
