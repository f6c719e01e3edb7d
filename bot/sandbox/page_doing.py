"""What a window does to the workspace: acts of its person, and time, examples and a new beginning."""

import json
from datetime import timedelta

from aiohttp import web

from bot.sandbox.entities import JsonObject
from bot.sandbox.errors import SlackError
from bot.sandbox.page_acts import Acts
from bot.sandbox.page_asking import Asking
from bot.sandbox.page_files import WrongAct
from bot.sandbox.page_hooks import PageHooks
from bot.sandbox.page_news import Newsroom
from bot.sandbox.page_words import words_for

MOST_MINUTES = 31 * 24 * 60


class Doing:
    """Lets windows act."""

    def __init__(self, newsroom: Newsroom, asking: Asking, hooks: PageHooks) -> None:
        self._newsroom = newsroom
        self._asking = asking
        self._hooks = hooks
        self._acts = Acts(newsroom.workspace, newsroom)

    async def act(self, request: web.Request) -> web.Response:
        """One act of one person; what the app did wrong comes back as toasts beside the result."""
        person = self._asking.person(request)
        act = self._acts.named(request.match_info["act"])
        if act is None:
            raise web.HTTPNotFound(text="Nobody can do that here.")
        seen = len(person.toasts)
        try:
            result = await act(person, await _sent(request)) or {}
        except SlackError as refusal:
            return _wrong(refusal.code, words_for(refusal.code))
        except (LookupError, WrongAct) as mistake:
            return _wrong("not_possible", str(mistake.args[0] if mistake.args else mistake))
        return web.json_response({"ok": True, "toasts": person.toasts[seen:], **result})

    async def time(self, request: web.Request) -> web.Response:
        """Time passes, or runs at another speed."""
        hooks, sent = self._hooks, await _sent(request)
        minutes, speed, moved = sent.get("minutes"), sent.get("speed"), True
        if isinstance(minutes, int) and 0 < minutes <= MOST_MINUTES and hooks.move:
            await hooks.move(timedelta(minutes=minutes))
        elif sent.get("to") == "next" and hooks.move_to_next:
            moved = await hooks.move_to_next() is not None
        elif isinstance(speed, int) and hooks.hasten:
            hooks.hasten(speed)
        else:
            return _wrong("not_offered", "Time cannot be moved so.")
        self._newsroom.clock_moved()
        return web.json_response({"ok": True, "moved": moved, **self._newsroom.clock()})

    async def play(self, request: web.Request) -> web.Response:
        """A prepared example is played."""
        name, sent = request.match_info["name"], await _sent(request)
        point = str(sent.get("point") or "")
        known = [each for each in self._hooks.examples if each.name == name and point in each.points]
        if self._hooks.play is None or not known:
            raise web.HTTPNotFound(text="There is no such example.")
        try:
            channel = await self._hooks.play(name, point)
        except LookupError as stumble:
            return _wrong("not_possible", str(stumble))
        self._newsroom.clock_moved()
        return web.json_response({"ok": True, "channel": channel})

    async def tour(self, request: web.Request) -> web.Response:
        """A step of the guided tour begins, or is done for whoever takes it."""
        tour, number = self._hooks.tour, int(request.match_info["number"])
        if tour is None or number >= len(tour.steps):
            raise web.HTTPNotFound(text="There is no such step.")
        try:
            if request.match_info["what"] == "do":
                await tour.do(number)
                answer = {}
            else:
                answer = {"channel": await tour.begin(number)}
        except LookupError as stumble:
            return _wrong("not_possible", str(stumble))
        self._newsroom.clock_moved()
        return web.json_response({"ok": True, **answer})

    async def reset(self, _request: web.Request) -> web.Response:
        """Everything begins anew."""
        if self._hooks.reset is None:
            return _wrong("not_offered", "This workspace cannot begin anew.")
        self._hooks.reset()
        return web.json_response({"ok": True})


async def _sent(request: web.Request) -> JsonObject:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="The page speaks JSON.")
    try:
        content = await request.json()
    except json.JSONDecodeError:
        raise web.HTTPBadRequest(text="That is no JSON.") from None
    if not isinstance(content, dict):
        raise web.HTTPBadRequest(text="An act is a JSON object.")
    return content


def _wrong(code: str, words: str) -> web.Response:
    return web.json_response({"ok": False, "error": code, "words": words}, status=400)
