"""Messages an app asks Slack to post later."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.sandbox.entities import Channel, JsonObject, User
from bot.sandbox.errors import SlackError
from bot.sandbox.messages import Messages
from bot.sandbox.settings import Plan

MAX_AHEAD = 120 * 24 * 3600
SPAN = 300
MAX_IN_SPAN = 30


@dataclass(eq=False)
class Scheduled:
    """One message that waits; `content` are the arguments of `post`."""

    id: str
    channel: Channel
    by: User
    post_at: int
    created: int
    text: str
    content: JsonObject = field(default_factory=dict)


class Schedule(Messages):
    """Keeping messages until their time, by the workspace's clock."""

    def __init__(self, clock: Callable[[], datetime], *, plan: Plan = "paid", **settings: Any) -> None:
        super().__init__(clock, plan=plan, **settings)
        self.scheduled: dict[str, Scheduled] = {}

    def schedule(self, channel: Channel, by: User, post_at: int, text: str, content: JsonObject) -> Scheduled:
        """Keep a message for later."""
        now = self.epoch()
        if post_at <= now:
            raise SlackError("time_in_past")
        if post_at > now + MAX_AHEAD:
            raise SlackError("time_too_far")
        near = [s for s in self._waiting() if s.channel is channel and s.post_at // SPAN == post_at // SPAN]
        if len(near) >= MAX_IN_SPAN:
            raise SlackError("restricted_too_many")
        waiting = Scheduled(self.ids.fresh("Q"), channel, by, post_at, now, text, content)
        self.scheduled[waiting.id] = waiting
        return waiting

    def unschedule(self, channel: Channel, by: User, scheduled_id: str) -> None:
        """Take a waiting message back; in its last minute it is too late."""
        waiting = self.scheduled.get(scheduled_id)
        mine = waiting is not None and waiting.channel is channel and waiting.by is by
        if waiting is None or not mine or waiting.post_at - self.epoch() < 60:
            raise SlackError("invalid_scheduled_message_id")
        del self.scheduled[scheduled_id]

    def _waiting(self) -> list[Scheduled]:
        return sorted(self.scheduled.values(), key=lambda waiting: (waiting.post_at, waiting.id))

    def post_due(self) -> None:
        """Post what is due. One with metadata vanishes without a word: a fault Slack documents of itself."""
        if not self.scheduled:
            return
        now = self.epoch()
        for waiting in self._waiting():
            if waiting.post_at > now:
                return
            del self.scheduled[waiting.id]
            if waiting.content.get("metadata") is None:
                # Whatever stands in the way by now, such as an archived channel, nobody is there to be told.
                with contextlib.suppress(SlackError):
                    self.post(waiting.channel, waiting.by, waiting.text, **waiting.content)
