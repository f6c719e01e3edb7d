"""Finds the name somebody meant among those that are known."""

import difflib
from collections.abc import Iterable

_ALIKE = 0.4
_TELLING = 3
"""So many letters of a name say something; fewer are in almost any."""


def closest(word: str, choices: Iterable[str]) -> str | None:
    """The known name most like the word, in any case; one that contains it goes before one spelt like it."""
    by_folded = {choice.casefold(): choice for choice in choices}
    folded = word.strip().casefold()
    containing = [known for known in by_folded if len(folded) >= _TELLING and folded in known]
    near = difflib.get_close_matches(folded, containing or by_folded, n=1, cutoff=0 if containing else _ALIKE)
    return by_folded[near[0]] if near else None
