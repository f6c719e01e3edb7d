"""Reads the filled-in form of a declaration; what cannot be read is said under its field."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.catalogue import Catalogue
from bot.domain.changes.lifecycle import Declaration, clean_title
from bot.domain.detection import DetectionSource
from bot.domain.errors import IncidentError
from bot.domain.incident import Certainty
from bot.domain.severity import Severity
from bot.domain.systems import read_systems
from bot.domain.when import Moment, parse_when
from bot.views import declare_form as form
from bot.views.form import Filled
from bot.views.origin import Origin


@contextmanager
def under(field: str) -> Iterator[None]:
    """Let what is refused within be said under a field of the form."""
    try:
        yield
    except IncidentError as error:
        error.field = field
        raise


def declaration_of(
    view: dict[str, Any], origin: Origin, catalogue: Catalogue, *, zone: ZoneInfo, at: datetime
) -> Declaration:
    """Return what was filled in.

    Raises:
        IncidentError: something cannot be read; it names the field.
    """
    filled = Filled(view)
    with under(form.TITLE):
        title = clean_title(filled.text(form.TITLE))
    began = _began(filled, zone, at)
    with under(form.SYSTEMS):
        systems = read_systems(filled.text(form.SYSTEMS))
    chosen = filled.chosen(form.CATEGORY)
    subtype = catalogue.taxonomy.subtype(chosen) if chosen else None
    severity, source = filled.chosen(form.SEVERITY), filled.chosen(form.SOURCE)
    special = filled.ticked(form.KIND)
    return Declaration(
        title=title,
        severity=Severity(severity) if severity else None,
        category=subtype.category if subtype else None,
        subtype=subtype.id if subtype else None,
        detection_source=DetectionSource(source) if source else None,
        summary=filled.text(form.SEEN) or None,
        started_at=began.at if began else None,
        started_certainty=began.certainty if began else Certainty.UNKNOWN,
        affected_systems=systems,
        private=form.PRIVATE in special,
        drill=form.DRILL in special,
        origin_channel_id=origin.c,
    )


def _began(filled: Filled, zone: ZoneInfo, at: datetime) -> Moment | None:
    written = filled.text(form.BEGAN)
    if not written or written.casefold().strip(" ?.") in ("", "unknown", "not known", "no idea"):
        return None
    with under(form.BEGAN):
        return parse_when(written, zone, at)
