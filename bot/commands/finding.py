"""One thing that `check` looked at."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """One thing looked at: `fail` keeps serve from working, `note` is worth mending, `ok` is fine."""

    state: Literal["ok", "note", "fail"]
    text: str
    remedy: str = ""
