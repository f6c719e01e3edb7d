"""`incident-bot serve`: the bot on a Slack workspace, until it is told to stop."""

import asyncio
import gc
import os
import signal

import aiohttp
import structlog

from bot.app import build
from bot.clock import system_clock
from bot.config import BadSettings, Settings, read_catalogue, read_policy
from bot.serving import Serving
from storage import Database

log = structlog.get_logger()

YOUNG = 10_000
"""Things made and not yet dropped after which Python looks for rings among them; its own is 700, fewer than
the deliveries that are answered together hold on to until their commit."""


def require_secrets(settings: Settings) -> None:
    """See that what serving wants is set.

    Raises:
        BadSettings: what is missing, and where it is found.
    """
    if settings.slack_bot_token is None:
        raise BadSettings("SLACK_BOT_TOKEN is not set. Slack shows it under OAuth & Permissions (xoxb-…).")
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        raise BadSettings(
            "Set SLACK_APP_TOKEN (xapp-…) for Socket Mode, or SLACK_SIGNING_SECRET for HTTP."
            " Slack shows both under Basic Information."
        )


async def serve(settings: Settings) -> int:
    """Serve until SIGTERM or SIGINT, then let what is under way end.

    Raises:
        DatabaseInUse: another process serves from the same SQLite file.
        WrongAddress: there is no such database, or it does not let the bot in.
        SchemaTooNew: a newer release has migrated it.
        OSError: the port cannot be listened on.
    """
    require_secrets(settings)
    policy = read_policy(settings.incident_config)
    catalogue = read_catalogue(policy)
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    database = Database(settings.database_url.get_secret_value())
    async with database.opened_for_serving(), aiohttp.ClientSession() as session:
        serving = Serving(build(settings, policy, catalogue, system_clock, database, session))
        try:
            await _start(serving, settings, told)
            _spare_the_collector()
            await _go_on(serving, told)
            log.info("stopping")
        finally:
            await serving.stop()
    return 0


async def _start(serving: Serving, settings: Settings, told: asyncio.Event) -> None:
    """Start, unless told to stop meanwhile: Slack may be slow, or away."""
    starting, telling = asyncio.create_task(serving.start()), asyncio.create_task(told.wait())
    try:
        await asyncio.wait({starting, telling}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
    except OSError as error:
        known = error.errno is not None and error.errno > 0
        why = os.strerror(error.errno or 0) if known else error.strerror or str(error)
        raise OSError(
            f"port {settings.port} on {settings.host} cannot be listened on ({why}). Set PORT or HOST."
        ) from None
    finally:
        starting.cancel()
        telling.cancel()
        await asyncio.gather(starting, telling, return_exceptions=True)


async def _go_on(serving: Serving, told: asyncio.Event) -> None:
    """Return when told to stop; raise what a database that was away at the start turned out to be."""
    telling, migrated = asyncio.create_task(told.wait()), asyncio.create_task(serving.migrated())
    try:
        await asyncio.wait({telling, migrated}, return_when=asyncio.FIRST_COMPLETED)
        if migrated.done():
            migrated.result()
        await telling
    finally:
        telling.cancel()
        migrated.cancel()


def _spare_the_collector() -> None:
    """Take what was loaded at the start, and stays, out of the garbage collector's rounds.

    Otherwise each full round walks through all of it again, and nobody is answered meanwhile.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
