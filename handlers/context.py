"""What every listener finds in its context: who acts, from where, its unit of work and how to answer."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.domain.actor import Actor
from bot.domain.errors import WrongUse
from bot.services.roster import Roster
from bot.views import ids
from bot.views.ids import Ref
from handlers.answers import Answer
from handlers.grammar import parse

_OF_A_PERSON = frozenset({"app_mention", "app_home_opened"})
"""Events that somebody caused who wants something of the bot. Of others it is asked who it was only once it
is known that they concern an incident."""

_OPENS_A_FORM = frozenset(
    {ids.OPEN_DECLARE, ids.DECLARE_FROM, ids.OPEN_RESOLVE, ids.OPEN_REOPEN, ids.CLOSE_ANYWAY}
)


class Introduce(AsyncMiddleware):
    """Puts into the context what listeners ask for by name: who acts, how to answer, the bot's parts.

    It is Bolt's middleware itself and not a function that Bolt collects arguments for, since it is passed
    by every delivery.
    """

    def __init__(self, roster: Roster, parts: Mapping[str, object]) -> None:
        self._roster = roster
        self._parts = parts

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt's signature
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt's word
    ) -> BoltResponse:
        """Introduce whoever acts; where a form opens first of all, only once something is recorded.

        There are `actor`, `answer`, `arguments` and `about` (what a button is about) then.
        """
        body, context, work = req.body, req.context, req.context["work"]
        context.update(self._parts)
        context["answer"] = Answer(body, context.ack, work)
        event = body.get("event")
        kind = event.get("type") if isinstance(event, dict) else None
        if kind != "message":
            work.here = _channel_id(body)
        user_id = _user_id(body)
        if user_id and _opens_a_form(body):
            work.actor = Actor(user_id=user_id)
            work.introduced = partial(self._roster.actor, user_id)
        elif user_id and (kind is None or kind in _OF_A_PERSON):
            work.actor = await self._roster.actor(user_id)
        context["actor"] = work.actor
        context["about"] = _about(body)
        context["arguments"] = parse(str(body.get("text") or "")) if "command" in body else None
        return await next()


def _opens_a_form(body: dict[str, Any]) -> bool:
    """Whether the delivery only opens a form: its trigger lives three seconds, so nothing is asked before."""
    if "command" in body:
        typed = parse(str(body.get("text") or ""))
        return typed.word == "declare" and not typed.text
    action = (body.get("actions") or [{}])[0]
    return body.get("type") in ("shortcut", "message_action") or action.get("action_id") in _OPENS_A_FORM


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
