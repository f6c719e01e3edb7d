"""Slack's own types as JSON Schemas, and what differs between a value and one of them."""

import gzip
import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from tests.oracles.exceptions import ADDED, NULLABLE, OPTIONAL, TOMBSTONE

Schema = dict[str, Any]

_FILE = Path(__file__).with_name("slack_schemas.json.gz")
_PREFIX = "#/definitions/"
_DISCRIMINATORS = {"type", "subtype", "response_action"}
_SHOWN = 8


@cache
def schemas() -> Schema:
    """All types: `roots` names those that are asked for, `definitions` holds them and their parts."""
    loaded: Schema = json.loads(gzip.decompress(_FILE.read_bytes()))
    definitions = loaded["definitions"]
    for definition in definitions.values():
        if "properties" in definition:
            # Bolt leaves some payloads open for what is to come; the sandbox has no future.
            definition.setdefault("additionalProperties", False)
    definitions["TombstoneMessage"] = TOMBSTONE
    for path, added in ADDED.items():
        _at(loaded, path).setdefault("properties", {}).update(added)
    for path, optional in OPTIONAL.items():
        schema = _at(loaded, path)
        schema["required"] = [key for key in schema["required"] if key not in optional]
    for path, nullable in NULLABLE.items():
        schemas_by_key = _at(loaded, path)["properties"]
        for key in nullable:
            schemas_by_key[key] = {"anyOf": [schemas_by_key[key], {"type": "null"}]}
    return loaded


def _at(loaded: Schema, path: str) -> Schema:
    """The schema at a path: `PinAddedEvent/item/message`, or for the answer of a method `views.open/view`."""
    definitions = loaded["definitions"]
    name, *keys = path.split("/")
    found: Schema = definitions[loaded["roots"].get(f"response/{name}", name)]
    for key in keys:
        found = found["properties"][key]
        found = found.get("items", found)
        if "$ref" in found:
            found = definitions[found["$ref"].removeprefix(_PREFIX)]
    return found


def root(name: str) -> str:
    """The definition behind a root such as `event` or `response/chat.postMessage`."""
    found: str | None = schemas()["roots"].get(name)
    assert found is not None, f"Slack's types do not know {name}"
    return found


def _any_of(validator: Any, branches: list[Schema], value: Any, schema: Schema) -> Iterator[ValidationError]:
    """A union: what a look at the keys rules out is gone through only to say what was wrong."""
    likely = (branch for branch in branches if not _is_ruled_out(branch, value))
    if not any(next(validator.descend(value, branch), None) is None for branch in likely):
        yield from Draft7Validator.VALIDATORS["anyOf"](validator, branches, value, schema)


def _is_ruled_out(branch: Schema, value: Any) -> bool:
    """Whether an object lacks a key, has one too many, or says by a fixed word that it is something else."""
    schema = resolved(branch)
    if not isinstance(value, dict) or schema.get("type") != "object":
        return False
    known = schema.get("properties", {})
    if schema.get("additionalProperties") is False and not value.keys() <= known.keys():
        return True
    if not value.keys() >= set(schema.get("required", ())):
        return True
    return any("const" in known[key] and known[key]["const"] != value[key] for key in value.keys() & known)


def _ref(validator: Any, reference: str, value: Any, schema: Schema) -> Iterator[ValidationError]:
    """A reference: all of them lead to definitions beside each other."""
    yield from validator.descend(value, schemas()["definitions"][reference.removeprefix(_PREFIX)])


_Validator = extend(Draft7Validator, {"anyOf": _any_of, "$ref": _ref})  # type: ignore[no-untyped-call]


@cache
def _validator(definition: str) -> Any:
    return _Validator({"$ref": _PREFIX + definition, "definitions": schemas()["definitions"]})


def variants(definition: str) -> Iterator[str]:
    """The definitions a union consists of; a type that is no union is its own only variant."""
    schema = schemas()["definitions"][definition]
    if "$ref" in schema:
        yield from variants(schema["$ref"].removeprefix(_PREFIX))
    elif "anyOf" in schema and all("$ref" in branch for branch in schema["anyOf"]):
        for branch in schema["anyOf"]:
            yield from variants(branch["$ref"].removeprefix(_PREFIX))
    else:
        yield definition


def properties(definition: str) -> dict[str, list[Schema]]:
    """Every key a value of the type may have, with the schemas its variants give to it."""
    found: dict[str, list[Schema]] = {}

    def collect(schema: Schema) -> None:
        if "$ref" in schema:
            collect(schemas()["definitions"][schema["$ref"].removeprefix(_PREFIX)])
        for branch in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
            collect(branch)
        for key, value in schema.get("properties", {}).items():
            found.setdefault(key, []).append(value)

    collect({"$ref": _PREFIX + definition})
    return found


def resolved(schema: Schema) -> Schema:
    """A schema with a reference at its head followed."""
    while "$ref" in schema:
        schema = schemas()["definitions"][schema["$ref"].removeprefix(_PREFIX)]
    return schema


def differences(value: Any, definition: str, at: str = "", *, nulls: bool = False) -> list[str]:
    """Where a value is not of a type: one line each, led by a JSON pointer.

    With `nulls` a known key may also hold null: the types of answers were made from recorded ones, and null
    left no trace in them.
    """
    shape = (definition, json.dumps(_shape(value), sort_keys=True))
    if shape in _AGREED:
        return []
    errors = list(_validator(definition).iter_errors(value))
    if not errors:
        _AGREED.add(shape)
    leaves = (leaf for error in errors for leaf in _leaves(error))
    if nulls:
        leaves = (leaf for leaf in leaves if leaf.validator != "type" or leaf.instance is not None)
    return list(dict.fromkeys(f"{at + _pointer(leaf) or '/'}: {_short(leaf.message)}" for leaf in leaves))


_AGREED: set[tuple[str, str]] = set()
"""Shapes of values that are of a type; the same messages come by thousands of times."""


def _shape(value: Any) -> Any:
    """A value without what no type looks at: of words and numbers, all but those that a type names."""
    if isinstance(value, dict):
        return {key: _shape(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_shape(inner) for inner in value]
    if value is None or isinstance(value, bool) or value in _words():
        return value
    return {str: "", int: -1, float: -1.5}[type(value)]


@cache
def _words() -> frozenset[Any]:
    """Every word and number that some type names."""
    found: set[Any] = set()

    def collect(schema: Any) -> None:
        if isinstance(schema, list):
            for each in schema:
                collect(each)
        elif isinstance(schema, dict):
            named = [schema["const"]] if "const" in schema else schema.get("enum", ())
            found.update(each for each in named if isinstance(each, str | int | float))
            for inner in schema.values():
                collect(inner)

    collect(schemas()["definitions"])
    return frozenset(found)


def agree(what: str, found: Iterable[str]) -> None:
    """Fails with the first differences, when there are any."""
    lines = list(found)
    more = [f"... and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    assert not lines, "\n  ".join([f"{what} differs from Slack's:", *lines[:_SHOWN], *more])


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """The errors that matter: of a union, only those of the variant the value comes nearest to."""
    branches = _branches(error)
    nearest = min(branches, key=lambda errors: (any(map(_of_another_kind, errors)), len(errors)), default=[])
    if not nearest or any(map(_of_another_kind, nearest)):
        yield error
        return
    for inner in nearest:
        yield from _leaves(inner)


def _branches(error: ValidationError) -> list[list[ValidationError]]:
    """The errors under each variant of a union."""
    found: dict[Any, list[ValidationError]] = {}
    for inner in error.context or ():
        found.setdefault(inner.relative_schema_path[0], []).append(inner)
    return list(found.values())


def _of_another_kind(error: ValidationError) -> bool:
    """Whether the value says by its `type` that it means another variant, or is no object at all."""
    path = list(error.relative_path)
    if error.context:
        return not path and all(any(map(_of_another_kind, branch)) for branch in _branches(error))
    if error.validator in {"const", "enum"}:
        return len(path) == 1 and path[0] in _DISCRIMINATORS
    return error.validator == "type" and not path


def _pointer(error: ValidationError) -> str:
    return "".join(f"/{part}" for part in error.absolute_path)


def _short(message: str) -> str:
    return message if len(message) <= 240 else f"{message[:120]} ... {message[-110:]}"
