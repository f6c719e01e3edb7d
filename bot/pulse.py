"""A sign of life for a monitor outside: a dead man's switch that is pressed while the bot can do its work.

Every copy presses it. When all of them are down, or none can do its work, the signs end, and the monitor,
which runs somewhere else, tells somebody.
"""

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
import structlog

log = structlog.get_logger()

EVERY_SECONDS = 60.0
PATIENCE = 10.0


class Pulse:
    """Calls an address once a minute, as long as nothing keeps this copy from its work.

    `not_ready_because` says what does; the address is a secret of the monitor's, and never logged.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        address: str,
        not_ready_because: Callable[[], Awaitable[str | None]],
    ) -> None:
        self._session = session
        self._address = address
        self._not_ready_because = not_ready_because

    async def run(self) -> None:
        """Go on until cancelled."""
        while True:
            await self.beat()
            await asyncio.sleep(EVERY_SECONDS)

    async def beat(self) -> None:
        """Give one sign of life, unless there is a reason not to."""
        if await self._not_ready_because() is not None:
            return
        try:
            async with asyncio.timeout(PATIENCE), self._session.get(self._address) as answer:
                if answer.status >= 400:
                    log.warning("heartbeat_not_heard", reason=f"status {answer.status}")
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            log.warning("heartbeat_not_heard", reason=type(error).__name__)
