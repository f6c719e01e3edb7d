"""Arguments of a Web API call as their types have them, whatever encoding they travelled in."""

import json
from collections.abc import Mapping
from typing import Any

from tests.oracles.schemas import Schema, properties, resolved

_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}


def decoded(arguments: Mapping[str, Any], definition: str) -> dict[str, Any]:
    """Query strings and forms carry text alone; this gives every argument the kind its type asks for."""
    known = properties(definition)
    return {key: _as_typed(value, known.get(key, [])) for key, value in arguments.items()}


def _as_typed(value: Any, candidates: list[Schema]) -> Any:
    if not isinstance(value, str):
        return value
    kinds = {kind for schema in candidates for kind in _kinds(schema)}
    if "string" in kinds:
        return value
    if "boolean" in kinds and value in _BOOLEANS:
        return _BOOLEANS[value]
    try:
        return json.loads(value)
    except ValueError:
        return value


def _kinds(schema: Schema) -> set[str]:
    """The JSON types a schema allows."""
    schema = resolved(schema)
    kinds = schema.get("type", [])
    found = {kinds} if isinstance(kinds, str) else set(kinds)
    for branch in schema.get("anyOf", ()):
        found |= _kinds(branch)
    return found
