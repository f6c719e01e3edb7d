"""`incident-bot sandbox`: the whole bot on a simulated workspace on this machine, with a page to use it."""

import asyncio
import os
import signal
import sys
import tempfile
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.commands.rehearsal import Rehearsal, forget
from bot.config import BadSettings, Settings, read_policy, read_settings
from bot.domain.policy import Policy
from bot.sandbox.snapshot import BadSnapshot
from bot.telemetry import set_up_logging


async def sandbox(port: int, *, data: Path | None, browse: bool) -> int:
    """Serve the page until Ctrl-C or SIGTERM; what was done is kept in `data`, or gone.

    Raises:
        OSError: the port is taken or the folder cannot be used.
    """
    settings = read_settings()
    set_up_logging(settings.log_format, _log_level(settings))
    policy = read_policy(settings.incident_config)
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    try:
        with _folder(data) as folder:
            await _run(port, folder, policy, told, browse=browse)
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
    return 0


async def _run(port: int, folder: Path, policy: Policy, told: asyncio.Event, *, browse: bool) -> None:
    """Run after run, as often as somebody begins anew; port and token stay, so that open pages come back."""
    token: str | None = None
    while True:
        rehearsal = _rehearsal(port, folder, policy, token)
        await _start(rehearsal, port)
        port, first, token = rehearsal.server.port, token is None, rehearsal.page.guard.token
        if first:
            _announce(rehearsal.page.address)
            if browse:
                await _open(rehearsal.page.address)
        ends = [asyncio.create_task(each.wait()) for each in (told, rehearsal.over)]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for each in ends:
            each.cancel()
        await rehearsal.stop()
        if told.is_set():
            return
        forget(folder)


def _rehearsal(port: int, folder: Path, policy: Policy, token: str | None) -> Rehearsal:
    try:
        return Rehearsal(port, folder, policy, token)
    except BadSnapshot as error:
        raise BadSettings(str(error)) from None


async def _start(rehearsal: Rehearsal, port: int) -> None:
    try:
        await rehearsal.start()
    except OSError as error:
        raise OSError(
            f"port {port} cannot be listened on ({os.strerror(error.errno) if error.errno else error})."
            " Choose another with --port, or any free one with --port 0."
        ) from None


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is not None:
        data.mkdir(parents=True, exist_ok=True)
        yield data
        return
    with tempfile.TemporaryDirectory(prefix="incident-bot-") as folder:
        yield Path(folder)


def _log_level(settings: Settings) -> str:
    """Quiet unless somebody asked for a level: people read the page, not the terminal."""
    return settings.log_level if "log_level" in settings.model_fields_set else "WARNING"


def _announce(address: str) -> None:
    sys.stdout.write(f"The simulated workspace is at {address}\nCtrl-C ends it.\n")
    sys.stdout.flush()


async def _open(address: str) -> None:
    """Open the page, unless that would start a browser inside this terminal."""
    has_screen = sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if has_screen:
        await asyncio.to_thread(webbrowser.open, address)
