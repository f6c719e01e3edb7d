"""Calls the Web API over plain HTTP, without any Slack client, and has the judges look at each call."""

import json
from typing import Any

import aiohttp

from tests.oracles import check_arguments, check_response


class Caller:
    """An app's hands: every call goes out in another of Slack's encodings, every answer is judged.

    `done` and `refused` say which methods were called with success and which were turned down.
    """

    def __init__(self, session: aiohttp.ClientSession, api_url: str, token: str) -> None:
        self.session = session
        self.api_url = api_url
        self._token = token
        self._calls = 0
        self.done: set[str] = set()
        self.refused: set[str] = set()

    async def ok(self, method: str, /, **arguments: Any) -> dict[str, Any]:
        """A call that must succeed; its answer."""
        check_arguments(method, arguments)
        body = await self._call(method, arguments)
        assert body["ok"] is True, f"{method} refused: {body}"
        check_response(method, body)
        self.done.add(method)
        return body

    async def no(self, error: str, method: str, /, **arguments: Any) -> dict[str, Any]:
        """A call that must be refused with this code; the answer."""
        body = await self._call(method, arguments)
        assert (body["ok"], body.get("error")) == (False, error), f"{method} answered {body}"
        check_response(method, body)
        self.refused.add(method)
        return body

    async def _call(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        self._calls += 1
        flat = {key: _flat(value) for key, value in arguments.items()}
        sent: dict[str, Any] = [{"params": flat}, {"data": flat}, {"json": arguments}][self._calls % 3]
        headers = {"Authorization": f"Bearer {self._token}"}
        async with self.session.post(self.api_url + method, headers=headers, **sent) as response:
            body: dict[str, Any] = await response.json()
        return body


def _flat(value: Any) -> str:
    """A value as a query string or form carries it."""
    return value if isinstance(value, str) else json.dumps(value)
