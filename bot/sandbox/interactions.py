"""Tells apps what people press, choose and call up, and people when it failed."""

from typing import Any

from bot.sandbox.blocks import block_faults
from bot.sandbox.delivery_log import Kind, Response
from bot.sandbox.elements import STATELESS, VALUE_FIELDS, action_for
from bot.sandbox.entities import App, Channel, JsonObject, Message, User
from bot.sandbox.errors import SlackError
from bot.sandbox.forms import Form
from bot.sandbox.payloads import interaction, message_surface, view_surface
from bot.sandbox.replies import reply_in
from bot.sandbox.surfaces import Surface
from bot.sandbox.trouble import trouble
from bot.sandbox.views_state import View
from bot.sandbox.workspace import Workspace

MAX_GROUPS = 100


class Interactions:
    """What one workspace's people press, choose and call up. Nothing here raises when an app fails."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def act(
        self, user: User, surface: Surface, block: JsonObject, element: JsonObject, value: Any
    ) -> Response:
        """A button pressed, an option chosen, a date picked: `block_actions`."""
        workspace, app = self._workspace, surface.app
        form = self.form(user, surface)
        if element["type"] in VALUE_FIELDS and element["type"] not in STATELESS:
            form.put(block, element, value)
        action = action_for(block, element, value, workspace.event_ts())
        payload = interaction(workspace, app, user, "block_actions", **self._place(user, surface))
        payload |= {"actions": [action]}
        if isinstance(surface.shown, Message) and surface.channel:
            url = workspace.response_urls.issue(app, user, surface.channel, surface.shown)
            payload |= {"state": {"values": form.values}, "response_url": url}
        response = await workspace.deliveries.ask(app, Kind.INTERACTION, element["action_id"], payload)
        self.complain(user, response)
        return response

    def form(self, user: User, surface: Surface) -> Form:
        """What the person has put into the inputs there."""
        if isinstance(surface.shown, View):
            return surface.shown.form
        key = (user.id, surface.shown.channel, surface.shown.ts)
        form = Form.of(surface.blocks, self._workspace.forms.get(key))
        self._workspace.forms[key] = form
        return form

    def _place(self, user: User, surface: Surface) -> JsonObject:
        shown = surface.shown
        view_id = shown.id if isinstance(shown, View) and not shown.is_home else None
        place: JsonObject = {"trigger_id": self._workspace.triggers.issue(surface.app, user, view_id)}
        if isinstance(shown, View):
            return place | view_surface(shown)
        if surface.channel is None:
            raise ValueError("a message is always in a channel")
        return place | message_surface(surface.channel, shown)

    async def suggest(
        self, user: User, surface: Surface, block: JsonObject, element: JsonObject, query: str
    ) -> list[JsonObject]:
        """The options an app offers for what was typed so far into an external select."""
        if len(query) < element.get("min_query_length", 3):
            return []
        workspace, app = self._workspace, surface.app
        place = self._place(user, surface)
        del place["trigger_id"]
        names = {"action_id": element["action_id"], "block_id": block["block_id"], "value": query}
        payload = interaction(workspace, app, user, "block_suggestion", **place, **names)
        response = await workspace.deliveries.ask(app, Kind.INTERACTION, element["action_id"], payload)
        if self.complain(user, response):
            return []
        try:
            return _offered(reply_in(response) or {})
        except SlackError as refusal:
            workspace.toast(user, f"⚠️ {refusal.code}")
            return []

    async def shortcut(
        self, user: User, callback_id: str, message: Message | None = None, channel: Channel | None = None
    ) -> Response:
        """A shortcut chosen from a message's menu, or from anywhere."""
        workspace = self._workspace
        kind = "global" if message is None else "message"
        app = self._owner_of(callback_id, kind)
        if app is None:
            raise LookupError(f"no app has the {kind} shortcut {callback_id}")
        more: JsonObject = {
            "callback_id": callback_id,
            "action_ts": workspace.event_ts(),
            "trigger_id": workspace.triggers.issue(app, user),
        }
        if message is not None and channel is not None:
            more |= message_surface(channel, message) | {"message_ts": message.ts}
            del more["container"]
            more["response_url"] = workspace.response_urls.issue(app, user, channel, message)
        name = "shortcut" if message is None else "message_action"
        payload = interaction(workspace, app, user, name, **more)
        response = await workspace.deliveries.ask(app, Kind.INTERACTION, callback_id, payload)
        self.complain(user, response)
        return response

    def _owner_of(self, callback_id: str, kind: str) -> App | None:
        for app in self._workspace.apps.values():
            for known in app.shortcuts:
                if app.installed and (known["callback_id"], known["type"]) == (callback_id, kind):
                    return app
        return None

    def complain(self, user: User, response: Response) -> bool:
        """Show the error triangle when the app did not answer well; whether it was shown."""
        problem = trouble(response)
        if problem:
            self._workspace.toast(user, f"⚠️ {problem}")
        return problem is not None


def _offered(answer: JsonObject) -> list[JsonObject]:
    """The options of an answer, flat or in groups, when Slack would show them."""
    menus = answer.get("option_groups") or [answer]
    if not isinstance(menus, list) or len(menus) > MAX_GROUPS:
        raise SlackError("invalid_options")
    options: list[JsonObject] = []
    for menu in menus:
        offered = menu.get("options") if isinstance(menu, dict) else None
        if offered and block_faults([_menu_of(offered)]):
            raise SlackError("invalid_options")
        options += offered or []
    return options


def _menu_of(options: Any) -> JsonObject:
    """A block that is good when the options are."""
    menu = {"type": "static_select", "action_id": "offered", "options": options}
    return {"type": "actions", "elements": [menu]}
