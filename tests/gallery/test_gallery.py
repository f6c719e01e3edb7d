"""Everything that people are shown stands in the gallery, and Slack takes all of it at its worst."""

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from bot.domain.message import Outgoing
from bot.sandbox.people import Person
from bot.views.room import MOST
from tests.gallery.case import BAD, Case
from tests.gallery.exhibit import Exhibit, Shown, builders
from tests.gallery.rooms import EXHIBITS
from tests.sandbox.delivery_fixtures import Json, Office, open_office
from tests.views.limits import CRUEL, length, reads, reads_view

MANY = "some words, and then more of them. "
NOTES = 500
"""Characters of what stands around the words that are counted."""
CASES = {"short": Case(), "worst": Case(BAD)}


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """A workspace with an app at its Web API."""
    async with open_office() as opened:
        yield opened


def test_every_builder_of_a_message_or_form_has_a_row() -> None:
    shown = {exhibit.name.partition(" (")[0] for exhibit in EXHIBITS}
    assert set(builders()) - shown == set(), "add rows to tests/gallery (see its __init__)"


def test_every_row_has_a_name_of_its_own() -> None:
    assert [name for name, count in Counter(e.name for e in EXHIBITS).items() if count > 1] == []


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda exhibit: exhibit.name)
def test_whatever_people_write_it_stays_within_slacks_limits(exhibit: Exhibit) -> None:
    for words in ("", BAD, *CRUEL):
        _read(exhibit.draw(Case(words)))


def test_no_message_is_longer_than_slack_takes_altogether() -> None:
    drawn = {
        (exhibit.name, words): exhibit.draw(Case(words)) for exhibit in EXHIBITS for words in (BAD, MANY)
    }
    lengths = {where: length(shown) for where, shown in drawn.items() if isinstance(shown, Outgoing)}
    assert {where: count for where, count in lengths.items() if count > MOST + NOTES} == {}


def _read(shown: Shown) -> str:
    return reads(shown) if isinstance(shown, Outgoing) else reads_view(shown)


@pytest.mark.parametrize("kind", CASES)
async def test_the_simulated_workspace_takes_every_message_form_and_home(kind: str, office: Office) -> None:
    alice = office.person("alice")
    refused = {}
    for exhibit in EXHIBITS:
        answer = await _given(office, alice, exhibit.draw(CASES[kind]))
        if not answer["ok"]:
            refused[exhibit.name] = answer
    assert refused == {}


async def _given(office: Office, alice: Person, shown: Shown) -> Json:
    """Post it, open it, or publish it."""
    if isinstance(shown, Outgoing):
        channel = office.workspace.channel("general").id
        blocks = list(shown.blocks)
        return await office.call("chat.postMessage", channel=channel, text=shown.text, blocks=blocks)
    if shown["type"] == "home":
        return await office.call("views.publish", user_id=alice.user.id, view=shown)
    await alice.runs("/raw hello", "general")
    trigger = office.bot.heard[-1].form["trigger_id"]
    answer = await office.call("views.open", trigger_id=trigger, view=shown)
    if answer["ok"]:
        await alice.closes_view()
    return answer
