"""People who act in the workspace: they run commands, talk, press buttons, fill forms, and look around."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox.commands import Answer, Commands
from bot.sandbox.composing import message_words
from bot.sandbox.entities import App, Channel, File, Message, User
from bot.sandbox.finding import Control, chosen_value, find_control
from bot.sandbox.interactions import Interactions
from bot.sandbox.looking import Onlooker, Place
from bot.sandbox.submissions import Submissions, SubmitResult
from bot.sandbox.surfaces import Surface
from bot.sandbox.views_state import View
from bot.sandbox.workspace import Workspace


class Person(Onlooker):
    """One of the people, with hands and eyes; `here` is the channel they last spoke or typed in.

    What is the person's own mistake raises (a button that is not there, a channel they cannot see); what an
    app does wrong never does: it leaves a toast.
    """

    def __init__(self, workspace: Workspace, user: User | str) -> None:
        super().__init__(workspace, user)
        self._commands = Commands(workspace)
        self._interactions = Interactions(workspace)
        self._submissions = Submissions(workspace)
        self.here: Channel | None = None
        self.opened_links: list[str] = []

    # talking ----------------------------------------------------------------------------------------------

    async def runs(self, text: str, channel: Place | None = None) -> Answer:
        """A slash command, like `/incident declare sev1 checkout is down`."""
        return await self._commands.run(self.user, self._go(channel), text)

    async def says(
        self,
        channel: Place,
        text: str,
        thread: Message | None = None,
        *,
        broadcast: bool = False,
        files: Sequence[tuple[str, bytes]] = (),
    ) -> Message:
        """A message; `files` are names with contents."""
        place = self._go(channel)
        words = message_words(self.workspace, self.user, text)
        thread_ts = (thread.thread_ts or thread.ts) if thread else None
        attached = [self._file(name, content) for name, content in files]
        return self.workspace.post(
            place, self.user, words, thread_ts=thread_ts, reply_broadcast=broadcast, files=attached
        )

    async def tells(self, other: "App | Person | User", text: str) -> Message:
        """A direct message to a person or an app's bot."""
        return await self.says(self.dm(other), text)

    def dm(self, other: "App | Person | User") -> Channel:
        """The direct message with somebody, opened when there was none."""
        if isinstance(other, App):
            other = self.workspace.bot_user(other)
        user = other.user if isinstance(other, Person) else other
        return self.workspace.open_dm(self.user, [user])[0]

    def _file(self, name: str, content: bytes) -> File:
        file = self.workspace.new_file(name, len(content), self.user)
        self.workspace.fill_file(file, content)
        file.completed = True
        return file

    async def edits(self, message: Message, text: str) -> Message:
        """Their own message says something else now."""
        words = message_words(self.workspace, self.user, text)
        return self.workspace.edit_message(self._channel(message), message.ts, self.user, text=words)

    async def deletes(self, message: Message) -> None:
        """Their own message is gone."""
        self.workspace.delete_message(self._channel(message), message.ts, self.user)

    async def reacts(self, message: Message, emoji: str) -> None:
        """An emoji under a message, with or without colons."""
        self.workspace.react(self._channel(message), message.ts, emoji.strip(":"), self.user)

    async def unreacts(self, message: Message, emoji: str) -> None:
        """The emoji is taken away again."""
        self.workspace.unreact(self._channel(message), message.ts, emoji.strip(":"), self.user)

    async def pins(self, message: Message) -> None:
        """Pin a message to its channel."""
        self.workspace.pin(self._channel(message), message.ts, self.user)

    # channels ---------------------------------------------------------------------------------------------

    async def creates(self, name: str, *, private: bool = False) -> Channel:
        """A new channel with this person in it."""
        return self.workspace.create_channel(name, self.user, is_private=private)

    async def joins(self, channel: Place) -> None:
        """Enter a public channel."""
        self.workspace.join(self.place(channel), self.user)

    async def leaves(self, channel: Place) -> None:
        """Go out of a channel."""
        self.workspace.leave(self.place(channel), self.user)

    async def invites(self, channel: Place, *others: "Person | User | App") -> None:
        """Bring people or apps in."""
        ids = [other.bot_user_id if isinstance(other, App) else other.id for other in others]
        self.workspace.invite(self.place(channel), self.user, ids)

    async def removes(self, channel: Place, other: "Person | User | App") -> None:
        """Take somebody out of a channel."""
        user = self.workspace.user(other.bot_user_id if isinstance(other, App) else other.id)
        self.workspace.kick(self.place(channel), user, self.user)

    async def renames(self, channel: Place, name: str) -> None:
        """Give a channel another name."""
        self.workspace.rename(self.place(channel), name, self.user)

    async def archives(self, channel: Place) -> None:
        """Close a channel."""
        self.workspace.archive(self.place(channel), self.user)

    async def sets_topic(self, channel: Place, topic: str) -> None:
        """Write another topic over a channel."""
        self.workspace.set_topic(self.place(channel), topic, self.user)

    def _go(self, channel: Place | None) -> Channel:
        self.here = self.place(channel) if channel else self.here or self.workspace.channel("general")
        return self.here

    def _channel(self, message: Message) -> Channel:
        return self.workspace.channels[message.channel]

    # pressing and choosing --------------------------------------------------------------------------------

    async def clicks(self, surface: Message | View, control: str, *, confirm: bool = True) -> None:
        """Press a button, by its action_id or its words; `confirm` answers the dialog it may open."""
        await self._use(surface, find_control(self._surface(surface), control, "button"), None, confirm)

    async def chooses(
        self, surface: Message | View, control: str, value: Any, *, confirm: bool = True
    ) -> None:
        """Choose in a menu, a date picker or the like, or type into an input that tells at once."""
        place = self._surface(surface)
        found = find_control(place, control)
        await self._use(surface, found, await self._value(place, found, value), confirm)

    async def _use(self, surface: Message | View, control: Control, value: Any, confirm: bool) -> None:
        element = control.element
        if "url" in element:
            self.opened_links.append(element["url"])
        if "confirm" in element and not confirm:
            return
        if control.block["type"] == "input" and not control.block.get("dispatch_action"):
            self._interactions.form(self.user, self._surface(surface)).put(control.block, element, value)
            return
        await self._interactions.act(self.user, self._surface(surface), control.block, element, value)

    async def _value(self, place: Surface, control: Control, wanted: Any) -> Any:
        offered = None
        if control.element["type"].endswith("external_select"):
            offered = []
            for words in wanted if isinstance(wanted, list | tuple) else [wanted]:
                offered += await self._interactions.suggest(
                    self.user, place, control.block, control.element, words
                )
        return chosen_value(self.workspace, control.element, wanted, offered)

    def _surface(self, surface: Message | View) -> Surface:
        if isinstance(surface, View):
            if not self.workspace.views.is_open(surface) or surface.user is not self.user:
                raise LookupError("this view is not before the person")
            return Surface(surface.app, surface)
        app = self.workspace.apps.get(surface.app_id or "")
        if app is None:
            raise LookupError("only messages of apps have something to press")
        if surface not in self.sees(self._channel(surface)):
            raise LookupError("this message is not there to be seen")
        return Surface(app, surface, self._channel(surface))

    async def uses_shortcut(self, callback_id: str, message: Message | None = None) -> None:
        """A shortcut from a message's menu, or a global one."""
        channel = self._channel(message) if message else None
        await self._interactions.shortcut(self.user, callback_id, message, channel)

    # modals and Home --------------------------------------------------------------------------------------

    async def fills(self, values: Mapping[str, Any]) -> None:
        """Put values into the open modal's inputs, named by label, block_id or action_id."""
        for name, value in values.items():
            await self.chooses(self._modal(), name, value)

    async def submits(self, values: Mapping[str, Any] | None = None) -> SubmitResult:
        """Fill what is given, then press the modal's submit button."""
        await self.fills(values or {})
        return await self._submissions.submit(self._modal())

    async def closes_view(self, *, whole_stack: bool = False) -> None:
        """Press the modal's close button, or the cross that takes away the whole stack."""
        await self._submissions.close(self._modal(), whole_stack=whole_stack)

    def _modal(self) -> View:
        if self.view is None:
            raise LookupError(f"{self.user.name} has no modal open; toasts: {self.toasts}")
        return self.view

    async def opens_home(self, app: App | None = None) -> View | None:
        """Look at an app's Home tab; None when the app never shows one."""
        app = app or self._only_app()
        known = self.workspace.views.home(app, self.user)
        event = {"type": "app_home_opened", "user": self.id, "channel": self.dm(app).id, "tab": "home"}
        self.workspace.publish(event | ({"view": known.to_dict()} if known else {}), app=app)
        await self.workspace.quiet()
        await self.workspace.changed.until(lambda: self.home(app) is not None, self.workspace.rules.patience)
        return self.home(app)
