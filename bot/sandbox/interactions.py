"""Tells apps what people do: commands, buttons and menus, shortcuts; and shows people how it went."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.composing import command_text
from bot.sandbox.delivery_log import Kind, Response
from bot.sandbox.elements import STATELESS, VALUE_FIELDS, action_for
from bot.sandbox.entities import App, Channel, JsonObject, Message, User
from bot.sandbox.errors import SlackError
from bot.sandbox.forms import Form
from bot.sandbox.payloads import (
    action_stamp,
    command_form,
    interaction,
    message_surface,
    view_surface,
)
from bot.sandbox.replies import reply_in
from bot.sandbox.transcript import message_text
from bot.sandbox.views_state import View
from bot.sandbox.workspace import Workspace


@dataclass(frozen=True)
class Answer:
    """What a person saw at once after a command.

    Attributes:
        text: all the words of the immediate reply, empty when there was none.
        error: why it failed, in Slack's words; None when it did not.
        ephemeral: whether the reply is for this person alone.
    """

    text: str = ""
    blocks: list[JsonObject] = field(default_factory=list)
    error: str | None = None
    ephemeral: bool = True
    message: Message | None = None


@dataclass(frozen=True)
class Surface:
    """A message or view as the place where somebody acts."""

    app: App
    shown: Message | View
    channel: Channel | None = None

    @property
    def blocks(self) -> list[JsonObject]:
        """What can be acted on; an attachment's blocks count."""
        if isinstance(self.shown, View):
            return self.shown.blocks
        attached = [block for item in self.shown.attachments for block in item.get("blocks") or []]
        return self.shown.blocks + attached


class Interactions:
    """What one workspace's people do to its apps. Nothing here raises when an app fails."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def toast(self, user: User, text: str) -> None:
        """Show the person, for a moment, that something went wrong."""
        self._workspace.toasts.setdefault(user.id, []).append(text)
        self._workspace.changed.notify()

    def owner_of(self, command: str) -> App | None:
        """The app behind a command: of several, the one installed last."""
        apps = [app for app in self._workspace.apps.values() if app.installed]
        return next((a for a in reversed(apps) if any(c["command"] == command for c in a.commands)), None)

    async def run(self, user: User, channel: Channel, typed: str) -> Answer:
        """A slash command, from keystrokes to the immediate reply."""
        command, _, text = typed.partition(" ")
        app = self.owner_of(command)
        if app is None:
            return self._failed(user, f"{command} is not a valid command.", "invalid_command")
        if channel.is_archived or user.id not in channel.members:
            return self._failed(user, f"{command} cannot be used here.", "not_in_channel")
        form = self._command_form(app, user, channel, command, text.strip())
        response = await self._workspace.deliveries.ask(app, Kind.COMMAND, command, form)
        problem = "dispatch_failed" if response.status else trouble(response)
        if not response.acknowledged and problem:
            return self._failed(user, f'{command} failed with the error "{problem}"', problem)
        try:
            content = reply_in(response)
            if content is None:
                return Answer()
            message = self._workspace.answer_command(app, user, channel, typed, content)
        except SlackError as refusal:
            return self._failed(user, f'{command} failed with the error "{refusal.code}"', refusal.code)
        read = message_text(message.to_dict(), self._workspace.name_of)
        return Answer(read, message.blocks, None, message.ephemeral_to is not None, message)

    def _command_form(self, app: App, user: User, channel: Channel, command: str, text: str) -> JsonObject:
        workspace = self._workspace
        declared = next(c for c in app.commands if c["command"] == command)
        if declared.get("should_escape"):
            text = command_text(workspace, user, text)
        links = {
            "response_url": workspace.response_urls.issue(app, user, channel),
            "trigger_id": workspace.triggers.issue(app, user),
        }
        return command_form(workspace, app, user, channel, command=command, text=text, **links)

    def _failed(self, user: User, words: str, code: str) -> Answer:
        self.toast(user, words)
        return Answer(error=code)

    async def act(
        self, user: User, surface: Surface, block: JsonObject, element: JsonObject, value: Any
    ) -> Response:
        """A button pressed, an option chosen, a date picked: `block_actions`."""
        workspace, app = self._workspace, surface.app
        form = self.form(user, surface)
        if element["type"] in VALUE_FIELDS and element["type"] not in STATELESS:
            form.put(block, element, value)
        action = action_for(block, element, value, action_stamp(workspace))
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
            offered = reply_in(response) or {}
        except SlackError:
            offered = {}
        groups = offered.get("option_groups") or [{"options": offered.get("options") or []}]
        options = [option for group in groups for option in group["options"]]
        if len(options) > 100 * len(groups):
            self.toast(user, "Too many options were offered.")
            return []
        return options

    async def shortcut(
        self, user: User, callback_id: str, message: Message | None = None, channel: Channel | None = None
    ) -> Response:
        """A shortcut chosen from a message's menu, or from anywhere."""
        workspace = self._workspace
        kind = "global" if message is None else "message"
        app = next(
            (
                app
                for app in workspace.apps.values()
                for known in app.shortcuts
                if app.installed and known["callback_id"] == callback_id and known["type"] == kind
            ),
            None,
        )
        if app is None:
            raise LookupError(f"no app has the {kind} shortcut {callback_id}")
        more: JsonObject = {
            "callback_id": callback_id,
            "action_ts": action_stamp(workspace),
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

    def complain(self, user: User, response: Response) -> bool:
        """Show the error triangle when the app did not answer well; whether it was shown."""
        problem = trouble(response)
        if problem:
            self.toast(user, f"⚠️ {problem}")
        return problem is not None


def trouble(response: Response) -> str | None:
    """What a person is told of a bad answer; None when it was good."""
    if response.acknowledged:
        return None
    if response.failure in ("http_timeout", "timeout"):
        return "operation_timeout"
    if response.status is not None:
        return f"This app responded with Status Code {response.status}."
    return "dispatch_failed"
