"""The messages and views on which people act."""

from dataclasses import dataclass

from bot.sandbox.entities import App, Channel, JsonObject, Message
from bot.sandbox.views_state import View


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
