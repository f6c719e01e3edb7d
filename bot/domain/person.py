"""What the bot learnt about a person of the workspace, kept so that it need not ask Slack each time."""

from bot.domain.actor import Actor
from bot.domain.value import Instant, Value


class Person(Value):
    """One member of the workspace, or a guest or bot in it, as Slack described them at `fetched_at`.

    Attributes:
        name: how people see them named.
        handle: the short name that people type after an @; unique on the workspace, and seldom shown.
    """

    user_id: str
    name: str
    handle: str = ""
    zone: str = "UTC"
    is_bot: bool = False
    is_guest: bool = False
    deleted: bool = False
    fetched_at: Instant

    @property
    def may_hold_a_role(self) -> bool:
        """Whether it is a person of the organisation who is still there."""
        return not (self.is_bot or self.is_guest or self.deleted)

    def as_actor(self) -> Actor:
        """The person as somebody who acts."""
        return Actor(user_id=self.user_id, zone=self.zone, is_guest=self.is_guest)
