"""What Slack's reference says of each Web API method: tier, scopes, arguments, answers and errors."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

Kind = Literal["channel", "group", "im", "mpim"]

_FILE = Path(__file__).with_name("method_errors.yaml")
_KIND_OF_SCOPE: dict[str, Kind] = {"channels": "channel", "groups": "group", "im": "im", "mpim": "mpim"}


@dataclass(frozen=True)
class Method:
    """One method of the Web API as Slack documents it."""

    name: str
    tier: int | Literal["special"]
    scopes: frozenset[str]
    required: frozenset[str]
    optional: frozenset[str]
    answers: frozenset[str]
    errors: frozenset[str]


@cache
def _table() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return loaded


@cache
def method(name: str) -> Method:
    """The documented facts of a method; an AssertionError when Slack's reference has no such method."""
    row = _table()["methods"].get(name)
    assert row is not None, f"no facts about the method {name}"
    return Method(
        name=name,
        tier=row["tier"],
        scopes=frozenset(row["scopes"]),
        required=frozenset(key[:-1] for key in row["arguments"] if key.endswith("*")),
        optional=frozenset(key for key in row["arguments"] if not key.endswith("*")),
        answers=frozenset(row["answers"]),
        errors=frozenset([*row["errors"], *_table()["common_errors"], *_table()["before_any_method"]]),
    )


def documented_methods() -> frozenset[str]:
    """The names of all methods of which there are facts."""
    return frozenset(_table()["methods"])


def allowed_errors(name: str) -> frozenset[str]:
    """The error codes a method may give, those common to all methods included."""
    return method(name).errors


def required_scopes(name: str, kind: Kind | None = None) -> frozenset[str]:
    """The bot scopes of which a call needs one; with a kind of conversation, those that serve that kind."""
    scopes = method(name).scopes
    if kind is None:
        return scopes
    return frozenset(scope for scope in scopes if _KIND_OF_SCOPE.get(scope.partition(":")[0], kind) == kind)
