"""Reads the catalogue's files once, and refuses them when a key is unknown or a reference leads nowhere."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.catalogue.catalogue import Catalogue
from bot.catalogue.files import CatalogueError, read_mapping
from bot.catalogue.references import broken_references
from bot.catalogue.regulations import load_regulations, read_profiles

_FILES = ("taxonomy", "triage", "phases", "roles", "harm", "causes", "evidence", "containment")


def load_catalogue(
    folder: Traversable | None = None, *, regulations: Path | None = None, profiles: Path | None = None
) -> Catalogue:
    """The catalogue that ships with the bot; files of the same names in another folder take their place.

    Args:
        folder: the organisation's own wording.
        regulations: the organisation's file that changes the regulations.
        profiles: the file with its standing facts.

    Raises:
        CatalogueError: a file cannot be read, has an unknown key, or refers to what is not there.
    """
    shipped = files(__package__)
    content: dict[str, Any] = {}
    for name in _FILES:
        own = folder / f"{name}.yaml" if folder is not None else None
        file = own if own is not None and own.is_file() else shipped / f"{name}.yaml"
        for key, value in read_mapping(file).items():
            if key in content:
                raise CatalogueError(f"{name}.yaml: `{key}` stands in another file too")
            content[key] = value
    known = load_regulations(own=regulations)
    content |= {"regulations": known, "profiles": read_profiles(profiles, known) if profiles else ()}
    catalogue = _build(content)
    broken = broken_references(catalogue)
    if broken:
        raise CatalogueError("; ".join(broken))
    return catalogue


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
