"""Registers a listener for one subcommand of `/incident`."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp

from handlers.grammar import find, parse

Listener = Callable[..., Awaitable[Any]]


def on_subcommand(app: AsyncApp, word: str, listener: Listener) -> None:
    """Run `listener` for `/incident WORD …`; it may ask for `arguments` beside Bolt's own names."""
    subcommand = find(word)
    if subcommand is None:
        raise LookupError(f"{word} is not in the grammar")

    async def matches(command: dict[str, Any]) -> bool:
        return parse(command.get("text") or "").word == subcommand.word

    app.command("/incident", matchers=[matches])(listener)
