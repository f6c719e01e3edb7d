"""Sends signed HTTP requests to an app and says in Slack's words how it answered."""

import asyncio
import json
import time
from urllib.parse import urlencode, urljoin

import aiohttp

from bot.sandbox.delivery_log import Kind, Response
from bot.sandbox.delivery_rules import DeliveryRules
from bot.sandbox.entities import App, JsonObject
from bot.sandbox.signatures import signed_headers

FORM = "application/x-www-form-urlencoded"


class HttpTransport:
    """One session for all apps; a request that outlives Slack's patience goes on unobserved, as in Slack."""

    def __init__(self, rules: DeliveryRules) -> None:
        self._rules = rules
        self._session: aiohttp.ClientSession | None = None
        self._requests: set[asyncio.Task[Response]] = set()

    async def send(
        self, app: App, kind: Kind, payload: JsonObject, retry: tuple[int, str] | None = None
    ) -> tuple[Response, dict[str, str]]:
        """Post the payload where the app wants this kind, wait as long as Slack does; (answer, headers)."""
        url = address(app, kind, payload)
        body, content_type = encode(kind, payload)
        headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0", "Accept": "*/*"}
        headers |= signed_headers(app.signing_secret, body, time.time())
        if retry:
            headers |= {"x-slack-retry-num": str(retry[0]), "x-slack-retry-reason": retry[1]}
        if not url:
            return Response(None, "connection_failed"), headers
        request = asyncio.create_task(self._post(url, body, headers))
        self._requests.add(request)
        request.add_done_callback(self._requests.discard)
        await asyncio.wait({request}, timeout=self._rules.patience)
        return (request.result() if request.done() else Response(None, "http_timeout")), headers

    async def close(self) -> None:
        """Give up what is still under way."""
        for request in list(self._requests):
            request.cancel()
        await asyncio.gather(*self._requests, return_exceptions=True)
        if self._session:
            await self._session.close()
            self._session = None

    async def _post(self, url: str, body: bytes, headers: dict[str, str]) -> Response:
        if self._session is None:
            # A connection kept from before the app was restarted would fail for no reason of the app's.
            connector = aiohttp.TCPConnector(limit=0, force_close=True)
            self._session = aiohttp.ClientSession(
                connector=connector, timeout=aiohttp.ClientTimeout(total=60)
            )
        try:
            for _ in range(self._rules.max_redirects + 1):
                async with self._session.post(
                    url, data=body, headers=headers, allow_redirects=False
                ) as answer:
                    if answer.status not in (301, 302):
                        return await _read(answer)
                    url = urljoin(url, answer.headers.get("Location", ""))
        except aiohttp.ClientSSLError:
            return Response(None, "ssl_error")
        except (aiohttp.ClientConnectionError, ConnectionError):
            return Response(None, "connection_failed")
        except (aiohttp.ClientError, TimeoutError, UnicodeDecodeError):
            return Response(None, "unknown_error")
        return Response(None, "too_many_redirects")


async def _read(answer: aiohttp.ClientResponse) -> Response:
    failure = None if 200 <= answer.status < 300 else "http_error"
    no_retry = answer.headers.get("x-slack-no-retry") == "1" and answer.status != 200
    return Response(answer.status, failure, await answer.text(), answer.content_type, no_retry)


def address(app: App, kind: Kind, payload: JsonObject) -> str:
    """Where the app wants a payload sent: each command and the options of menus may have their own place."""
    if kind is Kind.EVENT:
        return app.events_url
    if kind is Kind.COMMAND:
        return app.command_urls.get(payload["command"], "")
    if payload["type"] == "block_suggestion":
        return app.options_url
    return app.interactivity_url


def encode(kind: Kind, payload: JsonObject) -> tuple[bytes, str]:
    """The body and its type: JSON for events, a form for commands, a form of one JSON field for the rest."""
    if kind is Kind.EVENT:
        return json.dumps(payload, separators=(",", ":")).encode(), "application/json"
    form = payload if kind is Kind.COMMAND else {"payload": json.dumps(payload, separators=(",", ":"))}
    return urlencode(form).encode(), FORM
