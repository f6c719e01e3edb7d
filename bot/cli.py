"""The commands of the program: words in, an exit code out; errors are one line on standard error.

Exit codes: 0 done, 1 the thing asked for failed, 2 wrong use or wrong settings.
"""

import argparse
import asyncio
import json
import os
import sys
import threading
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any, NoReturn

import structlog

from bot.commands.backup import backup
from bot.commands.check import check
from bot.commands.clocks import add_parser as add_clocks_parser
from bot.commands.clocks import clocks
from bot.commands.erase_arguments import add_parser as add_erase_parser
from bot.commands.erase_arguments import erase_as_told
from bot.commands.export import export, schema_text
from bot.commands.migrate import migrate
from bot.commands.sandbox import sandbox
from bot.commands.serve import serve
from bot.commands.verify import verify
from bot.config import BadSettings, Settings, read_settings, secrets_of
from bot.domain.policy import Policy
from bot.telemetry import set_up_logging
from storage import StorageError

log = structlog.get_logger()

DONE, FAILED, WRONG_USE = 0, 1, 2
THREADS_PATIENCE = 1.0


class _Parser(argparse.ArgumentParser):
    """Says what was wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USE, f"{self.prog}: {message}. See `{self.prog} --help`.\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="incident-bot", description="Runs the response to AI incidents in Slack.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)

    sandbox = commands.add_parser(
        "sandbox", help="the whole bot on a simulated Slack workspace; no account needed"
    )
    sandbox.add_argument("--port", type=_port, default=8765, help="where the page is served (8765)")
    sandbox.add_argument(
        "--data", type=Path, help="folder that keeps the state; otherwise it is gone at the end"
    )
    sandbox.add_argument("--no-browser", action="store_true", help="do not open the page")

    commands.add_parser("serve", help="the bot on a real Slack workspace")
    commands.add_parser("check", help="say whether serve would work, and how to mend what is wrong")
    commands.add_parser("migrate", help="bring the database to the newest schema")

    add_clocks_parser(commands)

    export = commands.add_parser("export", help="one incident to standard output")
    export.add_argument("reference", nargs="?", metavar="REF", help="INC-7 or 7")
    export.add_argument("--format", choices=("json", "md", "html", "csv"), default="json")
    export.add_argument("--schema", action="store_true", help="print the JSON Schema of the json form")

    verify = commands.add_parser("verify", help="recompute the hash chain of timelines")
    verify.add_argument("reference", nargs="?", metavar="REF", help="INC-7 or 7; all incidents without it")
    verify.add_argument("--head", metavar="HASH", help="compare with a hash noted earlier; wants a REF")

    backup = commands.add_parser("backup", help="a copy of the SQLite database, also while the bot serves")
    backup.add_argument("file", type=Path, metavar="FILE", help="where the copy goes; it must not exist yet")

    add_erase_parser(commands)

    config = commands.add_parser("config", help="about the configuration file")
    config.add_argument("--schema", action="store_true", required=True, help="print its JSON Schema")
    return parser


def _port(text: str) -> int:
    port = int(text) if text.isdigit() else -1
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port")
    return port


def run(words: Sequence[str]) -> int:
    """Run a command and return its exit code; nobody sees a traceback."""
    try:
        arguments = _parser().parse_args(list(words))
    except SystemExit as end:
        return int(end.code or 0)
    try:
        return _dispatch(arguments)
    except BadSettings as error:
        return _say(str(error), WRONG_USE)
    except BrokenPipeError:
        # Whoever read the output has enough; Python would complain once more when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except (StorageError, OSError) as error:
        return _say(str(error), FAILED)
    except KeyboardInterrupt:
        return DONE
    except Exception as error:
        log.debug("failed", exc_info=error)
        return _say(f"that failed: {error!r}. With LOG_LEVEL=DEBUG the log says where.", FAILED)


def _say(words: str, code: int) -> int:
    line = " ".join(words.split())
    sys.stderr.write(f"incident-bot: {line}\n")
    return code


def _dispatch(arguments: argparse.Namespace) -> int:
    if arguments.command == "config":
        sys.stdout.write(json.dumps(Policy.model_json_schema(), indent=2) + "\n")
        return DONE
    if arguments.command == "export" and arguments.schema:
        sys.stdout.write(schema_text())
        return DONE
    if arguments.command == "export" and not arguments.reference:
        return _say("export wants a reference, for example `incident-bot export INC-7`.", WRONG_USE)
    if arguments.command == "clocks":
        return clocks(arguments, sys.stdout)
    if arguments.command == "sandbox":
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
        return await check(settings, sys.stdout)
    if arguments.command == "migrate":
        return await migrate(settings, sys.stdout)
    if arguments.command == "export":
        return await export(settings, arguments.reference, arguments.format, sys.stdout)
    if arguments.command == "backup":
        return await backup(settings, arguments.file, sys.stdout)
    if arguments.command == "erase":
        return await erase_as_told(arguments, settings)
    if arguments.command == "verify":
        return await verify(settings, arguments.reference, arguments.head, sys.stdout)
    return await serve(settings)
