"""What goes over a Socket Mode connection: Slack's hello, envelopes with deliveries, and their acks."""

import json
from collections.abc import Sequence
from typing import Any

import aiohttp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from handlers.cleaning import cleaned
from handlers.reading import strict
from handlers.shapes import is_readable

HEARTBEAT_SECONDS = 5.0
"""How often the connection is tried; one that does not answer is dropped after half of that again."""

HELLO_PATIENCE = 10.0
REASONS = {"link_disabled": "Socket Mode is switched off in the app's settings"}
"""Slack's words for why it ends a connection, where ours say more."""

Json = dict[str, Any]


class Unwelcome(Exception):
    """Slack took the call and did not say hello; the words say why, as far as Slack did."""


async def greeted(
    session: aiohttp.ClientSession, answer: Json, *, heartbeat: float = HEARTBEAT_SECONDS
) -> aiohttp.ClientWebSocketResponse:
    """Dial the address that Slack answered with, and wait for its hello.

    Raises:
        Unwelcome: it does not let the bot in there.
    """
    try:
        socket = await session.ws_connect(str(answer.get("url")), heartbeat=heartbeat)
    except (aiohttp.ClientError, OSError, ValueError, TimeoutError) as error:
        raise Unwelcome(f"cannot be dialled ({type(error).__name__})") from None
    try:
        frame = frame_of(await socket.receive(HELLO_PATIENCE))
    except (TimeoutError, aiohttp.ClientError, OSError):
        frame = {}
    if frame.get("type") == "hello":
        return socket
    await socket.close()
    reason = str(frame.get("reason") or "no hello")
    raise Unwelcome(REASONS.get(reason, reason))


def frame_of(message: aiohttp.WSMessage) -> Json:
    """Read one frame; empty where it is none of Slack's."""
    if message.type is not aiohttp.WSMsgType.TEXT:
        return {}
    try:
        frame = strict(message.data)
    except (ValueError, RecursionError):
        return {}
    return frame if isinstance(frame, dict) else {}


def delivery_in(envelope: Json) -> AsyncBoltRequest | None:
    """Read what an envelope carries; None where nobody can."""
    headers: dict[str, str | Sequence[str]] = {}
    if envelope.get("retry_attempt"):
        headers["x-slack-retry-num"] = str(envelope["retry_attempt"])
        headers["x-slack-retry-reason"] = str(envelope.get("retry_reason") or "unknown")
    try:
        body = cleaned(envelope.get("payload"))
        if not isinstance(body, dict) or not is_readable(body):
            return None
        return AsyncBoltRequest(body=body, headers=headers, mode="socket_mode")
    except (ValueError, RecursionError, TypeError, AttributeError, KeyError):
        return None


def ack_for(envelope: Json, response: BoltResponse) -> Json:
    """Return the ack, with the answer in it where Slack takes one there."""
    answer: Json = {"envelope_id": envelope["envelope_id"]}
    if response.body and envelope.get("accepts_response_payload"):
        kind = response.headers.get("content-type", [""])[0]
        is_json = kind.startswith("application/json")
        answer["payload"] = json.loads(response.body) if is_json else {"text": response.body}
    return answer
