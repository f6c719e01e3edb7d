"""The options of `incident-bot clocks`."""

from argparse import _SubParsersAction
from pathlib import Path
from typing import Any


def add_parser(commands: "_SubParsersAction[Any]") -> None:
    """Adds the command with its options."""
    parser = commands.add_parser(
        "clocks", help="regulatory clocks that facts would start, and when they are due; no settings needed"
    )
    parser.add_argument(
        "--fact",
        action="append",
        default=[],
        metavar="NAME[=yes|no|unknown]",
        help="what is so, once for each fact; what is not given is no",
    )
    parser.add_argument(
        "--anchor",
        action="append",
        default=[],
        metavar="NAME=INSTANT",
        help="when something happened, like aware_at=2026-10-23T18:30:00+02:00",
    )
    parser.add_argument(
        "--filed",
        action="append",
        default=[],
        metavar="REGIME/STAGE=INSTANT",
        help="what was really filed, and when; starts the stages that follow it",
    )
    parser.add_argument("--profile", type=Path, metavar="FILE", help="the organisation's standing facts")
    parser.add_argument("--entity", metavar="NAME", help="which profile of a file with several")
    parser.add_argument("--system", metavar="NAME", help="the system whose own facts go before")
    parser.add_argument("--catalogue", type=Path, metavar="FILE", help="the organisation's own regulations")
    parser.add_argument("--zone", metavar="ZONE", help="the organisation's zone, like Europe/Berlin")
    parser.add_argument("--member-state", metavar="DE[-BE]", help="the authority's, for public holidays")
    parser.add_argument("--on", metavar="DATE", help="judge what is in force on this day")
    parser.add_argument("--data", action="store_true", help="the whole catalogue as JSON, with test vectors")
    parser.add_argument("--schema", action="store_true", help="the JSON Schema of what --data prints")
    parser.add_argument("--format", choices=("table", "json"), default="table")
