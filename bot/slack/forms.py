"""Calls about modals and the App Home; a person waits for each of them."""

from bot.slack.transport import Json, Transport

TRIGGER_LIFE = 2.0
"""Slack's trigger ids live three seconds: waiting longer for a turn would be of no use."""


class Forms(Transport):
    """Modals opened, stacked and changed, and the Home tab."""

    async def open_view(self, trigger_id: str, view: Json) -> Json:
        """Open a modal and return it as Slack keeps it, with its id and hash."""
        args = {"trigger_id": trigger_id, "view": view}
        answer = await self.call("views.open", args, urgent=True, patience=TRIGGER_LIFE)
        opened: Json = answer["view"]
        return opened

    async def push_view(self, trigger_id: str, view: Json) -> Json:
        """Put a modal on top of the one in which the person acted."""
        args = {"trigger_id": trigger_id, "view": view}
        answer = await self.call("views.push", args, urgent=True, patience=TRIGGER_LIFE)
        pushed: Json = answer["view"]
        return pushed

    async def update_view(self, view_id: str, view: Json, *, hash_: str | None = None) -> Json:
        """Change an open modal; with `hash_`, only while it is as it was then."""
        args = {"view_id": view_id, "view": view, "hash": hash_}
        answer = await self.call("views.update", args, urgent=True)
        updated: Json = answer["view"]
        return updated

    async def publish_home(self, user_id: str, view: Json, *, priority: int = 3) -> None:
        """Show a person their App Home."""
        await self.call("views.publish", {"user_id": user_id, "view": view}, priority=priority)
