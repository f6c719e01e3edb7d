"""Lays an organisation's own file over the regulations that ship, and marks whatever it changes."""

from pathlib import Path
from typing import Any

from bot.catalogue.files import CatalogueError, read_mapping

_KEYS = ("regimes", "disable", "facts", "anchors", "calendars", "contents")


def laid_over(content: dict[str, Any], own: Path) -> dict[str, Any]:
    """The shipped content with the organisation's own added to it or in its place."""
    changes = read_mapping(own)
    foreign = [str(key) for key in changes if key not in _KEYS]
    if foreign:
        raise CatalogueError(f"{own.name}: there is no `{foreign[0]}`; expected {', '.join(_KEYS)}")
    try:
        return {
            **content,
            "facts": _marked(content["facts"], changes.get("facts") or []),
            "anchors": _marked(content["anchors"], changes.get("anchors") or []),
            "contents": {**content["contents"], **(changes.get("contents") or {})},
            "own_contents": list(changes.get("contents") or {}),
            "calendars": _calendars(content["calendars"], changes.get("calendars") or []),
            "regimes": _regimes(content["regimes"], changes, own.name),
        }
    except (AttributeError, KeyError, TypeError) as error:
        raise CatalogueError(f"{own.name}: every entry needs its `id` and keys with values") from error


def _merged(shipped: list[dict[str, Any]], own: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Entries by id: own keys replace shipped ones, own entries come after the shipped."""
    entries = {entry["id"]: entry for entry in shipped}
    for entry in own:
        entries[entry["id"]] = {**entries.get(entry["id"], {}), **entry}
    return list(entries.values())


def _marked(shipped: list[dict[str, Any]], own: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Merged by id, with what is the organisation's own said in each entry."""
    known = {entry["id"] for entry in shipped}
    marked = [{**entry, "changed": _said(entry, added=entry["id"] not in known)} for entry in own]
    return _merged(shipped, marked)


def _said(entry: dict[str, Any], *, added: bool) -> list[str]:
    return ["added"] if added else [key for key in entry if key != "id"]


def _calendars(shipped: list[dict[str, Any]], own: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Own closed and open days come to the shipped ones; what else is given replaces."""
    known = {entry["id"]: entry for entry in shipped}
    changed: list[dict[str, Any]] = []
    for entry in own:
        before: dict[str, Any] = known.get(entry["id"], {})
        days: dict[str, Any] = {
            key: [*before.get(key, []), *entry.get(key, [])]
            for key in ("closed", "open")
            if key in before or key in entry
        }
        changed.append({**entry, **days, "changed": _calendar_words(entry, added=entry["id"] not in known)})
    return _merged(shipped, changed)


def _calendar_words(entry: dict[str, Any], *, added: bool) -> list[str]:
    """The days themselves, for they decide; of everything else its name."""
    days = [f"{key} {day}" for key in ("closed", "open") for day in entry.get(key, [])]
    return [*_said({k: v for k, v in entry.items() if k not in ("closed", "open")}, added=added), *days]


def _regimes(shipped: list[dict[str, Any]], changes: dict[str, Any], name: str) -> list[dict[str, Any]]:
    regimes = {regime["id"]: regime for regime in shipped}
    for entry in changes.get("regimes") or []:
        before = regimes.get(entry["id"])
        regimes[entry["id"]] = _changed(before, entry) if before else {**entry, "changed": ["added"]}
    for regime_id in changes.get("disable") or []:
        if regime_id not in regimes:
            raise CatalogueError(f"{name}: disable: there is no regime `{regime_id}`")
        before = regimes[regime_id]
        regimes[regime_id] = {
            **before,
            "disabled": True,
            "changed": [*before.get("changed", []), "disabled"],
        }
    return list(regimes.values())


def _changed(before: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    changed = [key for key in entry if key not in ("id", "stages")]
    stages = entry.get("stages") or []
    changed += [f"stages.{s['id']}.{key}" for s in stages for key in s if key != "id"]
    merged = _merged(before.get("stages") or [], stages)
    return {**before, **entry, "stages": merged, "changed": changed}
