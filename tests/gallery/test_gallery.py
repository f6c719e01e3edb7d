"""Everything that people are shown stands in the gallery, and Slack takes all of it at its worst."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.domain.message import Outgoing
from tests.gallery.case import BAD, Case
from tests.gallery.exhibit import Exhibit, Shown, builders
from tests.gallery.rooms import EXHIBITS
from tests.sandbox.web_api_fixtures import Api, open_api
from tests.views.limits import CRUEL, reads, reads_view

CASES = {"short": Case(), "worst": Case(BAD)}


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    """A workspace with an app at its Web API."""
    async with open_api() as opened:
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


def _read(shown: Shown) -> str:
    return reads(shown) if isinstance(shown, Outgoing) else reads_view(shown)


@pytest.mark.parametrize("kind", CASES)
async def test_the_simulated_workspace_takes_every_message(kind: str, api: Api) -> None:
    channel = await api.channel()
    for exhibit in EXHIBITS:
        shown = exhibit.draw(CASES[kind])
        if isinstance(shown, Outgoing):
            answer = await api.ask("chat.postMessage", channel=channel, **_content(shown))
            assert answer["ok"], f"{exhibit.name}: {answer}"


def _content(shown: Outgoing) -> dict[str, Any]:
    return {"text": shown.text, "blocks": list(shown.blocks)}
