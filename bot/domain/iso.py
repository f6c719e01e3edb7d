"""An instant as other programs read it."""

from datetime import datetime
from typing import Annotated

from pydantic import PlainSerializer, WithJsonSchema

from bot.domain.value import Instant


def _iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


_ISO_SCHEMA = {"type": "string", "format": "date-time", "pattern": "Z$"}
Iso = Annotated[Instant, PlainSerializer(_iso, when_used="json"), WithJsonSchema(_ISO_SCHEMA)]
"""An instant, in ISO 8601, in UTC, with a Z."""
