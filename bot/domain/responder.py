"""Who holds, or held, a role in an incident."""

from bot.domain.role import Role
from bot.domain.value import Instant, Value


class Holding(Value):
    """One person's time in a role; the whole history is kept."""

    role: Role
    user_id: str
    assigned_by: str
    assigned_at: Instant
    released_at: Instant | None = None

    @property
    def is_current(self) -> bool:
        """Whether the person holds the role now."""
        return self.released_at is None
