"""One row of the gallery, and what of the bot's views belongs into it."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import bot.views
from bot.domain.message import Outgoing
from tests.gallery.case import Case

Shown = Outgoing | dict[str, Any]
Draw = Callable[[Case], Shown]

_PIECES = ("blocks", "form")
"""Modules of pieces, which nobody is shown by themselves."""
_WHOLE = ("Outgoing", "Outgoing | None", "dict[str, Any]")


@dataclass(frozen=True)
class Exhibit:
    """A message, form or Home as one builder makes it of a case.

    Attributes:
        builder: the function of `bot.views` that is shown.
        note: which of several rows of one builder this is.
    """

    builder: Callable[..., Any]
    draw: Draw
    note: str = ""

    @property
    def name(self) -> str:
        """Where the builder stands, and which row it is."""
        module = self.builder.__module__.removeprefix("bot.views.")
        return f"{module}.{self.builder.__name__}{f' ({self.note})' if self.note else ''}"


@cache
def builders() -> tuple[str, ...]:
    """Every function of `bot.views` that makes a whole message, form or Home, by module and name."""
    return tuple(_builders())


def _builders() -> Iterator[str]:
    for file in sorted(Path(bot.views.__path__[0]).glob("*.py")):
        if file.stem in _PIECES:
            continue
        for part in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(part, ast.FunctionDef) and not part.name.startswith("_") and _makes_a_whole(part):
                yield f"{file.stem}.{part.name}"


def _makes_a_whole(function: ast.FunctionDef) -> bool:
    return function.returns is not None and ast.unparse(function.returns) in _WHOLE
