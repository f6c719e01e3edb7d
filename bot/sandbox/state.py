"""The ground of a workspace: who and what is in it, its clock and stamps, and who hears of what happens."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.sandbox.call_log import CallRecord
from bot.sandbox.entities import App, Channel, File, JsonObject, Message, User, UserGroup
from bot.sandbox.errors import SlackError
from bot.sandbox.faults import Faults
from bot.sandbox.ids import Ids, fixed, microseconds, stamp
from bot.sandbox.settings import Plan, Settings
from bot.sandbox.subscriptions import is_visible

Subscriber = Callable[[App, JsonObject, Channel | None], None]
Watcher = Callable[[JsonObject, Channel | None], None]


class State:
    """Tables, clock, ids and publishing.

    `subscribers` are called once for every app that is to get an event, with (app, inner event, channel);
    `watchers` once for everything that happens, also what no app may see (ephemeral messages): for a page.
    Both are called synchronously, in the order of what happened, and must not raise. `calls` logs every call
    of the Web API; `faults` takes orders of trouble for it.
    """

    def __init__(self, clock: Callable[[], datetime], *, plan: Plan = "paid", **settings: Any) -> None:
        self.clock = clock
        self.settings = Settings(plan=plan, **settings)
        self.ids = Ids(self.settings.seed)
        self.team_id = fixed("T", self.settings.domain)
        self.url = f"https://{self.settings.domain}.slack.com/"
        self.files_url = f"{self.url}files/"
        self.upload_url = f"{self.url}upload/v1/"
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.apps: dict[str, App] = {}
        self.files: dict[str, File] = {}
        self.usergroups: dict[str, UserGroup] = {}
        self.upload_tickets: dict[str, File] = {}
        self.calls: list[CallRecord] = []
        self.faults = Faults()
        self.subscribers: list[Subscriber] = []
        self.watchers: list[Watcher] = []
        self.later: set[asyncio.TimerHandle] = set()
        self.strangers_team = fixed("T", "elsewhere")
        self._last_us = 0

    # time -------------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """The workspace's instant, by its clock."""
        return self.clock()

    def epoch(self) -> int:
        """Now in whole seconds, as `created` and `updated` fields carry it."""
        return int(self.now().timestamp())

    def next_ts(self, channel: Channel) -> str:
        """A stamp later than any before it in the channel, though the clock may stand still or go back."""
        channel.last_us = max(microseconds(self.now()), channel.last_us + 1)
        return stamp(channel.last_us)

    def event_ts(self) -> str:
        """A stamp for an event that is not a message's."""
        self._last_us = max(microseconds(self.now()), self._last_us + 1)
        return stamp(self._last_us)

    def after(self, seconds: float, act: Callable[[], None]) -> None:
        """Do something a little later in real time, when a loop runs; at once when none does."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            act()
            return

        def run() -> None:
            self.later.discard(handle)
            act()

        handle = loop.call_later(seconds, run)
        self.later.add(handle)

    def cancel_later(self) -> None:
        """Forget what `after` has not done yet: the workspace is closing."""
        for handle in self.later:
            handle.cancel()
        self.later.clear()

    # publishing -------------------------------------------------------------------------------------------

    def publish(self, event: JsonObject, *, channel: Channel | None = None, app: App | None = None) -> None:
        """Tell watchers, and the subscribers for each app that may see it (or only for `app`)."""
        event.setdefault("event_ts", event.get("ts") or self.event_ts())
        for watcher in list(self.watchers):
            watcher(event, channel)
        for each in list(self.apps.values()) if app is None else [app]:
            if self.visible_to(each, event, channel):
                for subscriber in list(self.subscribers):
                    subscriber(each, event, channel)

    def visible_to(self, app: App, event: JsonObject, channel: Channel | None) -> bool:
        """Whether the app gets the event: installed, subscribed, with the scope, and in the channel."""
        ended = event["type"] in ("app_uninstalled", "tokens_revoked")
        return (app.installed or ended) and is_visible(app, event, channel)

    def watch_only(self, event: JsonObject, channel: Channel | None = None) -> None:
        """Tell watchers of what no app is ever told."""
        event.setdefault("event_ts", self.event_ts())
        for watcher in list(self.watchers):
            watcher(event, channel)

    # finding ----------------------------------------------------------------------------------------------

    def user(self, key: str) -> User:
        """The user by id or by name; `user_not_found` otherwise."""
        found = self.users.get(key) or next((u for u in self.users.values() if u.name == key), None)
        if found is None:
            raise SlackError("user_not_found")
        return found

    def person(self, key: str) -> User:
        """The same as `user`, for reading aloud in tests."""
        return self.user(key)

    def channel(self, key: str) -> Channel:
        """The channel by id or by name (with or without #), whoever asks; `channel_not_found` otherwise."""
        name = key.removeprefix("#")
        found = self.channels.get(key) or next((c for c in self.channels.values() if c.name == name), None)
        if found is None:
            raise SlackError("channel_not_found")
        return found

    def app_of(self, user: User) -> App | None:
        """The app whose bot this user is."""
        return self.apps.get(user.app_id or "")

    def can_see(self, user: User, channel: Channel) -> bool:
        """Members see their channels; all but guests and strangers see public ones too."""
        if user.id in channel.members:
            return True
        return channel.is_public and not user.is_guest and not user.is_stranger

    def visible_channel(self, key: str, by: User) -> Channel:
        """The channel by id, if the user may know that it exists; `channel_not_found` otherwise."""
        channel = self.channels.get(key)
        if channel is None or not self.can_see(by, channel):
            raise SlackError("channel_not_found")
        return channel

    def message(self, channel: Channel, ts: str) -> Message:
        """The message at this stamp; `message_not_found` when there is none or only a tombstone."""
        found = channel.messages.get(ts)
        if found is None or found.is_tombstone:
            raise SlackError("message_not_found")
        return found
