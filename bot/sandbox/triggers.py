"""Hands out trigger ids: proof that a person just acted, good for one modal within three real seconds."""

import secrets
import time
from dataclasses import dataclass, field

from bot.sandbox.delivery_rules import DeliveryRules
from bot.sandbox.entities import App, User
from bot.sandbox.errors import SlackError


@dataclass(eq=False)
class Trigger:
    """What somebody did, for one app; `view_id` when it was done inside a modal."""

    app_id: str
    user: User
    view_id: str | None
    issued_at: float = field(default_factory=time.monotonic)
    used: bool = False


class Triggers:
    """All trigger ids of a workspace."""

    def __init__(self, rules: DeliveryRules) -> None:
        self._rules = rules
        self._triggers: dict[str, Trigger] = {}

    def issue(self, app: App, user: User, view_id: str | None = None) -> str:
        """A fresh id, shaped as Slack's are."""
        identity = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._triggers[identity] = Trigger(app.app_id, user, view_id)
        return identity

    def exchange(self, app: App, identity: str) -> Trigger:
        """Use the id up; refused when it is not this app's, was used before, or is too old."""
        trigger = self._triggers.get(identity)
        if trigger is None or trigger.app_id != app.app_id:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if time.monotonic() - trigger.issued_at > self._rules.trigger_lifetime:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger
