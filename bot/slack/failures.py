"""Reads a failed call: what slack_sdk and aiohttp raise as one becomes one of `bot.slack.errors`."""

import math
from typing import Any

import aiohttp

from bot.slack.codes import BUSY, FATE_UNKNOWN, TOKEN
from bot.slack.errors import Fate, SlackBusy, SlackError, SlackRefused, SlackUnreachable, TokenRevoked

Json = dict[str, Any]

DEFAULT_RETRY_AFTER = 5.0
"""Taken where Slack says "too much" without saying how long."""


def unreachable(method: str, error: Exception, fate: Fate) -> SlackUnreachable:
    """Name a failure of the connection; only one that never stood proves that nothing took effect."""
    never_stood = aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError
    if isinstance(error, never_stood):
        return SlackUnreachable(method, Fate.NOT_DONE, "connection_refused")
    if isinstance(error, TimeoutError):
        return SlackUnreachable(method, fate, "timeout")
    broke = isinstance(error, OSError | aiohttp.ClientConnectionError | aiohttp.ClientPayloadError)
    return SlackUnreachable(method, fate, "connection_lost" if broke else "unreadable")


def refused(method: str, response: Any, fate: Fate) -> SlackError:
    """Tell apart what slack_sdk raises as one; `response` may be the SDK's or aiohttp's own."""
    status = int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)
    data = getattr(response, "data", None)
    answer: Json = data if isinstance(data, dict) else {}
    code = str(answer.get("error", ""))
    if status == 429 or code in BUSY:
        return SlackBusy(method, _seconds(response.headers.get("Retry-After")))
    if status >= 500 or not code or code in FATE_UNKNOWN:
        return SlackUnreachable(method, fate, code or f"http_{status}")
    if code in TOKEN:
        return TokenRevoked(method, code)
    return SlackRefused(method, code, detail={k: v for k, v in answer.items() if k not in ("ok", "error")})


def refused_plainly(name: str, status: int, retry_after: str | None, body: str) -> SlackError:
    """Tell apart the answers of a response_url or an upload, which are status and plain text."""
    if status == 429:
        return SlackBusy(name, _seconds(retry_after))
    if status >= 500:
        return SlackUnreachable(name, Fate.UNKNOWN, f"http_{status}")
    known = next((code for code in ("used_url", "expired_url") if code in body), "")
    return SlackRefused(name, known or f"http_{status}")


def _seconds(header: str | None) -> float:
    """Read a Retry-After; Slack sends whole seconds, and whatever stands before it anything."""
    try:
        seconds = float(header or "")
    except ValueError:
        return DEFAULT_RETRY_AFTER
    return max(seconds, 0.0) if math.isfinite(seconds) else DEFAULT_RETRY_AFTER
