"""An installed app: tokens, secret, scopes, subscriptions."""

from dataclasses import dataclass, field

from bot.sandbox.jsons import JsonObject


@dataclass(eq=False)
class App:
    """An installed app with the two tokens, the secret and the subscriptions its manifest asked for.

    Deliveries go to the request addresses, or to sockets when `socket_mode` is on. `installed` falls to False
    on uninstalling; `token_state` is `valid`, `revoked` or `inactive`.
    """

    app_id: str
    name: str
    bot_user_id: str
    bot_id: str
    bot_token: str
    app_token: str
    signing_secret: str
    verification_token: str
    scopes: frozenset[str]
    app_scopes: frozenset[str]
    manifest: JsonObject
    bot_events: frozenset[str]
    events_url: str = ""
    interactivity_url: str = ""
    options_url: str = ""
    command_urls: dict[str, str] = field(default_factory=dict)
    socket_mode: bool = False
    installed: bool = True
    token_state: str = "valid"  # noqa: S105 - the state of a token, not one
    icon: str = "🤖"
    updated: int = 0

    def bot_profile(self, team_id: str) -> JsonObject:
        """The `bot_profile` object that Slack adds to what the app posts."""
        return {
            "id": self.bot_id,
            "app_id": self.app_id,
            "user_id": self.bot_user_id,
            "name": self.name,
            "icons": {
                f"image_{n}": f"https://avatars.sandbox.test/{self.bot_id}-{n}.png" for n in (36, 48, 72)
            },
            "deleted": not self.installed,
            "updated": self.updated,
            "team_id": team_id,
        }

    @property
    def commands(self) -> list[JsonObject]:
        """The slash commands of the manifest: command, url, should_escape and so on."""
        return list(self.manifest.get("features", {}).get("slash_commands", []))

    @property
    def shortcuts(self) -> list[JsonObject]:
        """The shortcuts of the manifest: name, type (message or global) and callback_id."""
        return list(self.manifest.get("features", {}).get("shortcuts", []))
