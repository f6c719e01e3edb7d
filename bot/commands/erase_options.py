"""The options of `incident-bot erase`: whose words, or which, and who asked for it."""

import argparse
import re
from typing import Any

_USER = re.compile(r"[UW][A-Z0-9]{2,}")
_SPAN = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")
_MOST = 100_000


def add_parser(commands: Any) -> None:
    """Say what the command takes."""
    parser = commands.add_parser(
        "erase", help="take words out of the record on request; the chains stay whole"
    )
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--user", type=_user, metavar="ID", help="what this person said, noted or told")
    which.add_argument("--containing", type=_text, metavar="TEXT", help="whatever has this text in it")
    which.add_argument("--entries", type=_entries, metavar="N,N-N", help="these entries; wants --incident")
    parser.add_argument("--incident", metavar="REF", help="INC-7 or 7; all incidents without it")
    parser.add_argument("--by", metavar="WORDS", help="who asked and why, as the record shall say it")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be erased, and what not")


def _user(text: str) -> str:
    if not _USER.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text} is no person's id; Slack's look like U0123ABCD")
    return text


def _text(text: str) -> str:
    if len(text.strip()) < 3:
        raise argparse.ArgumentTypeError("a text of fewer than three characters is in too much")
    return text.strip()


def _entries(text: str) -> list[int]:
    found: set[int] = set()
    for part in text.replace(" ", "").split(","):
        match = _SPAN.fullmatch(part)
        first = int(match[1]) if match else 0
        last = int(match[2] or match[1]) if match else 0
        if not 1 <= first <= last < first + _MOST:
            raise argparse.ArgumentTypeError(f"{part or 'nothing'} is no entry; write 12 or 12-15")
        found.update(range(first, last + 1))
    return sorted(found)
