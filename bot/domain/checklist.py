"""What a role has to see to: items that are ticked, each by a named person."""

from bot.domain.role import Role
from bot.domain.value import Instant, Value


class ChecklistItem(Value):
    """One item of a role's checklist in an incident; `key` names it whatever its words become."""

    incident: int
    role: Role
    key: str
    text: str
    done_by: str | None = None
    done_at: Instant | None = None
