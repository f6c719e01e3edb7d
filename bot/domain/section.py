"""What every part of the configuration has in common."""

from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationInfo

STRICT = ConfigDict(frozen=True, extra="forbid")
"""Frozen, and a key that nobody reads is refused."""


def keep_other_defaults(cls: type[BaseModel], value: Any, info: ValidationInfo) -> Any:
    """A table that is given in part keeps its other defaults."""
    default = cls.model_fields[info.field_name or ""].get_default()
    if isinstance(value, dict) and isinstance(default, dict):
        return {**default, **value}
    return value
