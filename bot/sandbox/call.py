"""One call of a Web API method, and the table into which families of methods enter themselves."""

import base64
import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.sandbox.entities import App, Channel, JsonObject, User
from bot.sandbox.errors import SlackError, invalid_arguments, missing_argument
from bot.sandbox.rate_limits import RateLimits
from bot.sandbox.scopes import Deed, every_scope, scopes_for_channel
from bot.sandbox.workspace import Workspace

Item = TypeVar("Item")


@dataclass
class Call:
    """What a method's handler gets.

    `args` holds the decoded arguments: query, form and multipart fields are strings, JSON bodies keep their
    types; `text`, `flag`, `number`, `json` and `ids` read either. `workspace`, `app` and `user` (the app's
    bot user) are the ground and the caller. `warnings` may be appended to. `in_header` tells where the token
    stood.
    """

    workspace: Workspace
    method: "Method"
    args: dict[str, Any]
    token: str
    limits: RateLimits
    caller: App | None = None
    in_header: bool = True
    warnings: list[str] = field(default_factory=list)

    @property
    def app(self) -> App:
        """The calling app; methods that need no token have none."""
        if self.caller is None:
            raise SlackError("not_authed")
        return self.caller

    @property
    def user(self) -> User:
        """The bot user as whom the app acts."""
        return self.workspace.bot_user(self.app)

    # arguments --------------------------------------------------------------------------------------------

    def text(self, name: str, default: str = "") -> str:
        """An argument as text."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def required(self, name: str) -> str:
        """An argument as text, which must not be missing or empty."""
        value = self.text(name)
        if not value:
            raise missing_argument(name)
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A truth value in any of the spellings Slack takes."""
        value = self.args.get(name)
        return default if value is None else str(value).lower() in ("1", "true", "yes")

    def number(self, name: str, default: int, *, low: int = 1, high: int = 1000, code: str = "") -> int:
        """A whole number between bounds."""
        value = self.text(name, str(default)) or str(default)
        try:
            number = int(value)
        except ValueError:
            number = low - 1
        if not low <= number <= high:
            raise (
                SlackError(code)
                if code
                else invalid_arguments(f"must be between {low} and {high} [json-pointer:/{name}]")
            )
        return number

    def json(self, name: str, *, code: str = "invalid_arguments") -> Any:
        """A structured argument, sent as JSON or as a JSON text; None when missing or empty."""
        value = self.args.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError as error:
            raise SlackError(code) from error

    def ids(self, name: str) -> list[str]:
        """A list of ids: separated by commas, or a JSON list."""
        value = self.args.get(name)
        if isinstance(value, str) and value.startswith("["):
            value = self.json(name)
        if isinstance(value, list):
            return [str(each) for each in value]
        return [each.strip() for each in self.text(name).split(",") if each.strip()]

    # the caller's reach -----------------------------------------------------------------------------------

    def channel(self, name: str = "channel") -> Channel:
        """The channel named by id, as far as the caller can see it."""
        return self.workspace.visible_channel(self.required(name), self.user)

    def need(self, deed: Deed, channel: Channel) -> None:
        """Refuse an app without the scope for this kind of channel."""
        self.need_any(scopes_for_channel(deed, channel))

    def need_any(self, scopes: Sequence[str]) -> None:
        """Refuse an app that has none of these scopes."""
        if scopes and self.app.scopes.isdisjoint(scopes):
            raise SlackError("missing_scope", needed=scopes[0], provided=",".join(sorted(self.app.scopes)))

    def kinds(self, default: str = "public_channel") -> list[str]:
        """The `types` of a listing, each with its scope."""
        kinds = [kind.strip() for kind in (self.text("types") or default).split(",")]
        known = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}
        if any(kind not in known for kind in kinds):
            raise SlackError("invalid_types")
        missing = [f"{known[kind]}:read" for kind in kinds if f"{known[kind]}:read" not in self.app.scopes]
        if missing:
            raise SlackError(
                "missing_scope", needed=",".join(missing), provided=",".join(sorted(self.app.scopes))
            )
        return kinds

    def count_post(self, channel: Channel) -> None:
        """One more message of the app for the channel, as far as the rate allows."""
        self.limits.count_post(self.app.app_id, channel.id)

    # pages ------------------------------------------------------------------------------------------------

    def page(
        self, items: Sequence[Item], *, default: int = 100, high: int = 1000
    ) -> tuple[list[Item], JsonObject]:
        """One page of a listing and its response_metadata, by `limit` and `cursor`."""
        limit = self.number("limit", default, low=1, high=high, code="invalid_limit")
        start = self._start(len(items))
        following = start + limit
        cursor = _cursor(following) if following < len(items) else ""
        return list(items[start:following]), {"next_cursor": cursor}

    def _start(self, length: int) -> int:
        cursor = self.text("cursor")
        if not cursor:
            return 0
        try:
            word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
            start = int(number)
        except ValueError as error:
            raise SlackError("invalid_cursor") from error
        if word != "next" or not 0 <= start <= length:
            raise SlackError("invalid_cursor")
        return start


def _cursor(start: int) -> str:
    return base64.b64encode(f"next:{start}".encode()).decode()


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
        deed: Deed | None = None,
        tokens: Iterable[str] = ("bot",),
        required: Iterable[str] = (),
    ) -> Callable[[Handler], Handler]:
        """Enter the decorated coroutine as the handler of the method; `deed` stands for all its scopes."""
        admitted = every_scope(deed) if deed else tuple(scopes)

        def enter(handler: Handler) -> Handler:
            self.methods.append(Method(name, handler, tier, admitted, tuple(tokens), tuple(required)))
            return handler

        return enter
