"""What was asked of the Web API, by whom, and what became of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass
class CallRecord:
    """One call; `outcome` is ok, an error code, or the fault that struck (`http_429`, `lost_after`, …)."""

    method: str
    at: datetime
    args: dict[str, Any] = field(default_factory=dict)
    app: str = ""
    outcome: str = ""
    answer: dict[str, Any] | None = None
