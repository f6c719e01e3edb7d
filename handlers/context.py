"""What every listener finds in its context: who acts, from where, its unit of work and how to answer."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.domain.errors import WrongUse
from bot.services.background import Background
from bot.services.roster import Roster
from bot.slack.gateway import Slack
from bot.views.ids import Ref
from handlers.answers import Answer
from handlers.grammar import parse
from handlers.work import Work


class Introduce:
    """Bolt middleware: puts `actor`, `answer`, `arguments` and `about` (a button's or form's `Ref`) into the context."""

    def __init__(self, roster: Roster, slack: Slack, background: Background) -> None:
        self._roster = roster
        self._slack = slack
        self._background = background

    async def __call__(
        self,
        body: dict[str, Any],
        ack: AsyncAck,
        context: AsyncBoltContext,
        work: Work,
        next: Callable[[], Awaitable[None]],  # noqa: A002 - Bolt injects by this name
    ) -> None:
        """Introduce whoever acts; messages are left to the timeline, which asks nothing of anybody."""
        event = body.get("event")
        if not isinstance(event, dict) or event.get("type") not in ("message",):
            user_id = _user_id(body)
            if user_id:
                work.actor = await self._roster.actor(user_id)
            work.here = _channel_id(body)
        context["actor"] = work.actor
        context["answer"] = Answer(body, ack, work, self._slack, self._background)
        context["about"] = _about(body)
        context["arguments"] = parse(str(body.get("text") or "")) if "command" in body else None
        await next()


def _about(body: dict[str, Any]) -> Ref:
    """What a button or form is about; an unreadable one is found out by whoever asks for its number."""
    actions = body.get("actions") or [{}]
    packed = actions[0].get("value") or (body.get("view") or {}).get("private_metadata") or ""
    try:
        return Ref.unpack(str(packed))
    except WrongUse:
        return Ref()


def _user_id(body: dict[str, Any]) -> str | None:
    event = body.get("event")
    user = event.get("user") if isinstance(event, dict) else body.get("user") or body.get("user_id")
    if isinstance(user, dict):
        user = user.get("id")
    return user if isinstance(user, str) else None


def _channel_id(body: dict[str, Any]) -> str | None:
    event = body.get("event")
    if isinstance(event, dict):
        channel = event.get("channel") or event.get("item", {}).get("channel")
    else:
        channel = body.get("channel_id") or body.get("channel") or body.get("container", {}).get("channel_id")
    if isinstance(channel, dict):
        channel = channel.get("id")
    return channel if isinstance(channel, str) else None
