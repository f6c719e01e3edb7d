"""Tells open windows what changed for the person in them, as server-sent events."""

import json
from collections.abc import AsyncIterator, Callable

from bot.sandbox.entities import Channel, JsonObject
from bot.sandbox.page_looks import channel_look, groups, message_look, people, views_look, views_state
from bot.sandbox.page_person import PagePerson
from bot.sandbox.page_unread import UnreadCounts
from bot.sandbox.workspace import Workspace

PING_SECONDS = 15.0
"""After so much silence a line goes out, so that a window that is gone is noticed."""

_PEOPLE = frozenset({"team_join", "user_change", "subteam_created", "subteam_updated"})


class Window:
    """What one open window has not been told yet."""

    def __init__(self, newsroom: "Newsroom", person: PagePerson) -> None:
        self.person = person
        self.messages: dict[tuple[str, str], None] = {}
        self.channels: dict[str, None] = {}
        self.people_changed = False
        self.clock_moved = False
        self.closed = False
        self._newsroom = newsroom
        self._views = views_state(newsroom.workspace, person.user)
        self._marks: JsonObject | None = None

    def _has_news(self) -> bool:
        told = self.messages or self.channels or self.people_changed or self.clock_moved or self.closed
        return bool(told) or views_state(self._newsroom.workspace, self.person.user) != self._views

    async def news(self) -> AsyncIterator[bytes]:
        """Whatever changes, as it changes, until the workspace closes."""
        workspace = self._newsroom.workspace
        yield b"retry: 1000\n\n"
        while not self.closed:
            if await workspace.changed.until(self._has_news, PING_SECONDS):
                pieces = self._gather()
                if pieces:
                    yield b"data: " + json.dumps(pieces).encode() + b"\n\n"
            else:
                yield b": still here\n\n"

    def _gather(self) -> list[JsonObject]:
        pieces = self._people() + self._channels() + self._messages() + self._views_news()
        if self.clock_moved:
            self.clock_moved = False
            pieces.append({"kind": "clock", **self._newsroom.clock()})
        return pieces

    def _people(self) -> list[JsonObject]:
        if not self.people_changed:
            return []
        self.people_changed = False
        workspace = self._newsroom.workspace
        return [{"kind": "people", "people": people(workspace), "groups": groups(workspace)}]

    def _channels(self) -> list[JsonObject]:
        if not self.channels:
            return []
        changed, self.channels = list(self.channels), {}
        pieces = [self._channel(channel_id) for channel_id in changed]
        marks = self._newsroom.marks()
        if marks != self._marks:
            self._marks = marks
            pieces.append({"kind": "marks", "marks": marks})
        return pieces

    def _channel(self, channel_id: str) -> JsonObject:
        workspace, user = self._newsroom.workspace, self.person.user
        channel = workspace.channels.get(channel_id)
        if channel is None or not workspace.can_see(user, channel):
            return {"kind": "channel_gone", "channel": channel_id}
        look = channel_look(workspace, channel, user, self._newsroom.counts)
        return {"kind": "channel", "channel": look}

    def _messages(self) -> list[JsonObject]:
        changed, self.messages = list(self.messages), {}
        return [self._message(channel_id, ts) for channel_id, ts in changed]

    def _message(self, channel_id: str, ts: str) -> JsonObject:
        workspace, user = self._newsroom.workspace, self.person.user
        channel = workspace.channels.get(channel_id)
        gone = {"kind": "gone", "channel": channel_id, "ts": ts}
        if channel is None or not workspace.can_see(user, channel):
            return gone
        message = channel.messages.get(ts) or channel.ephemerals.get(ts)
        if message is None or message.ephemeral_to not in (None, user.id):
            return gone
        return {"kind": "message", "message": message_look(workspace, message)}

    def _views_news(self) -> list[JsonObject]:
        workspace, user = self._newsroom.workspace, self.person.user
        state = views_state(workspace, user)
        if state == self._views:
            return []
        self._views = state
        return [{"kind": "views", **views_look(workspace, user)}]


class Newsroom:
    """Hears of everything in the workspace and keeps for each window what it has to be told."""

    def __init__(self, workspace: Workspace, speed: Callable[[], int]) -> None:
        self.workspace = workspace
        self.counts = UnreadCounts(workspace)
        self._speed = speed
        self._windows: set[Window] = set()
        workspace.watchers.append(self._heard)

    def open(self, person: PagePerson) -> Window:
        """A window opened."""
        window = Window(self, person)
        self._windows.add(window)
        return window

    def close(self, window: Window) -> None:
        """A window closed."""
        self._windows.discard(window)

    async def close_all(self) -> None:
        """The workspace closes."""
        for window in self._windows:
            window.closed = True
        self.workspace.changed.notify()

    def clock(self) -> JsonObject:
        """The workspace's instant and how fast it runs."""
        return {"now": self.workspace.now().timestamp(), "speed": self._speed()}

    def marks(self) -> JsonObject:
        """How often each person is called somewhere, unread."""
        found = {
            user.id: self.counts.mentions(user) for user in self.workspace.users.values() if not user.is_bot
        }
        return {user_id: count for user_id, count in found.items() if count}

    def clock_moved(self) -> None:
        """The clock does not stand where the windows think."""
        for window in self._windows:
            window.clock_moved = True
        self.workspace.changed.notify()

    def touch(self, channel: Channel) -> None:
        """Something about the channel as a whole is not what it was."""
        self._touch(channel.id)
        self.workspace.changed.notify()

    def _touch(self, channel_id: str, *stamps: str | None) -> None:
        self.counts.forget(channel_id)
        for window in self._windows:
            window.channels[channel_id] = None
            window.messages |= {(channel_id, ts): None for ts in stamps if ts}

    def _heard(self, event: JsonObject, channel: Channel | None) -> None:
        if event["type"] in _PEOPLE:
            for window in self._windows:
                window.people_changed = True
        if event["type"] == "channel_id_changed":
            self._touch(event["old_channel_id"])
        if channel is not None:
            self._touch(channel.id, *_stamps(event))


def _stamps(event: JsonObject) -> list[str | None]:
    """The messages an event is about, with the heads of their threads."""
    if event["type"] != "message":
        item = event.get("item") or {}
        message = item.get("message") or {}
        return [item.get("ts") or message.get("ts")]
    inner = event.get("message") or event.get("previous_message") or event
    own = event.get("deleted_ts") or (inner.get("ts") if inner is not event else event.get("ts"))
    return [own, inner.get("thread_ts")]
