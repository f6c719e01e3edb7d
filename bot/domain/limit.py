"""How often something may be done."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """At most so many calls in any so many seconds."""

    name: str
    most: int
    seconds: float
