"""Slash commands, from what a person typed to what they see at once."""

from dataclasses import dataclass, field

from bot.sandbox.composing import command_text
from bot.sandbox.delivery_log import Kind
from bot.sandbox.entities import App, Channel, JsonObject, Message, User
from bot.sandbox.errors import SlackError
from bot.sandbox.payloads import command_form
from bot.sandbox.replies import reply_in
from bot.sandbox.transcript import message_text
from bot.sandbox.trouble import trouble
from bot.sandbox.workspace import Workspace


@dataclass(frozen=True)
class Answer:
    """What a person saw at once after a command.

    Attributes:
        text: all the words of the immediate reply, empty when there was none.
        error: why it failed, in Slack's words; None when it did not.
        ephemeral: whether the reply is for this person alone.
        status: the HTTP status with which the app failed, if that was it.
    """

    text: str = ""
    blocks: list[JsonObject] = field(default_factory=list)
    error: str | None = None
    ephemeral: bool = True
    message: Message | None = None
    status: int | None = None


class Commands:
    """The slash commands of one workspace's apps. Nothing here raises when an app fails."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

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
            return self._failed(
                user, f'{command} failed with the error "{problem}"', problem, response.status
            )
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

    def _failed(self, user: User, words: str, code: str, status: int | None = None) -> Answer:
        self._workspace.toast(user, words)
        return Answer(error=code, status=status)
