"""Finds the app manifest that is shipped with the bot, and reads what it asks for."""

from pathlib import Path
from typing import Any

import yaml

_SHIPPED = Path(__file__).with_name("manifest.yml")
_BESIDE = Path(__file__).parents[1] / "manifest.yml"


def read_manifest() -> dict[str, Any]:
    """Return the manifest: from the installed package, or from the checkout it runs in."""
    path = _SHIPPED if _SHIPPED.exists() else _BESIDE
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def wanted_scopes() -> frozenset[str]:
    """Return the scopes the bot's token has to have."""
    return frozenset(read_manifest()["oauth_config"]["scopes"]["bot"])
