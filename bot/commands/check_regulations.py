"""Looks at the catalogue of regulatory clocks: how old it is, and what the organisation has not answered."""

from collections.abc import Iterator
from datetime import date

from bot.catalogue import Catalogue
from bot.commands.finding import Finding
from bot.domain.regulation.answer import Answer
from bot.domain.regulation.regulations import STALE_AFTER
from bot.domain.words import count_in_words


def regulations(catalogue: Catalogue, today: date) -> Iterator[Finding]:
    """Yield whether the laws may have changed since they were looked up, and unanswered standing facts."""
    known = catalogue.regulations
    compiled = f"regulations: the catalogue was compiled on {known.meta.compiled_on}"
    if known.stale(today):
        yield Finding(
            "note",
            f"{compiled}, over {STALE_AFTER.days} days ago.",
            "Install a newer release, or check its watch list and put what changed into your own file.",
        )
    else:
        yield Finding("ok", f"{compiled}.")
    standing = known.standing_facts
    for profile in catalogue.profiles:
        open_facts = [f for f, answer in profile.answers(standing).items() if answer is Answer.UNKNOWN]
        if open_facts:
            number = count_in_words(len(open_facts), "standing fact")
            yield Finding(
                "note",
                f"regulations: {number} of {profile.name} not answered; each proposes its clocks.",
                f"Answer them in the file of profiles, beginning with `{open_facts[0]}`.",
            )
