"""One connection to Slack, and the acks that went out on it: some may have to go out on another as well."""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any

import aiohttp

ACK_LIFETIME = 3.0
"""Seconds for which an ack can matter: so long Slack waits for it."""

Json = dict[str, Any]


def _now() -> float:
    return asyncio.get_running_loop().time()


@dataclass(frozen=True)
class Ack:
    """What answers an envelope, and when at the latest Slack stops waiting for it (the loop's time)."""

    frame: Json
    ends: float

    @classmethod
    def of(cls, frame: Json) -> "Ack":
        """Return the ack that is sent from now on."""
        return cls(frame, _now() + ACK_LIFETIME)

    @property
    def is_late(self) -> bool:
        """Whether nobody can be waiting for it any more."""
        return _now() > self.ends


class Line:
    """One connection to Slack.

    Attributes:
        socket: what it goes over.
        leaving: Slack asked for its end, and may listen to it no more.
    """

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.leaving = False
        self._said: deque[Ack] = deque()

    async def says(self, ack: Ack) -> bool:
        """Send an ack; False where the connection has ended."""
        if self.socket.closed:
            return False
        try:
            await self.socket.send_json(ack.frame)
        except (aiohttp.ClientError, OSError):
            return False
        while self._said and self._said[0].is_late:
            self._said.popleft()
        self._said.append(ack)
        return True

    def unsure(self) -> list[Ack]:
        """Return the acks that Slack may not have heard when the connection ended, and may still wait for.

        What is sent while Slack hangs up is taken by the network all the same. An ack that comes twice does
        no harm.
        """
        return [ack for ack in self._said if not ack.is_late]
