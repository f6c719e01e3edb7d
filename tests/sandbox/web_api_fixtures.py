"""A workspace behind its real server, an app with chosen scopes, and calls over plain HTTP."""

import contextlib
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

from bot.sandbox.entities import App, Channel, User
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import Workspace

Json = dict[str, Any]

SCOPES = [
    "app_mentions:read",
    "bookmarks:read",
    "bookmarks:write",
    "channels:history",
    "channels:join",
    "channels:manage",
    "channels:read",
    "chat:write",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "groups:write",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "mpim:write",
    "pins:read",
    "pins:write",
    "reactions:read",
    "reactions:write",
    "team:read",
    "usergroups:read",
    "users:read",
    "users:read.email",
]
EVENTS = [
    "app_mention",
    "channel_archive",
    "channel_created",
    "channel_rename",
    "channel_unarchive",
    "file_shared",
    "group_archive",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "pin_added",
    "pin_removed",
    "reaction_added",
    "reaction_removed",
    "subteam_updated",
    "team_join",
    "user_change",
    "tokens_revoked",
    "app_uninstalled",
]


def manifest(name: str, scopes: Iterable[str], events: Iterable[str] = EVENTS) -> Json:
    return {
        "display_information": {"name": name},
        "features": {"bot_user": {"display_name": name}},
        "oauth_config": {"scopes": {"bot": list(scopes)}},
        "settings": {"event_subscriptions": {"bot_events": list(events)}},
    }


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    at: datetime = datetime(2026, 11, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def moves(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Api:
    """An app at a workspace's Web API; `told` are the events it was sent."""

    workspace: Workspace
    clock: Clock
    app: App
    server: SandboxServer
    session: aiohttp.ClientSession
    told: list[Json] = field(default_factory=list)

    async def ask(self, method: str, *, token: str | None = None, **args: Any) -> Json:
        """One call with a JSON body; its answer."""
        headers = {"Authorization": f"Bearer {token or self.app.bot_token}"}
        headers["Content-Type"] = "application/json; charset=utf-8"
        async with self.session.post(self.server.api_url + method, json=args, headers=headers) as response:
            body: Json = await response.json()
        return body

    async def ok(self, method: str, /, **args: Any) -> Json:
        body = await self.ask(method, **args)
        assert body["ok"] is True, f"{method} refused: {body}"
        return body

    async def no(self, error: str, method: str, /, **args: Any) -> Json:
        body = await self.ask(method, **args)
        assert (body["ok"], body.get("error")) == (False, error), f"{method} answered {body}"
        return body

    async def channel(self, name: str = "inc-1", **more: Any) -> str:
        """A new channel of the app's own; its id."""
        return str((await self.ok("conversations.create", name=name, **more))["channel"]["id"])

    async def post(self, channel: str, text: str = "hello", **more: Any) -> str:
        return str((await self.ok("chat.postMessage", channel=channel, text=text, **more))["ts"])

    def person(self, name: str) -> User:
        return self.workspace.user(name)

    def place(self, key: str) -> Channel:
        return self.workspace.channel(key)

    @property
    def bot(self) -> User:
        return self.workspace.bot_user(self.app)

    def heard(self, kind: str, subtype: str | None = None) -> list[Json]:
        """The events of a kind that the app was sent."""
        return [e for e in self.told if e["type"] == kind and e.get("subtype") == subtype]

    def elsewhere(self, name: str, members: Iterable[str], *, is_private: bool = False) -> Channel:
        """A channel of other people, without the app."""
        first, *others = [self.person(member) for member in members]
        channel = self.workspace.create_channel(name, first, is_private=is_private)
        if others:
            self.workspace.invite(channel, first, [other.id for other in others])
        return channel

    def without(self, *scopes: str) -> str:
        """The token of another app that lacks these scopes."""
        left = [scope for scope in SCOPES if scope not in scopes]
        return self.workspace.install(manifest("-".join(scopes), left)).bot_token


@contextlib.asynccontextmanager
async def open_api(**settings: Any) -> AsyncIterator[Api]:
    clock = Clock()
    workspace = Workspace(clock, **{"rate_scale": None, "file_share_delay": 0.0, **settings})
    workspace.populate()
    app = workspace.install(manifest("Caller", SCOPES))
    async with SandboxServer(workspace) as server, aiohttp.ClientSession() as session:
        api = Api(workspace, clock, app, server, session)
        workspace.subscribers.append(lambda told, event, _: api.told.append(event) if told is app else None)
        yield api
