"""The commands of the program: words in, an exit code out; errors are one line on standard error.

Exit codes: 0 done, 1 the thing asked for failed, 2 wrong use or wrong settings.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import structlog

from bot.commands.clock_options import add_parser as add_clocks_parser
from bot.commands.erase_options import add_parser as add_erase_parser
from bot.commands.loading import loading
from bot.commands.saying import DONE, FAILED, WRONG_USE, say

log = structlog.get_logger()


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
        return _carry_out(arguments)
    except BrokenPipeError:
        # Whoever read the output has enough; Python would complain once more when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        return say(str(error), FAILED)
    except KeyboardInterrupt:
        return DONE
    except Exception as error:
        log.debug("failed", exc_info=error)
        return say(f"that failed: {error!r}. With LOG_LEVEL=DEBUG the log says where.", FAILED)


def _carry_out(arguments: argparse.Namespace) -> int:
    """Load what the command stands on, and no more: the calculator has no use for a database."""
    if arguments.command == "clocks":
        return int(import_module("bot.commands.clocks").clocks(arguments, sys.stdout))
    with loading():
        programs = import_module("bot.commands.programs")
    return int(programs.carry_out(arguments))
