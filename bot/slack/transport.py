"""The one place where a call to Slack is made: in its turn, with a time limit, its failure told apart."""

import asyncio
import json as jsonlib
import time
from typing import Any, BinaryIO, Protocol

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.errors import Fate, SlackBusy, SlackError, SlackUnreachable
from bot.slack.failures import refused, refused_plainly, unreachable
from bot.slack.lease import LEASE, LeaseRanOut
from bot.slack.pacing import Pacing

Json = dict[str, Any]

READING = frozenset(
    {
        "bots.info",
        "conversations.history",
        "conversations.info",
        "conversations.members",
        "conversations.replies",
        "pins.list",
        "usergroups.users.list",
        "users.conversations",
        "users.info",
    }
)
"""Called with GET: nothing takes effect, so a lost answer leaves nothing unknown."""

STRUCTURED = frozenset({"chat.postEphemeral", "chat.postMessage", "chat.update"})
PAGE = 200


class CallMeter(Protocol):
    """Where calls are counted."""

    def slack_call(self, method: str, outcome: str, seconds: float) -> None:
        """One call ended with `outcome`: `ok` or the word of its fault."""


class Transport:
    """Makes calls through one shared session; nothing is retried here, and no fault carries the token.

    Attributes:
        patience: how many seconds a call may wait for its turn before it is given back as busy.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        token: str,
        *,
        pacing: Pacing,
        base_url: str = "https://slack.com/api/",
        timeout: float = 10.0,
        patience: float = 20.0,
        meter: CallMeter | None = None,
    ) -> None:
        self.pacing = pacing
        self.patience = patience
        self._session = session
        self._timeout = timeout
        self._meter = meter
        self._client = AsyncWebClient(token=token, base_url=base_url, session=session, retry_handlers=[])

    async def call(
        self,
        method: str,
        args: Json | None = None,
        *,
        channel: str | None = None,
        priority: int = 3,
        urgent: bool = False,
        patience: float | None = None,
    ) -> Json:
        """Call a method and return its answer; raise one of the faults otherwise."""
        whole = await self.call_with_headers(
            method, args, channel=channel, priority=priority, urgent=urgent, patience=patience
        )
        return whole[0]

    async def call_with_headers(
        self,
        method: str,
        args: Json | None = None,
        *,
        channel: str | None = None,
        priority: int = 3,
        urgent: bool = False,
        patience: float | None = None,
    ) -> tuple[Json, dict[str, str]]:
        """As `call`, with the headers of the answer, their names in lower case."""
        await self.pacing.turn(
            method,
            channel=channel,
            priority=priority,
            urgent=urgent,
            patience=self.patience if patience is None else patience,
        )
        began, outcome = time.monotonic(), "ok"
        try:
            return await self._made(method, {k: v for k, v in (args or {}).items() if v is not None})
        except LeaseRanOut:
            outcome = "lease_ran_out"
            raise SlackUnreachable(method, Fate.NOT_DONE, outcome) from None
        except SlackError as fault:
            outcome = fault.word
            if isinstance(fault, SlackBusy):
                self.pacing.hold(method, fault.retry_after, channel=channel)
            raise
        finally:
            if self._meter is not None:
                self._meter.slack_call(method, outcome, time.monotonic() - began)

    async def _made(self, method: str, args: Json) -> tuple[Json, dict[str, str]]:
        fate = Fate.NOT_DONE if method in READING else Fate.UNKNOWN
        try:
            async with asyncio.timeout(self._timeout), LEASE.get().held():
                if method in READING:
                    answer = await self._client.api_call(method, http_verb="GET", params=args)
                elif method in STRUCTURED or method.startswith("views."):
                    answer = await self._client.api_call(method, json=args)
                else:
                    answer = await self._client.api_call(method, data=_form(args))
        except SlackApiError as error:
            raise refused(method, error.response, fate) from None
        except (
            aiohttp.ClientError,
            OSError,
            TimeoutError,
            SlackClientError,
            ValueError,
            AttributeError,
        ) as error:
            raise unreachable(method, error, fate) from None
        headers = {name.lower(): str(value) for name, value in answer.headers.items()}
        data = answer.data
        if not isinstance(data, dict):
            raise SlackUnreachable(method, fate, "unreadable")
        return data, headers

    async def pages(self, method: str, args: Json, key: str) -> list[Any]:
        """Call a listing method until its last page, and return everything under `key`."""
        found: list[Any] = []
        cursor = None
        while True:
            answer = await self.call(method, {**args, "limit": PAGE, "cursor": cursor})
            found += answer.get(key) or []
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return found

    async def send(
        self,
        name: str,
        url: str,
        *,
        json: Json | None = None,
        data: BinaryIO | None = None,
        more: float = 0.0,
    ) -> str:
        """POST to an address that Slack handed out (an answer's or an upload's), without the token.

        With `more`, it may take so many seconds longer than any other call.
        """
        began, outcome = time.monotonic(), "ok"
        try:
            async with (
                asyncio.timeout(self._timeout + more),
                LEASE.get().held(),
                self._session.post(url, json=json, data=data) as answer,
            ):
                body = await answer.text()
                if answer.status != 200:
                    raise refused_plainly(name, answer.status, answer.headers.get("Retry-After"), body)
                return body
        except LeaseRanOut:
            outcome = "lease_ran_out"
            raise SlackUnreachable(name, Fate.NOT_DONE, outcome) from None
        except SlackError as fault:
            outcome = fault.word
            raise
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            lost = unreachable(name, error, Fate.UNKNOWN)
            outcome = lost.word
            raise lost from None
        finally:
            if self._meter is not None:
                self._meter.slack_call(name, outcome, time.monotonic() - began)


def _form(args: Json) -> Json:
    """Form fields as Slack reads them: words for truth, lists separated by commas."""
    return {
        key: str(value).lower()
        if isinstance(value, bool)
        else _listed(value)
        if isinstance(value, list)
        else str(value)
        for key, value in args.items()
    }


def _listed(value: list[Any]) -> str:
    """Ids are separated by commas; objects, as the files of an upload, are JSON."""
    return ",".join(value) if all(isinstance(v, str) for v in value) else jsonlib.dumps(value)
