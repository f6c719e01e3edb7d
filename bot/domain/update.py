"""A stakeholder update: conditions, actions, needs, and when the next one comes."""

from bot.domain.value import Instant, Value


class Update(Value):
    """What stakeholders were told, by whom and when; `number` counts within its incident, from 1."""

    incident: int
    number: int
    conditions: str
    actions: str = ""
    needs: str = ""
    posted_by: str
    posted_at: Instant
    next_due_at: Instant | None = None
