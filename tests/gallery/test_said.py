"""Every refusal and every answer that is a plain sentence can be looked at, and says what it has to."""

import re
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from bot.domain.message import Outgoing
from bot.views.blocks import sentence
from tests.gallery.case import BAD, Case
from tests.gallery.said import REFUSALS, Said, said
from tests.gallery.samples import samples
from tests.views.limits import CRUEL, reads

MOST = 260
"""Characters of a sentence that somebody reads at three in the morning."""
_ACTS = (
    "add|answer|ask|change|choose|go on|invite|join|name|pick|say|shorten|submit|take|tap|tell|try|use|write"
)
_WAY_OUT = re.compile(rf"`|\b({_ACTS})\b", re.IGNORECASE)
_NEEDS_NONE = ("NothingChanged", "answer")
"""Where everything is as it was wished, there is nothing to do."""
_DATE = re.compile(r"<!date\^[^>]*\|([^>]*)>")
_WHOLE = re.compile(r"[A-Z*“`<].*[.?]$", re.DOTALL)
_SLIP = re.compile(r"[{}]|None(?! of)|  | :\s|\.\.|:\s*\.| \.")


@cache
def _plain() -> tuple[Said, ...]:
    """What is a plain sentence; looked for by the tests that want it, and not by whoever collects them."""
    return tuple(each for each in said() if not each.is_drawn)


def _read(each: Said, case: Case) -> Iterator[str]:
    for words in each.read(samples(case, each.module)):
        yield words.text if isinstance(words, Outgoing) else words


def _short(only: Callable[[Said], bool] = bool) -> dict[str, str]:
    """What is read, by where it is said."""
    return {
        f"{each.name} {number}": _DATE.sub(r"\1", words)
        for each in filter(only, _plain())
        for number, words in enumerate(_read(each, Case()))
    }


def test_refusals_and_answers_are_found_in_all_layers() -> None:
    kinds = {each.kind for each in _plain()}
    assert {"NotAllowed", "NotNow", "NothingChanged", "WrongUse", "UnknownWord", "answer"} <= kinds
    layers = {".".join(each.module.split(".")[:2]) for each in _plain()}
    assert {"bot.domain", "bot.services", "bot.views", "handlers.refusals", "handlers.triage"} <= layers


def test_each_begins_and_ends_as_a_sentence_and_holds_no_slip() -> None:
    wrong = {
        where: words
        for where, words in _short().items()
        if not _WHOLE.match(words) or _SLIP.search(words.replace("{reference}", "1f"))
    }
    assert wrong == {}


def test_each_is_short_enough_to_be_read_at_night() -> None:
    said_here = _short(lambda each: each.kind in REFUSALS or each.module.startswith("handlers."))
    assert {where: words for where, words in said_here.items() if len(words) > MOST} == {}


def test_each_refusal_says_the_way_out() -> None:
    refused = _short(lambda each: each.kind not in _NEEDS_NONE)
    assert {where: words for where, words in refused.items() if not _WAY_OUT.search(words)} == {}


@pytest.mark.parametrize("typed", [BAD, *CRUEL], ids=lambda typed: typed[:10])
def test_whatever_was_typed_it_stays_within_slacks_limits_and_calls_nobody(typed: str) -> None:
    case = Case(typed)
    for each in _plain():
        for words in _read(each, case):
            reads(sentence(words))
