"""The part of a workspace that reaches out: to apps with deliveries, to people with modals and answers."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.sandbox.deliveries import Deliveries
from bot.sandbox.delivery_rules import DeliveryRules
from bot.sandbox.entities import App, Channel, JsonObject, User
from bot.sandbox.errors import SlackError
from bot.sandbox.forms import Form
from bot.sandbox.payloads import event_envelope
from bot.sandbox.replies import Replies
from bot.sandbox.response_urls import ResponseUrls
from bot.sandbox.settings import Plan
from bot.sandbox.signals import Signal
from bot.sandbox.triggers import Triggers
from bot.sandbox.views_state import Views


class Delivering(Replies):
    """Adds deliveries, triggers, views and response_urls to a workspace.

    `address` is where its server can be reached; it goes into response_urls and Socket Mode tickets.
    `changed` wakes whoever waits for something to be seen; `forms` holds what people chose in messages.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        *,
        plan: Plan = "paid",
        rules: DeliveryRules | None = None,
        **settings: Any,
    ) -> None:
        super().__init__(clock, plan=plan, **settings)
        self.rules = replace(rules or DeliveryRules())
        self.deliveries = Deliveries(self.rules)
        self.triggers = Triggers(self.rules)
        self.response_urls = ResponseUrls(self.rules, self.team_id)
        self.changed = Signal()
        self.views = Views(self.ids, self.team_id, self.changed)
        self.forms: dict[tuple[str, str, str], Form] = {}
        self.toasts: dict[str, list[str]] = {}
        self.subscribers.append(self._tell)
        self.watchers.append(lambda _event, _channel: self.changed.notify())

    @property
    def address(self) -> str:
        """Where the workspace's server listens, like `http://127.0.0.1:8080`."""
        return self.response_urls.address

    @address.setter
    def address(self, address: str) -> None:
        self.response_urls.address = address.rstrip("/")

    def name_of(self, identity: str) -> str | None:
        """The handle of a person, or the name of a channel or group, for reading aloud."""
        if identity in self.users:
            return self.users[identity].name
        if identity in self.channels:
            return self.channels[identity].name
        group = self.usergroups.get(identity)
        return group.handle if group else None

    def toast(self, user: User, text: str) -> None:
        """Show a person, for a moment, that something went wrong."""
        self.toasts.setdefault(user.id, []).append(text)
        self.changed.notify()

    def send_to(self, app: App, address: str) -> None:
        """Let events, commands and interactivity of the app all go to one address, over HTTP."""
        app.events_url = app.interactivity_url = app.options_url = address
        app.command_urls = {command["command"]: address for command in app.commands}
        app.socket_mode = False

    async def quiet(self) -> None:
        """Wait until every app has been told everything, or could not be."""
        await self.deliveries.drained()

    async def hang_up(self) -> None:
        """Break off all deliveries and connections: the workspace goes down."""
        await self.deliveries.close()

    def delivery_routes(self) -> Iterable[web.RouteDef]:
        """What its server must answer besides the Web API: sockets and response_urls."""
        yield from self.deliveries.sockets.routes()
        for family in ("commands", "actions"):
            yield web.post(f"/{family}/{{team}}/{{number}}/{{secret}}", self._response_url)

    def _tell(self, app: App, event: JsonObject, channel: Channel | None) -> None:
        self.deliveries.post_event(app, event_envelope(self, app, event, channel))

    async def _response_url(self, request: web.Request) -> web.Response:
        """Answer as hooks.slack.com does: `ok`, or JSON with the error and status 404 or 400."""
        try:
            url = self.response_urls.use(request.path)
        except SlackError as refusal:
            return web.json_response(refusal.answer(), status=404)
        try:
            self.answer_url(url, _content(await request.text()))
        except SlackError as refusal:
            return web.json_response(refusal.answer(), status=400)
        return web.Response(text="ok")


def _content(body: str) -> JsonObject:
    try:
        content = json.loads(body)
    except ValueError:
        raise SlackError("invalid_payload") from None
    if not isinstance(content, dict):
        raise SlackError("invalid_payload")
    return content
