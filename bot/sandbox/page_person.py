"""A person at the page, who points at one control where a test names it by its words."""

from typing import Any

from bot.sandbox.composing import message_words
from bot.sandbox.elements import interactive_elements
from bot.sandbox.entities import App, JsonObject, Message
from bot.sandbox.finding import Control
from bot.sandbox.page_files import read_file
from bot.sandbox.people import Person
from bot.sandbox.rich_text import rich_text_block
from bot.sandbox.surfaces import Surface
from bot.sandbox.views_state import View

_PRESSED = ("button", "workflow_button")


class PagePerson(Person):
    """The same person with a pointing hand."""

    async def uses(self, shown: Message | View, block_id: str, action_id: str, wanted: Any = None) -> str:
        """Press or choose exactly this control; the page has asked already where it wants confirming.

        Returns the words on it, for telling what failed.
        """
        place = self._surface(shown)
        control = _control_at(place, block_id, action_id)
        pressed = control.element["type"] in _PRESSED
        value = None if pressed else await self._value(place, control, wanted)
        await self._use(shown, control, value, True)
        return str(control.element["text"]["text"]) if pressed else ""

    async def puts(self, view: View, block_id: str, action_id: str, wanted: Any) -> None:
        """Let an input hold a value that nobody is told of yet."""
        place = self._surface(view)
        control = _control_at(place, block_id, action_id)
        value = await self._value(place, control, wanted)
        self._interactions.form(self.user, place).put(control.block, control.element, value)

    async def _value(self, place: Surface, control: Control, wanted: Any) -> Any:
        kind = control.element["type"]
        if kind == "rich_text_input":
            words = message_words(self.workspace, self.user, wanted or "")
            elements = rich_text_block(words, "")["elements"] if words.strip() else []
            return {"type": "rich_text", "elements": elements} if elements else None
        if kind == "file_input":
            return [self._brings(*read_file(each)) for each in wanted or []]
        return await super()._value(place, control, wanted)

    def _brings(self, name: str, content: bytes) -> JsonObject:
        """A file for a form, which nobody else sees unless the app shows it."""
        file = self.workspace.new_file(name, len(content), self.user)
        self.workspace.fill_file(file, content)
        file.completed = True
        return file.to_dict()

    async def suggestions(
        self, shown: Message | View, block_id: str, action_id: str, query: str
    ) -> list[JsonObject]:
        """What the app offers for the words typed so far into a menu that asks it."""
        place = self._surface(shown)
        control = _control_at(place, block_id, action_id)
        return await self._interactions.suggest(self.user, place, control.block, control.element, query)

    def visits_home(self, app: App) -> None:
        """Turn to the app's Home tab, which shows what was published last until the app answers."""
        known = self.workspace.views.home(app, self.user)
        event = {"type": "app_home_opened", "user": self.id, "channel": self.dm(app).id, "tab": "home"}
        self.workspace.publish(event | ({"view": known.to_dict()} if known else {}), app=app)

    def dismisses(self, message: Message) -> None:
        """Put away a message that only this person could see."""
        if message.ephemeral_to != self.id:
            raise LookupError("only what is for one person alone can be put away")
        channel = self.workspace.channels[message.channel]
        del channel.ephemerals[message.ts]
        gone = {"type": "message", "subtype": "ephemeral_deleted", "deleted_ts": message.ts}
        self.workspace.watch_only(gone | {"channel": channel.id, "ephemeral_to": self.id}, channel)


def _control_at(place: Surface, block_id: str, action_id: str) -> Control:
    for block, element in interactive_elements(place.blocks):
        if block["block_id"] == block_id and element["action_id"] == action_id:
            return Control(block, element)
    raise LookupError("This is not there any more: the app has changed it.")
