"""Refusals and answers that are plain sentences, a row for each module that says them."""

from itertools import groupby

from bot.domain.message import Outgoing
from bot.views.blocks import outgoing, section
from tests.gallery.case import Case
from tests.gallery.exhibit import Exhibit
from tests.gallery.said import said
from tests.gallery.samples import samples


def chapter(module: str, case: Case) -> Outgoing:
    """Return all that a module says, one below the other."""
    found = [each for each in said() if each.module == module and not each.is_drawn]
    read = (words for each in found for words in each.read(samples(case, module)))
    texts = dict.fromkeys(words.text if isinstance(words, Outgoing) else words for words in read)
    return outgoing("; ".join(texts), [section(text) for text in texts])


def _exhibit(module: str) -> Exhibit:
    return Exhibit(chapter, lambda case: chapter(module, case), module)


EXHIBITS = tuple(
    _exhibit(module)
    for module, found in groupby(said(), lambda each: each.module)
    if not all(each.is_drawn for each in found)
)
