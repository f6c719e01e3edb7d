"""Hands out response_urls: five answers within half an hour to whoever holds the address."""

import secrets
import time
from dataclasses import dataclass, field

from bot.sandbox.delivery_rules import DeliveryRules
from bot.sandbox.entities import App, Channel, Message, User
from bot.sandbox.errors import SlackError


@dataclass(eq=False)
class ResponseUrl:
    """Where answers to one interaction go: a person in a channel, and the message they acted on, if any."""

    app: App
    user: User
    channel: Channel
    source: Message | None = None
    issued_at: float = field(default_factory=time.monotonic)
    uses: int = 0


class ResponseUrls:
    """All response_urls of a workspace; `address` is where the server answers, once it is up."""

    def __init__(self, rules: DeliveryRules, team_id: str) -> None:
        self._rules = rules
        self._team_id = team_id
        self._urls: dict[str, ResponseUrl] = {}
        self.address = ""

    def issue(self, app: App, user: User, channel: Channel, source: Message | None = None) -> str:
        """An address for answers to what the person just did."""
        family = "commands" if source is None else "actions"
        path = f"/{family}/{self._team_id}/{secrets.randbelow(10**13)}/{secrets.token_urlsafe(18)}"
        self._urls[path] = ResponseUrl(app, user, channel, source)
        return self.address + path

    def use(self, path: str) -> ResponseUrl:
        """Count one more answer; refused when there were five, when half an hour is over, when unknown."""
        url = self._urls.get(path)
        if url is None:
            raise SlackError("invalid_url")
        if time.monotonic() - url.issued_at > self._rules.response_url_lifetime:
            raise SlackError("expired_url")
        if url.uses >= self._rules.response_url_uses:
            raise SlackError("used_url")
        url.uses += 1
        return url
