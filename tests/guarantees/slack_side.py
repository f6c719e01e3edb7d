"""Slack's side of the tests: deliveries made again, requests made by hand, and how everything stands."""

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.delivery_log import Delivery, Kind, Response
from bot.sandbox.entities import Channel, Message
from bot.sandbox.payloads import event_envelope
from bot.sandbox.signatures import signed_headers
from tests.stage import Stage

PATIENCE = 20.0
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def delivered(stage: Stage, *, name: str | None = None, kind: Kind | None = None) -> list[Delivery]:
    """What was delivered to the bot so far."""
    return stage.workspace.deliveries.log.of(stage.app.app_id, name=name, kind=kind)


async def again(stage: Stage, delivery: Delivery, **changed: Any) -> Response:
    """Make a delivery once more, as it was (or with other top-level fields), and say how it was answered."""
    deliveries = stage.workspace.deliveries
    transport = deliveries.sockets if stage.app.socket_mode else deliveries.http
    payload = {**delivery.payload, **changed}
    response, _ = await transport.send(stage.app, delivery.kind, payload, (1, "http_timeout"))
    return response


async def tells(stage: Stage, event: dict[str, Any], channel: Channel | None = None) -> Delivery:
    """Deliver an event until it is acked or given up."""
    envelope = event_envelope(stage.workspace, stage.app, event, channel)
    stage.workspace.deliveries.post_event(stage.app, envelope)
    await stage.workspace.quiet()
    return delivered(stage, name=event["type"])[-1]


async def posts(
    stage: Stage,
    body: bytes,
    content_type: str = JSON,
    *,
    secret: str | None = None,
    at: float | None = None,
    headers: dict[str, str] | None = None,
    path: str = "/slack/events",
) -> tuple[int, str]:
    """Send a request by hand, signed unless `headers` says otherwise; return status and body."""
    signed = signed_headers(secret or stage.app.signing_secret, body, time.time() if at is None else at)
    sent = {"Content-Type": content_type, **signed, **(headers or {})}
    url = f"http://127.0.0.1:{stage.serving.port}{path}"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=BytesIO(body), headers={k: v for k, v in sent.items() if v}) as answer,
    ):
        return answer.status, await answer.text()


def form(**fields: str) -> bytes:
    """A body of form fields."""
    return urlencode(fields).encode()


async def gets(stage: Stage, path: str) -> tuple[int, str]:
    """Ask one of the bot's own routes."""
    url = f"http://127.0.0.1:{stage.serving.port}{path}"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text()


async def until(condition: Callable[[], Any], otherwise: str) -> None:
    """Wait for a condition by looking again and again."""
    deadline = time.monotonic() + PATIENCE
    while True:
        held = condition()
        if asyncio.iscoroutine(held):
            held = await held
        if held:
            return
        assert time.monotonic() < deadline, otherwise
        await asyncio.sleep(0.01)


async def ready(stage: Stage) -> bool:
    """Whether the bot says that it is ready."""
    return (await gets(stage, "/readyz"))[0] == 200


def file_of(stage: Stage) -> Path:
    """The SQLite file."""
    return Path(stage.database_url.removeprefix("sqlite+aiosqlite:///"))


def rows(stage: Stage, *, without: Sequence[str] = ("heartbeats",)) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is stored, table by table."""
    with closing(sqlite3.connect(file_of(stage))) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)  # noqa: S608
            for (name,) in names
            if name not in without
        }


@asynccontextmanager
async def held(stage: Stage) -> AsyncIterator[None]:
    """Somebody else writes to the file, and does not end."""
    with closing(sqlite3.connect(file_of(stage), isolation_level=None, timeout=0)) as other:

        def taken() -> bool:
            try:
                other.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return False  # The bot writes just now, and needs this loop to come to an end.
            return True

        await until(taken, "the bot never lets go of its database")
        try:
            yield
        finally:
            other.execute("COMMIT")


def said_in(stage: Stage, channel: Channel) -> list[str]:
    """What the bot posted into a channel, oldest first."""
    return [m.text for m in channel.messages.values() if m.app_id == stage.app.app_id and not m.subtype]


def seen(stage: Stage) -> dict[str, Any]:
    """Everything that people can see on the workspace: channels, messages, pins, whispers, forms, Homes."""
    workspace = stage.workspace
    return {
        "channels": {
            channel.id: {
                "name": channel.name,
                "topic": channel.topic.get("value"),
                "members": sorted(channel.members),
                "archived": channel.is_archived,
                "pins": sorted(map(str, channel.pins)),
                "messages": [_shown(m) for m in channel.messages.values()],
                "whispers": [_shown(m) for m in channel.ephemerals.values()],
            }
            for channel in workspace.channels.values()
        },
        "modals": {
            u: (v.content if (v := workspace.views.top(workspace.users[u])) else None)
            for u in workspace.users
        },
    }


def _shown(message: Message) -> str:
    return json.dumps(message.to_dict(), sort_keys=True, default=str)
