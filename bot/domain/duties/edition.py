"""Which edition of the catalogue an incident's deadlines follow, and what another one would change."""

from collections.abc import Iterable

from bot.domain.duties.deadline import Deadline, Key
from bot.domain.value import Value

_SEEN = ("state", "starts_at", "due_at", "legal_latest", "internal_target_at", "superseded_because")
"""What of a deadline moves only when somebody accepts it; words about it follow by themselves."""


class Edition(Value):
    """What an incident's clocks were worked out by.

    Attributes:
        accepted: the catalogue and profiles that they follow.
        proposed: another edition that would change some of them, and waits for somebody to accept it.
        held: the duties that stay as they are until then.
    """

    incident: int
    accepted: str
    proposed: str | None = None
    held: tuple[Key, ...] = ()


def moved_by(changed: Iterable[Deadline], known: Iterable[Deadline]) -> tuple[Key, ...]:
    """The duties that an edition would change so that people have to look at it."""
    before = {each.number: each for each in known}
    return tuple(after.key for after in changed if _moves(before.get(after.number), after))


def _moves(before: Deadline | None, after: Deadline) -> bool:
    return before is None or any(getattr(before, name) != getattr(after, name) for name in _SEEN)
