"""Reads the catalogue's files once, and refuses them when a key is unknown or a reference leads nowhere."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml
from pydantic import ValidationError

from bot.catalogue.catalogue import Catalogue
from bot.catalogue.references import broken_references

_FILES = ("taxonomy", "triage", "phases", "roles", "harm", "causes", "evidence", "containment")


class CatalogueError(Exception):
    """The catalogue's files contradict themselves; the message names the place."""


class _UniqueKeyLoader(yaml.SafeLoader):
    """YAML as PyYAML reads it, but a key given twice is a mistake instead of the last one winning."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"{key!r} is given twice", problem_mark=key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def load_catalogue(folder: Traversable | None = None) -> Catalogue:
    """The catalogue that ships with the bot, or one from another folder with the same files."""
    folder = folder or files(__package__)
    content: dict[str, Any] = {}
    for name in _FILES:
        for key, value in _read(folder / f"{name}.yaml").items():
            if key in content:
                raise CatalogueError(f"{name}.yaml: `{key}` stands in another file too")
            content[key] = value
    catalogue = _build(content)
    broken = broken_references(catalogue)
    if broken:
        raise CatalogueError("; ".join(broken))
    return catalogue


def _read(file: Traversable) -> dict[str, Any]:
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=_UniqueKeyLoader)  # noqa: S506  # it is a SafeLoader
    except (OSError, yaml.YAMLError) as error:
        raise CatalogueError(f"{file.name}: {error}") from error
    if not isinstance(content, dict):
        raise CatalogueError(f"{file.name}: expected keys and values")
    return content


def _build(content: dict[str, Any]) -> Catalogue:
    """The values of all files together; a key that no value has is refused by its name."""
    categories = content.pop("categories", None) or []
    try:
        guides = [
            {k: v for k, v in category.items() if k not in ("id", "subtypes")} for category in categories
        ]
        for guide, category in zip(guides, categories, strict=True):
            guide["category"] = category["id"]
        taxonomy = {
            "version": content.pop("version", None),
            "categories": guides,
            "subtypes": [
                {"category": category["id"], **subtype}
                for category in categories
                for subtype in category["subtypes"]
            ],
            "facets": content.pop("facets", None),
        }
        return Catalogue.model_validate({"taxonomy": taxonomy, **content})
    except ValidationError as error:
        places = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise CatalogueError("; ".join(places)) from error
    except (AttributeError, KeyError, TypeError) as error:
        raise CatalogueError(f"categories: each needs `id` and `subtypes` ({error})") from error
