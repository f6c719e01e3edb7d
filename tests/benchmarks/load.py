"""A load of signed HTTP deliveries over kept connections, light enough to leave the machine to the bot.

Requests are built and signed beforehand; a connection sends its next one when the last was answered, so
nothing is pipelined. What is measured is the time from sending (or, at a given rate, from when it was to be
sent) to the end of the answer. What is refused is sent again, as Slack does.
"""

import asyncio
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.sandbox.signatures import signed_headers

CONNECTIONS = 32
REPEATS = 3
"""How often Slack repeats what was refused."""


def request(body: bytes, signing_secret: str) -> bytes:
    """Return an event's delivery as it goes over the wire, signed now."""
    headers = {
        "Host": "127.0.0.1",
        "User-Agent": "Slackbot 1.0",
        "Accept": "*/*",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        **signed_headers(signing_secret, body, time.time()),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST /slack/events HTTP/1.1\r\n{head}\r\n".encode() + body


@dataclass
class Outcome:
    """How a load was answered.

    Attributes:
        refused: how many answers were another than 200.
        seconds: how long it took until each was acked, or given up.
    """

    acked: int = 0
    refused: int = 0
    lasted: float = 0.0
    seconds: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Acks a second."""
        return self.acked / self.lasted

    def within(self, share: float) -> float:
        """The time within which this share of the deliveries was answered."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


@dataclass
class _Load:
    """What the connections share: what is to be sent, from when, how fast (None: as fast as can be)."""

    requests: Iterator[bytes]
    outcome: Outcome
    rate: float | None
    began: float = 0.0
    sent: int = 0

    def next(self) -> tuple[bytes, float] | None:
        """The next request and when it is to be sent."""
        following = next(self.requests, None)
        if following is None:
            return None
        due = self.began + self.sent / self.rate if self.rate else time.perf_counter()
        self.sent += 1
        return following, due


class _Connection(asyncio.Protocol):
    """One kept connection; it takes the next request from what all of them share."""

    def __init__(self, load: _Load) -> None:
        self._load = load
        self._got = b""
        self._due = 0.0
        self._raw, self._repeats = b"", 0
        self.ends: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def send(self) -> None:
        """Send the next request when it is due, or end."""
        following = self._load.next()
        if following is None:
            self._transport.close()
            return
        (self._raw, self._due), self._repeats = following, 0
        wait = self._due - time.perf_counter()
        if wait > 0:
            asyncio.get_running_loop().call_later(wait, self._transport.write, self._raw)
        else:
            self._transport.write(self._raw)

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, end, body = self._got.partition(b"\r\n\r\n")
        if not end or len(body) < _length(head):
            return
        self._got = b""
        outcome = self._load.outcome
        acked = head.startswith(b"HTTP/1.1 200")
        outcome.acked, outcome.refused = outcome.acked + acked, outcome.refused + (not acked)
        if not acked and self._repeats < REPEATS:
            self._repeats += 1
            self._transport.write(self._raw)
            return
        outcome.seconds.append(time.perf_counter() - self._due)
        self.send()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.ends.done():
            self.ends.set_result(None)


def _length(head: bytes) -> int:
    found = head.lower().partition(b"content-length:")[2]
    return int(found.partition(b"\r\n")[0] or 0)


async def drive(
    port: int, requests: Iterable[bytes], *, rate: float | None = None, connections: int = CONNECTIONS
) -> Outcome:
    """Send every request as fast as it is answered, or at a rate; return how that went."""
    load = _Load(iter(requests), Outcome(), rate)
    made: list[_Connection] = []
    for _ in range(connections):
        _, connection = await asyncio.get_running_loop().create_connection(
            lambda: _Connection(load), "127.0.0.1", port
        )
        made.append(connection)
    load.began = time.perf_counter()
    for connection in made:
        connection.send()
    await asyncio.gather(*(connection.ends for connection in made))
    load.outcome.lasted = time.perf_counter() - load.began
    return load.outcome
