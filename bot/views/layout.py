"""Files of any length: what stands around the entries, and how each entry is written as it is read."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from bot.domain.export import TimelinePart
from bot.domain.timeline import Order


@dataclass(frozen=True)
class Slot:
    """Where entries stand in a file.

    Attributes:
        write: returns an entry as it is written after the one before (None: it is the first).
        opening: what stands before the first; nothing where there is none.
        closing: what stands after the last.
    """

    order: Order
    write: Callable[[TimelinePart, TimelinePart | None], str]
    opening: str = ""
    closing: str = ""


Layout = Sequence[str | Slot]
Entries = Callable[[Order], AsyncIterator[TimelinePart]]


async def written(layout: Layout, entries: Entries) -> AsyncIterator[str]:
    """Yield a file piece by piece; of the entries only the one at hand and the one before are held."""
    for piece in layout:
        if isinstance(piece, str):
            yield piece
            continue
        before: TimelinePart | None = None
        async for entry in entries(piece.order):
            yield ("" if before else piece.opening) + piece.write(entry, before)
            before = entry
        if before is not None:
            yield piece.closing
