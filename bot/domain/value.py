"""The base of every value: frozen, strict about names, compared by content."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict


def _in_utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A point in time: aware, kept in UTC; a naive one is refused."""


class Value(BaseModel):
    """A frozen value; a changed one is a new one."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)
