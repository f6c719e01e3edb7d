"""The commands that want settings, a database or Slack; each loads what it stands on, and no more."""

import argparse
import asyncio
import json
import sys
import threading
from collections.abc import Coroutine
from typing import Any

from bot.commands.loading import loading
from bot.commands.saying import DONE, FAILED, WRONG_USE, say
from bot.config import BadSettings, Settings, read_settings, secrets_of
from bot.domain.policy import Policy
from bot.telemetry import set_up_logging
from storage import StorageError

THREADS_PATIENCE = 1.0


def carry_out(arguments: argparse.Namespace) -> int:
    """Carry out what was typed; return the exit code."""
    try:
        return _dispatch(arguments)
    except BadSettings as error:
        return say(str(error), WRONG_USE)
    except StorageError as error:
        return say(str(error), FAILED)


def _dispatch(arguments: argparse.Namespace) -> int:
    if arguments.command == "config":
        sys.stdout.write(json.dumps(Policy.model_json_schema(), indent=2) + "\n")
        return DONE
    if arguments.command == "export" and arguments.schema:
        from bot.commands.export import schema_text

        sys.stdout.write(schema_text())
        return DONE
    if arguments.command == "export" and not arguments.reference:
        return say("export wants a reference, for example `incident-bot export INC-7`.", WRONG_USE)
    if arguments.command == "sandbox":
        from bot.commands.sandbox import sandbox

        page = sandbox(arguments.port, data=arguments.data, browse=not arguments.no_browser)
        return asyncio.run(_to_the_end(page))
    settings = read_settings()
    set_up_logging(settings.log_format, settings.log_level, secrets=secrets_of(settings))
    return asyncio.run(_to_the_end(_with_settings(arguments, settings)))


async def _to_the_end(work: Coroutine[Any, Any, int]) -> int:
    """Do the work, and let the driver's threads end before the loop that they report to is closed."""
    try:
        return await work
    finally:
        left = THREADS_PATIENCE
        while left > 0 and any(
            "_connection_worker_thread" in thread.name for thread in threading.enumerate()
        ):
            await asyncio.sleep(0.005)
            left -= 0.005


async def _with_settings(arguments: argparse.Namespace, settings: Settings) -> int:
    if arguments.command == "check":
        from bot.commands.check import check

        return await check(settings, sys.stdout)
    if arguments.command == "migrate":
        from bot.commands.migrate import migrate

        return await migrate(settings, sys.stdout)
    if arguments.command == "export":
        from bot.commands.export import export

        return await export(settings, arguments.reference, arguments.format, sys.stdout)
    if arguments.command == "backup":
        from bot.commands.backup import backup

        return await backup(settings, arguments.file, sys.stdout)
    if arguments.command == "erase":
        from bot.commands.erase import erase_as_told

        return await erase_as_told(arguments, settings)
    if arguments.command == "verify":
        from bot.commands.verify import verify

        return await verify(settings, arguments.reference, arguments.head, sys.stdout)
    with loading():
        from bot.commands.serve import serve

    return await serve(settings)
