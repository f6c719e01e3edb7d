"""Lets the people of a simulated workspace do what is written, step by step, and waits for what follows."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.examples.script import Step, Story
from bot.sandbox.entities import Channel, Message
from bot.sandbox.errors import SlackError
from bot.sandbox.people import Person
from bot.sandbox.workspace import Workspace


@dataclass(frozen=True)
class Ground:
    """What a story is played on.

    Attributes:
        move_to: lets time pass until an instant, with everything that falls due on the way.
        settle: waits until everything said was delivered, and answered.
    """

    workspace: Workspace
    move_to: Callable[[datetime], Awaitable[None]]
    settle: Callable[[], Awaitable[None]]


class Stumbled(Exception):
    """A step could not be done as it is written; the message says which and why."""


class Performance:
    """One play; keeps what was said under its names, and which channel is the incident's.

    Without a story there are no written times: everything happens now.
    """

    def __init__(self, ground: Ground, story: Story | None = None) -> None:
        self._story = story
        self._ground = ground
        self._workspace = ground.workspace
        self._days_later = story.days_until(ground.workspace.now()) if story else 0
        self._before = set(ground.workspace.channels)
        self._said: dict[str, Message] = {}
        self._deeds: dict[str, Callable[[Person, Step], Awaitable[None]]] = {
            "says": self._say,
            "runs": self._run,
            "clicks": self._click,
            "shortcut": self._shortcut,
            "reacts": self._react,
            "edits": self._edit,
            "deletes": self._delete,
            "joins": self._join,
            "invites": self._invite,
        }

    async def gather(self) -> None:
        """Let everybody live in the story's zone, so that the times they write are the story's."""
        if self._story is None:
            return
        for name in self._story.people:
            user = self._workspace.user(name)
            if not user.is_bot and user.tz != self._story.zone:
                self._workspace.change_user(user, tz=self._story.zone)
        await self._ground.settle()

    async def do(self, step: Step) -> None:
        """Do one step at its time, and wait for what follows from it."""
        if step.at is not None and self._story is not None:
            await self._ground.move_to(self._story.instant(step.at, self._days_later))
        person = Person(self._workspace, step.who)
        toasts = len(person.toasts)
        try:
            await self._deeds[step.action](person, step)
        except (LookupError, SlackError) as error:
            raise Stumbled(f"{step.who} {step.action} {getattr(step, step.action)!r}: {error}") from error
        await self._ground.settle()
        if len(person.toasts) > toasts:
            raise Stumbled(f"{step.who} {step.action} {getattr(step, step.action)!r}: {person.toasts[-1]}")

    def place(self, name: str) -> Channel:
        """The channel of this name; `incident` is the one that an app opened since the story began."""
        if name != "incident":
            return self._workspace.channel(name)
        opened = [
            channel
            for channel in self._workspace.channels.values()
            if channel.id not in self._before and not channel.is_im and self._is_apps(channel)
        ]
        if not opened:
            raise LookupError("no incident has a channel yet")
        return opened[-1]

    def _is_apps(self, channel: Channel) -> bool:
        return any(app.bot_user_id == channel.creator for app in self._workspace.apps.values())

    def _text(self, text: str) -> str:
        return Story.dated(text, self._days_later)

    def _message(self, step: Step) -> Message:
        return self._said[step.message or ""]

    # what is done -----------------------------------------------------------------------------------------

    async def _say(self, person: Person, step: Step) -> None:
        place, text = self.place(step.place), self._text(step.says or "")
        if person.user.is_bot:
            said = self._workspace.post(place, person.user, text)
        else:
            files = [(name, content.encode()) for name, content in step.files.items()]
            thread = self._said[step.thread] if step.thread else None
            said = await person.says(place, text, thread, files=files)
        if step.name:
            self._said[step.name] = said

    async def _run(self, person: Person, step: Step) -> None:
        await person.runs(f"/incident {self._text(step.runs or '')}", self.place(step.place))
        await self._fill(person, step)

    async def _click(self, person: Person, step: Step) -> None:
        for control in step.clicks or ():
            await self._press(person, step.place, control)
            await self._ground.settle()
        await self._fill(person, step)

    async def _press(self, person: Person, place: str, control: str) -> None:
        """Press a button on the newest message that has it, in the channel or written to the person."""
        there = sorted(
            [*person.sees(self.place(place)), *person.inbox],
            key=lambda message: float(message.ts),
            reverse=True,
        )
        for message in there:
            try:
                await person.clicks(message, control)
            except LookupError:
                continue
            return
        raise LookupError("no message has such a button")

    async def _shortcut(self, person: Person, step: Step) -> None:
        await person.uses_shortcut(step.shortcut or "", self._message(step))
        await self._fill(person, step)

    async def _fill(self, person: Person, step: Step) -> None:
        """Fill and submit the form that opens."""
        if not step.fills:
            return
        await person.sees_modal()
        written = {
            label: self._text(value) if isinstance(value, str) else value
            for label, value in step.fills.items()
        }
        result = await person.submits(written)
        if not result.closed:
            raise LookupError(f"the form was not taken: {result.errors or result.error}")

    async def _react(self, person: Person, step: Step) -> None:
        await person.reacts(self._message(step), step.reacts or "")

    async def _edit(self, person: Person, step: Step) -> None:
        await person.edits(self._message(step), self._text(step.edits or ""))

    async def _delete(self, person: Person, step: Step) -> None:
        await person.deletes(self._said[step.deletes or ""])

    async def _join(self, person: Person, step: Step) -> None:
        await person.joins(self.place(step.joins or ""))

    async def _invite(self, person: Person, step: Step) -> None:
        await person.invites(self.place(step.place), self._workspace.user(step.invites or ""))
