"""What a window asks the workspace for: the start, channels, threads, files, and the news."""

from collections.abc import Iterable
from urllib.parse import quote

from aiohttp import web

from bot.sandbox.entities import Channel, JsonObject, Message
from bot.sandbox.errors import SlackError
from bot.sandbox.page_hooks import PageHooks
from bot.sandbox.page_looks import app_look, channels, groups, may_act, message_look, people, views_look
from bot.sandbox.page_news import Newsroom
from bot.sandbox.page_person import PagePerson
from bot.sandbox.page_reading import read_around, read_back, read_on, read_pins, read_thread
from bot.sandbox.page_search import search

_SAFE_IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp")


class Asking:
    """Answers windows; each says as whom it asks."""

    def __init__(self, newsroom: Newsroom, hooks: PageHooks) -> None:
        self._workspace = newsroom.workspace
        self._newsroom = newsroom
        self._hooks = hooks

    def person(self, request: web.Request) -> PagePerson:
        """Whose window asks."""
        workspace = self._workspace
        user = workspace.users.get(request.query.get("as", ""))
        if user is None or not may_act(workspace, user):
            raise web.HTTPNotFound(text="There is nobody of this id to act as.")
        return PagePerson(workspace, user)

    def _channel(self, request: web.Request, person: PagePerson) -> Channel:
        try:
            return self._workspace.visible_channel(request.match_info["channel"], person.user)
        except SlackError:
            raise web.HTTPNotFound(text="There is no such channel.") from None

    async def start(self, request: web.Request) -> web.Response:
        """Everything a window needs before it shows a channel; anybody's when it does not say whose."""
        workspace, hooks = self._workspace, self._hooks
        everybody = people(workspace)
        if "as" not in request.query:
            return web.json_response({"people": everybody})
        person = self.person(request)
        return web.json_response(
            {
                "me": person.id,
                "team": {"name": workspace.settings.team_name, "url": workspace.url},
                "people": everybody,
                "groups": groups(workspace),
                "channels": channels(workspace, person.user, self._newsroom.counts),
                "marks": self._newsroom.marks(),
                "apps": [app_look(app) for app in workspace.apps.values() if app.installed],
                "front": {"app": hooks.front_app, "title": hooks.front_title},
                "clock": self._newsroom.clock(),
                "offers": {
                    "move": hooks.move is not None,
                    "next": hooks.move_to_next is not None,
                    "hasten": hooks.hasten is not None,
                    "reset": hooks.reset is not None,
                    "examples": [vars(example) for example in hooks.examples] if hooks.play else [],
                    "tour": [vars(step) for step in hooks.tour.steps] if hooks.tour else [],
                },
                **views_look(workspace, person.user),
            }
        )

    async def news(self, request: web.Request) -> web.StreamResponse:
        """What is new, for as long as the window is open."""
        person = self.person(request)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        window = self._newsroom.open(person)
        try:
            await response.prepare(request)
            async for piece in window.news():
                await response.write(piece)
        except ConnectionError:
            # The window was closed: nobody is there to be told.
            pass
        finally:
            self._newsroom.close(window)
        return response

    async def messages(self, request: web.Request) -> web.Response:
        """A piece of a channel."""
        person = self.person(request)
        channel = self._channel(request, person)
        around, after = request.query.get("around"), request.query.get("after")
        try:
            if around:
                piece = read_around(person, channel, around)
            elif after:
                piece = read_on(person, channel, after)
            else:
                piece = read_back(person, channel, request.query.get("before", ""))
        except ValueError:
            raise web.HTTPBadRequest(text="That is no message's stamp.") from None
        look = {"earlier": piece.earlier, "later": piece.later}
        return web.json_response(look | {"messages": self._look(piece.messages)})

    async def thread(self, request: web.Request) -> web.Response:
        """A message with its replies."""
        person = self.person(request)
        channel = self._channel(request, person)
        return web.json_response(
            {"messages": self._look(read_thread(person, channel, request.match_info["ts"]))}
        )

    async def pins(self, request: web.Request) -> web.Response:
        """What is pinned in a channel."""
        channel = self._channel(request, self.person(request))
        return web.json_response({"messages": self._look(read_pins(channel))})

    async def search(self, request: web.Request) -> web.Response:
        """Messages that hold the words somebody looks for."""
        found, more = search(self.person(request), request.query.get("words", ""))
        hits = [self._message(hit.message) | {"excerpt": hit.excerpt} for hit in found]
        return web.json_response({"messages": hits, "more": more})

    def _look(self, messages: Iterable[Message]) -> list[JsonObject]:
        return [self._message(message) for message in messages]

    def _message(self, message: Message) -> JsonObject:
        return message_look(self._workspace, message)

    async def file(self, request: web.Request) -> web.Response:
        """A file's bytes: pictures to be shown, all else to be kept, so that none of it runs here."""
        person = self.person(request)
        try:
            file = self._workspace.file(request.match_info["file"], person.user)
        except SlackError:
            raise web.HTTPNotFound(text="There is no such file.") from None
        shown = file.mimetype in _SAFE_IMAGES
        kind = file.mimetype if shown else "application/octet-stream"
        disposition = "inline" if shown else "attachment"
        headers = {"Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(file.name, safe='')}"}
        return web.Response(body=file.content, content_type=kind, headers=headers)
