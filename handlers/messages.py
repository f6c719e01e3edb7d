"""Messages in channels: kept in the timeline of the channel's incident; nothing else is done about them."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.services.capture import Scribe
from bot.slack.directory import Directory
from bot.slack.hearing import TIMELINE_SUBTYPES, hear


def register(app: AsyncApp, scribe: Scribe, directory: Directory) -> None:
    """Register what takes messages down; before all others, because nothing comes in as often."""
    app.use(TakeDown(scribe, directory))


class TakeDown(AsyncMiddleware):
    """Keeps a message, an edit, a deletion, or that somebody came or left.

    It is Bolt's middleware and no listener: a listener is given what it names, and for that Bolt makes, twice
    a message, everything that it could name.
    """

    def __init__(self, scribe: Scribe, directory: Directory) -> None:
        self._scribe = scribe
        self._directory = directory

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt's signature
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt's word
    ) -> BoltResponse:
        """Answer once it is kept, or once it is clear that it concerns no incident; pass on all else."""
        if not self.takes(req.body):
            return await next()
        heard = hear(req.body["event"], await self._directory.identity())
        if heard is not None:
            await self._scribe.take_down(heard, req.context["work"].keys)
        return await req.context.ack()

    @staticmethod
    def takes(body: Mapping[str, Any]) -> bool:
        """Whether a delivery tells of something that timelines keep."""
        event = body.get("event")
        if body.get("type") != "event_callback" or not isinstance(event, Mapping):
            return False
        return event.get("type") == "message" and event.get("subtype") in TIMELINE_SUBTYPES
