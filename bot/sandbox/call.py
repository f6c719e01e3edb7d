"""One call of a Web API method, and the table into which families of methods enter themselves."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.entities import App, Channel, JsonObject, User
from bot.sandbox.errors import SlackError
from bot.sandbox.workspace import Workspace


@dataclass
class Call:
    """What a method's handler gets.

    `args` holds the decoded arguments: query, form and multipart fields are strings; JSON bodies keep their
    types; a JSON text in a string field (blocks, view, files, metadata…) is decoded by `Call.json`.
    `workspace`, `app` and `user` (the app's bot user) are the ground and the caller; `warnings` may be appended.
    """

    workspace: Workspace
    app: App
    user: User
    args: dict[str, Any]
    token: str
    method: "Method"
    warnings: list[str] = field(default_factory=list)


Handler = Callable[[Call], Awaitable[JsonObject]]


@dataclass(frozen=True)
class Method:
    """How one method is reached.

    Attributes:
        tier: calls a minute as Slack's tiers promise (20, 50, 100), or None for the special ones.
        scopes: any one of these lets the caller in; a handler asks for more by `Call.need`.
        tokens: kinds of token it takes: `bot`, `app`; empty when it needs no token.
        required: arguments without which it answers invalid_arguments.
    """

    name: str
    handler: Handler
    tier: int | None
    scopes: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ("bot",)
    required: tuple[str, ...] = ()


class Family:
    """The methods of one module, collected by decorator: `@family.method("pins.add", tier=20, …)`.

    A module under `bot.sandbox.methods` that has a `family` is found and joined by `methods.all_methods()`.
    """

    def __init__(self) -> None:
        self.methods: list[Method] = []

    def method(
        self,
        name: str,
        *,
        tier: int | None,
        scopes: Iterable[str] = (),
        tokens: Iterable[str] = ("bot",),
        required: Iterable[str] = (),
    ) -> Callable[[Handler], Handler]:
        """Enter the decorated coroutine as the handler of the method."""

        def enter(handler: Handler) -> Handler:
            self.methods.append(Method(name, handler, tier, tuple(scopes), tuple(tokens), tuple(required)))
            return handler

        return enter
