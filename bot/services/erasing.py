"""Erases words from the record: looked for first, then taken out together, and that it was done is recorded.

What is looked for is read without holding anybody up; what came in meanwhile is not touched.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.effect import EffectKind
from bot.domain.erasing import Copy, Wish, copies_of, spans
from bot.domain.event import Change, WordsErased
from bot.domain.incident import Incident
from bot.services import effects
from bot.services.unit import Unit
from storage import Repositories

REPEATED = timedelta(hours=2)
"""For how long Slack may deliver a command again, which is then answered as before."""

_AT_ONCE = 500


@dataclass(frozen=True)
class Findings:
    """What a wish comes to in one incident.

    Attributes:
        incident: as it was looked at.
        sequences: the entries whose words go.
        kinds: how many of them are of each kind.
        copies: where those words stand once more.
        left: that person's acts that stay, by kind.
        in_view: whether title or summary have the text too; people change those in Slack.
        unsent: how many effects wait to go to Slack with whatever words they have.
    """

    incident: Incident
    sequences: tuple[int, ...]
    kinds: Mapping[str, int]
    copies: tuple[Copy, ...]
    left: Mapping[str, int]
    in_view: bool
    unsent: int


async def look(repositories: Repositories, incident: Incident, wish: Wish) -> Findings:
    """Look for what a wish concerns in an incident."""
    sequences: list[int] = []
    copies: list[Copy] = []
    kinds, left = Counter[str](), Counter[str]()
    async for entry in repositories.timeline.stream(incident.number):
        if wish.takes(entry):
            sequences.append(entry.sequence)
            kinds[entry.kind] += 1
            copies += copies_of(entry)
        elif wish.leaves(entry):
            left[entry.kind] += 1
    return Findings(
        incident,
        tuple(sequences),
        kinds,
        tuple(dict.fromkeys(copies)),
        left,
        _is_in_view(incident, wish),
        await repositories.erasures.unsent(incident.number),
    )


async def carry_out(unit: Unit, findings: Findings, *, whose: str | None, because: str) -> Incident:
    """Take the words out everywhere, record that it was done, and let what Slack shows follow."""
    number = findings.incident.number
    incident = await unit.repositories.incidents.lock(number)
    if incident is None or not findings.sequences:
        return findings.incident
    await unit.repositories.erasures.overwrite()
    count = 0
    for some in _batches(findings.sequences):
        count += await unit.repositories.timeline.erase(number, some)
    for copy in findings.copies:
        await unit.repositories.erasures.copy(number, copy)
    await unit.repositories.erasures.sent(number)
    await unit.repositories.erasures.answers(unit.at - REPEATED)
    event = WordsErased(whose=whose, count=count, entries=spans(findings.sequences), because=because)
    now = await unit.record(Change(incident=incident, events=(event,)), quietly=True)
    if findings.copies and now.places.channel_id is not None and not now.status.is_over:
        card = [each for each in effects.surfaces(now, unit.at) if each.kind is not EffectKind.TOPIC]
        await unit.put(*card)
    return now


def _batches(sequences: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(sequences), _AT_ONCE):
        yield sequences[start : start + _AT_ONCE]


def _is_in_view(incident: Incident, wish: Wish) -> bool:
    if wish.containing is None:
        return False
    shown = "\n".join([incident.title, incident.summary or "", *incident.affected_systems])
    return wish.containing.casefold() in shown.casefold()
