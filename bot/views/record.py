"""The machine-readable form of an incident as a JSON text."""

from bot.domain.export import Export, TimelinePart
from bot.domain.timeline import Order
from bot.views.layout import Layout, Slot

_NO_ENTRIES = '\n  "timeline": []'


def record(export: Export) -> Layout:
    """Return the layout of the json form; the export itself comes without its entries."""
    before, _, after = export.model_dump_json(indent=2).partition(_NO_ENTRIES)
    begins = _NO_ENTRIES.removesuffix("]")
    return [before + begins, Slot(Order.BY_NUMBER, _entry, "\n    ", "\n  "), f"]{after}\n"]


def _entry(entry: TimelinePart, before: TimelinePart | None) -> str:
    # Line breaks within words are escaped in JSON, so these are between fields.
    text = entry.model_dump_json(indent=2).replace("\n", "\n    ")
    return f",\n    {text}" if before else text
