"""Reads the catalogue's YAML files; a key given twice is a mistake instead of the last one winning."""

from collections.abc import Hashable, Iterable, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # PyYAML was built without libyaml, and reads the same slowly
    from yaml import SafeLoader  # type: ignore[assignment]


_FAULTS_SHOWN = 5


class CatalogueError(Exception):
    """A file of facts contradicts itself; the message names the place."""


class UniqueKeyLoader(SafeLoader):
    """YAML as PyYAML reads it, but without keys that stand twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Build a mapping, unless a key of it stands twice, or is no key."""
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            mark = key_node.start_mark
            if not isinstance(key, Hashable):
                raise yaml.MarkedYAMLError(problem="a key is one word, no list or mapping", problem_mark=mark)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"{key!r} is given twice", problem_mark=mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def read_mapping(file: Traversable | Path) -> dict[str, Any]:
    """The keys and values of a file."""
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=UniqueKeyLoader)  # noqa: S506  # it is a SafeLoader
    except OSError as error:
        raise CatalogueError(f"{file.name}: {error.strerror or error}") from error
    except (ValueError, TypeError, AttributeError, RecursionError, yaml.YAMLError) as error:
        raise CatalogueError(f"{file.name}: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise CatalogueError(f"{file.name}: expected keys and values")
    return content


def faults(error: ValidationError, content: Mapping[str, Any] | None = None) -> str:
    """What validation found, each fault with its place; entries of lists are named by their id."""
    found = [f"{_place(fault['loc'], content)}: {fault['msg']}" for fault in error.errors()]
    more = len(found) - _FAULTS_SHOWN
    return "; ".join(found[:_FAULTS_SHOWN]) + (f"; and {more} more" if more > 0 else "")


def _place(location: Iterable[int | str], content: Any) -> str:
    names = []
    for step in location:
        inner = content[step] if _holds(content, step) else None
        named = inner.get("id") if isinstance(step, int) and isinstance(inner, dict) else None
        names.append(str(named or step))
        content = inner
    return ".".join(names)


def _holds(content: Any, step: int | str) -> bool:
    if isinstance(content, list | tuple):
        return isinstance(step, int) and step < len(content)
    return isinstance(content, dict) and step in content
