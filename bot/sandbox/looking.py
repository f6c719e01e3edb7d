"""What a person sees: channels, whispers, direct messages, modals, Home tabs; and waiting to see it."""

from datetime import tzinfo
from zoneinfo import ZoneInfo

from bot.sandbox.entities import App, Channel, Message, User
from bot.sandbox.transcript import channel_text, message_text, view_text
from bot.sandbox.views_state import View, has_home
from bot.sandbox.workspace import Workspace

Place = Channel | str


class Onlooker:
    """One of the people, with eyes alone. Who waits for something gives up after Slack's patience."""

    def __init__(self, workspace: Workspace, user: User | str) -> None:
        self.workspace = workspace
        self.user = workspace.user(user) if isinstance(user, str) else user

    def __repr__(self) -> str:
        return f"<{self.user.name}>"

    @property
    def id(self) -> str:
        """The user id."""
        return self.user.id

    @property
    def mention(self) -> str:
        """What others type to name this person."""
        return f"@{self.user.name}"

    @property
    def zone(self) -> tzinfo:
        """Where their clock stands."""
        return ZoneInfo(self.user.tz)

    @property
    def toasts(self) -> list[str]:
        """What Slack told the person went wrong, oldest first."""
        return self.workspace.toasts.setdefault(self.id, [])

    def place(self, channel: Place) -> Channel:
        """The channel by its name, id or itself."""
        return self.workspace.channel(channel) if isinstance(channel, str) else channel

    # messages ---------------------------------------------------------------------------------------------

    def sees(self, channel: Place) -> list[Message]:
        """All messages of a channel, with those for this person's eyes alone, oldest first."""
        place = self.workspace.visible_channel(self.place(channel).id, self.user)
        whispered = [each for each in place.ephemerals.values() if each.ephemeral_to == self.id]
        return sorted([*place.messages.values(), *whispered], key=lambda message: float(message.ts))

    def whispers(self, channel: Place) -> list[Message]:
        """Only what this person alone can see of a channel."""
        return [message for message in self.sees(channel) if message.ephemeral_to]

    @property
    def inbox(self) -> list[Message]:
        """What apps wrote to this person in direct messages, oldest first."""
        dms = [c for c in self.workspace.channels.values() if c.is_im and self.id in c.members]
        found = [each for channel in dms for each in channel.messages.values() if each.bot_id]
        return sorted(found, key=lambda message: float(message.ts))

    def reads(self, shown: Message | View) -> str:
        """The words of a message or view, dates in this person's zone."""
        if isinstance(shown, View):
            return view_text(shown.to_dict(), self.workspace.name_of, self.zone)
        return message_text(shown.to_dict(), self.workspace.name_of, self.zone)

    def transcript(self, channel: Place) -> str:
        """The whole channel as this person reads it, a message after another with its author."""
        messages = [
            message.to_dict() | {"ephemeral_to": message.ephemeral_to} for message in self.sees(channel)
        ]
        return channel_text(messages, self.workspace.name_of, self.zone)

    async def waits_for(self, channel: Place, words: str) -> Message:
        """The first message in a channel, for all or for this person, that says so."""
        found: list[Message] = []

        def there() -> bool:
            found[:] = [message for message in self.sees(channel) if words in self.reads(message)]
            return bool(found)

        if not await self.workspace.changed.until(there, self.workspace.rules.patience):
            raise LookupError(f"{self.user.name} never saw {words!r} in:\n{self.transcript(channel)}")
        return found[0]

    # modals and Home --------------------------------------------------------------------------------------

    @property
    def view(self) -> View | None:
        """The modal before the person, if any."""
        return self.workspace.views.top(self.user)

    async def sees_modal(self, title: str | None = None) -> View:
        """Wait for a modal (with this title) to open."""

        def there() -> bool:
            return self.view is not None and title in (None, self.view.content["title"]["text"])

        if not await self.workspace.changed.until(there, self.workspace.rules.patience) or not self.view:
            raise LookupError(f"no modal opened for {self.user.name}; toasts: {self.toasts}")
        return self.view

    def home(self, app: App | None = None) -> View | None:
        """The Home tab as it was last published for this person."""
        return self.workspace.views.home(app or self._only_app(), self.user)

    def _only_app(self) -> App:
        """The app with a Home tab, of which there must be one."""
        (app,) = (app for app in self.workspace.apps.values() if app.installed and has_home(app))
        return app
