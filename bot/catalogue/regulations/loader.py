"""Reads the regulations' files and an organisation's own, and refuses what leads nowhere or nobody reads."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.catalogue.files import CatalogueError, faults, read_mapping
from bot.catalogue.regulations.calendars import unknown_holidays
from bot.catalogue.regulations.own import laid_over
from bot.catalogue.regulations.references import broken_references
from bot.domain.regulation.regulations import Regulations

_FILES = (
    "meta",
    "facts",
    "anchors",
    "rules",
    "calendars",
    "member_states",
    "contents",
    "watch_list",
    "examples",
)


def load_regulations(folder: Traversable | None = None, *, own: Path | None = None) -> Regulations:
    """The regulations that ship (or stand in another folder), as an organisation's file changes them."""
    folder = folder or files(__package__)
    content: dict[str, Any] = {"regimes": []}
    for name in _FILES:
        found = read_mapping(folder / f"{name}.yaml")
        _only(name, found, f"{name}.yaml")
        content |= found
    for file in sorted((folder / "regimes").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            found = read_mapping(file)
            _only("regimes", found, file.name)
            content["regimes"] += found["regimes"]
    return _checked(laid_over(content, own) if own else content)


def _only(key: str, found: dict[str, Any], name: str) -> None:
    if list(found) != [key]:
        raise CatalogueError(
            f"{name}: expected `{key}` alone; found {', '.join(map(str, found)) or 'nothing'}"
        )


def _checked(content: dict[str, Any]) -> Regulations:
    try:
        regulations = Regulations.model_validate(content)
    except ValidationError as error:
        raise CatalogueError(faults(error, content)) from error
    broken = [*broken_references(regulations), *unknown_holidays(regulations.calendars)]
    if broken:
        raise CatalogueError("; ".join(broken))
    return regulations
