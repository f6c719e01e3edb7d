"""A relay of connections that can be cut, stalled and forgotten, in front of PostgreSQL or the bot's copies.

In front of several targets each connection goes to the next one that takes it, as a load balancer does it.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

Target = tuple[str, int]


class Relay:
    """Listens on a port of its own; `targets` says, at each connection, where it may go."""

    def __init__(self, targets: Callable[[], Sequence[Target]]) -> None:
        self.port = 0
        self.connections = 0
        self._targets = targets
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._forgotten: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._open = True
        self._flowing = asyncio.Event()
        self._flowing.set()

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Listen no more, and break what stands."""
        self.cut()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._server is not None:
            self._server.close()

    def cut(self) -> int:
        """Break every connection without a word; say how many."""
        writers, self._writers = self._writers, set()
        for writer in writers:
            writer.transport.abort()
        return len(writers) // 2

    def close(self) -> None:
        """Break everything and let nobody through, until `open`."""
        self._open = False
        self.cut()

    def stall(self) -> None:
        """Keep connections, and let nothing flow, until `open`."""
        self._flowing.clear()

    def forget(self) -> int:
        """Swallow whatever comes over the connections that stand, without a word; say how many."""
        self._forgotten |= self._writers
        return len(self._writers) // 2

    def open(self) -> None:
        """Let everything through again."""
        self._open = True
        self._flowing.set()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.add(task := asyncio.create_task(self._relay(reader, writer)))
        task.add_done_callback(self._tasks.discard)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await self._dial() if self._open else None
        if there is None:
            writer.transport.abort()
            return
        self._writers |= {writer, there[1]}
        try:
            ways = {
                asyncio.create_task(self._pump(reader, there[1])),
                asyncio.create_task(self._pump(there[0], writer)),
            }
            _, other = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in other:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
        finally:
            self._writers -= {writer, there[1]}
            self._forgotten -= {writer, there[1]}
            there[1].close()
            writer.close()

    async def _dial(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        targets = list(self._targets())
        self.connections += 1
        for turn in range(len(targets)):
            with suppress(OSError):
                return await asyncio.open_connection(*targets[(self.connections + turn) % len(targets)])
        return None

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                await self._flowing.wait()
                if writer in self._forgotten:
                    continue
                writer.write(data)
                await writer.drain()
