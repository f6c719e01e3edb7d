"""The door of `/slack/events`: what cannot be Slack's is turned away by its head, before its body is read."""

import asyncio
import time
from collections.abc import Callable, Mapping
from enum import StrEnum

from aiohttp import web

from handlers.reading import KINDS

BODY_MAX = 1024 * 1024
"""Bytes a delivery may have; Slack's own stay far below."""

BODY_PATIENCE = 3.0
"""Seconds a body may take to arrive; Slack itself gives up after three."""

SIGNED = ("X-Slack-Request-Timestamp", "X-Slack-Signature")
FRESH_SECONDS = 300
"""How old, or how far ahead, a signed request may be."""


class Refused(StrEnum):
    """Why a request is turned away; the word is counted, and told to nobody."""

    CONTENT_TYPE = "content_type"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    SIGNATURE = "signature"
    STALE = "stale"
    UNREADABLE = "unreadable"

    def answer(self) -> web.Response:
        """Say that it is refused, and no more than that."""
        return web.json_response({"error": "invalid request"}, status=_STATUS[self])


_STATUS = {
    Refused.CONTENT_TYPE: 415,
    Refused.TOO_LARGE: 413,
    Refused.TOO_SLOW: 408,
    Refused.SIGNATURE: 401,
    Refused.STALE: 401,
    Refused.UNREADABLE: 400,
}

Told = Callable[[str], None]
"""Counts a refusal by its reason."""


def turned_away(headers: Mapping[str, str], kind: str, length: int | None) -> Refused | None:
    """Say why a request is refused, as far as its head shows; None lets its body be read."""
    if kind not in KINDS or headers.get("Content-Encoding"):
        return Refused.CONTENT_TYPE
    if length is not None and length > BODY_MAX:
        return Refused.TOO_LARGE
    at, signature = (headers.get(name, "") for name in SIGNED)
    if not (signature.startswith("v0=") and at.isascii() and at.isdigit() and len(at) <= 12):
        return Refused.SIGNATURE
    return Refused.STALE if abs(time.time() - int(at)) > FRESH_SECONDS else None


async def body_of(request: web.Request) -> bytes | Refused:
    """Read a body that arrives in time and is not too large."""
    try:
        if request.content.is_eof():  # All of it came with the head, as is usual: nothing is waited for.
            return await request.read()
        async with asyncio.timeout(BODY_PATIENCE):
            return await request.read()
    except web.HTTPRequestEntityTooLarge:
        return Refused.TOO_LARGE
    except TimeoutError:
        return Refused.TOO_SLOW
