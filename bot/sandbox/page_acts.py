"""What people do at the page, by name: each act is one method that takes what the page sent."""

from collections.abc import Awaitable, Callable

from bot.sandbox.entities import App, Channel, JsonObject, Message
from bot.sandbox.page_files import WrongAct, read_file
from bot.sandbox.page_news import Newsroom
from bot.sandbox.page_person import PagePerson
from bot.sandbox.submissions import SubmitResult
from bot.sandbox.views_state import View
from bot.sandbox.workspace import Workspace

Act = Callable[[PagePerson, JsonObject], Awaitable[JsonObject | None]]


class Acts:
    """The acts of a workspace's people. What an act gives back goes to the window that asked for it."""

    def __init__(self, workspace: Workspace, newsroom: Newsroom) -> None:
        self._workspace = workspace
        self._newsroom = newsroom

    def named(self, name: str) -> Act | None:
        """The act of this name, such as `says`."""
        found: Act | None = getattr(self, f"do_{name}", None)
        return found

    # talking ----------------------------------------------------------------------------------------------

    async def do_says(self, person: PagePerson, sent: JsonObject) -> JsonObject:
        """A message, in a channel or a thread, with files or without."""
        channel = self._channel(sent)
        thread = self._workspace.message(channel, sent["thread"]) if sent.get("thread") else None
        files = [read_file(each) for each in sent.get("files") or []]
        if not files and not _text(sent).strip():
            raise WrongAct("There is nothing to send.")
        said = await person.says(
            channel, _text(sent), thread, broadcast=bool(sent.get("broadcast")), files=files
        )
        return {"ts": said.ts}

    async def do_runs(self, person: PagePerson, sent: JsonObject) -> JsonObject:
        """A slash command."""
        answer = await person.runs(_text(sent).strip(), self._channel(sent))
        return {"error": answer.error, "status": answer.status} if answer.error else {}

    async def do_edits(self, person: PagePerson, sent: JsonObject) -> None:
        """Their own message says something else."""
        await person.edits(self._message(person, sent), _text(sent))

    async def do_deletes(self, person: PagePerson, sent: JsonObject) -> None:
        """Their own message is taken back."""
        await person.deletes(self._message(person, sent))

    async def do_reacts(self, person: PagePerson, sent: JsonObject) -> None:
        """An emoji is put on a message, or taken off when it was there."""
        message, emoji = self._message(person, sent), str(sent["emoji"])
        if person.id in message.reactions.get(emoji, []):
            await person.unreacts(message, emoji)
        else:
            await person.reacts(message, emoji)

    async def do_pins(self, person: PagePerson, sent: JsonObject) -> None:
        """A message is pinned, or its pin taken out."""
        message = self._message(person, sent)
        if message.pinned:
            self._workspace.unpin(self._channel(sent), message.ts, person.user)
        else:
            await person.pins(message)

    async def do_dismisses(self, person: PagePerson, sent: JsonObject) -> None:
        """What only this person could see is put away."""
        person.dismisses(self._message(person, sent))

    async def do_reads(self, person: PagePerson, sent: JsonObject) -> None:
        """The person has seen everything up to a message."""
        channel, ts = self._channel(sent), str(sent["ts"])
        if person.id in channel.members and channel.last_read.get(person.id) != ts:
            self._workspace.mark(channel, ts, person.user)
            self._newsroom.touch(channel)

    # channels ---------------------------------------------------------------------------------------------

    async def do_creates(self, person: PagePerson, sent: JsonObject) -> JsonObject:
        """A new channel."""
        channel = await person.creates(str(sent["name"]), private=bool(sent.get("private")))
        return {"channel": channel.id}

    async def do_joins(self, person: PagePerson, sent: JsonObject) -> None:
        """Into a public channel."""
        await person.joins(self._channel(sent))

    async def do_leaves(self, person: PagePerson, sent: JsonObject) -> None:
        """Out of a channel."""
        await person.leaves(self._channel(sent))

    async def do_invites(self, person: PagePerson, sent: JsonObject) -> None:
        """Others are brought in."""
        users = [self._workspace.user(user) for user in sent["users"]]
        await person.invites(self._channel(sent), *users)

    async def do_sets_topic(self, person: PagePerson, sent: JsonObject) -> None:
        """Another topic."""
        await person.sets_topic(self._channel(sent), _text(sent))

    async def do_opens_dm(self, person: PagePerson, sent: JsonObject) -> JsonObject:
        """The direct message with somebody."""
        channel = person.dm(self._workspace.user(str(sent["user"])))
        self._newsroom.touch(channel)
        return {"channel": channel.id}

    # pressing and choosing --------------------------------------------------------------------------------

    async def do_uses(self, person: PagePerson, sent: JsonObject) -> JsonObject:
        """A button, a menu, a picker; in a form the app is told with it what was filled in so far."""
        shown = self._shown(person, sent)
        if isinstance(shown, View):
            await self._fill(person, shown, sent)
        words = await person.uses(shown, sent["block_id"], sent["action_id"], sent.get("value"))
        return {"what": words}

    async def do_suggests(self, person: PagePerson, sent: JsonObject) -> JsonObject:
        """What an app offers for the words typed into its menu."""
        shown = self._shown(person, sent)
        query = str(sent.get("query") or "")
        return {"options": await person.suggestions(shown, sent["block_id"], sent["action_id"], query)}

    async def do_shortcut(self, person: PagePerson, sent: JsonObject) -> None:
        """A shortcut from anywhere or from a message's menu."""
        message = self._message(person, sent) if sent.get("ts") else None
        await person.uses_shortcut(str(sent["callback_id"]), message)

    async def do_submits(self, person: PagePerson, sent: JsonObject) -> JsonObject:
        """The form before the person is sent, with all it holds."""
        await self._fill(person, self._view(person, str(sent["view"])), sent)
        result: SubmitResult = await person.submits()
        return {"errors": result.errors, "error": result.error}

    async def do_closes(self, person: PagePerson, sent: JsonObject) -> None:
        """The form before the person is put away, or the whole stack of them."""
        self._view(person, str(sent["view"]))
        await person.closes_view(whole_stack=bool(sent.get("whole_stack")))

    async def do_visits_home(self, person: PagePerson, sent: JsonObject) -> None:
        """The person turns to an app's Home tab."""
        person.visits_home(self._app(str(sent["app"])))

    async def _fill(self, person: PagePerson, view: View, sent: JsonObject) -> None:
        for each in sent.get("values") or []:
            await person.puts(view, each["block_id"], each["action_id"], each.get("value"))

    # finding ----------------------------------------------------------------------------------------------

    def _channel(self, sent: JsonObject) -> Channel:
        return self._workspace.channel(str(sent["channel"]))

    def _app(self, app_id: str) -> App:
        app = self._workspace.apps.get(app_id)
        if app is None:
            raise LookupError("This app is not there any more.")
        return app

    def _message(self, person: PagePerson, sent: JsonObject) -> Message:
        channel = self._workspace.visible_channel(str(sent["channel"]), person.user)
        ts = str(sent["ts"])
        found = channel.messages.get(ts) or channel.ephemerals.get(ts)
        if found is None or found.ephemeral_to not in (None, person.id):
            raise LookupError("This message is not there any more.")
        return found

    def _view(self, person: PagePerson, view_id: str) -> View:
        if person.view is None or person.view.id != view_id:
            raise LookupError("This form is not open any more.")
        return person.view

    def _shown(self, person: PagePerson, sent: JsonObject) -> Message | View:
        if not sent.get("view"):
            return self._message(person, sent)
        views = self._workspace.views
        homes = (views.home(app, person.user) for app in self._workspace.apps.values())
        for view in (*views.pile(person.user), *homes):
            if view is not None and view.id == sent["view"]:
                return view
        raise LookupError("This form is not open any more.")


def _text(sent: JsonObject) -> str:
    return str(sent.get("text") or "")
