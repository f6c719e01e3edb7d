"""Makes an installed app of a manifest: its ids, tokens, secret and where it wants to be told."""

import hashlib

from bot.sandbox.entities import App, JsonObject
from bot.sandbox.ids import fixed


def new_app(manifest: JsonObject, scopes: frozenset[str], at: int) -> App:
    """The app, with ids and secrets that follow from its name: the same at each start."""
    name = manifest["display_information"]["name"]
    settings = manifest.get("settings", {})
    events, interactivity = settings.get("event_subscriptions", {}), settings.get("interactivity", {})
    app_id = fixed("A", name)
    secret = fixed("x", f"{name}:secret").lower()
    app = App(
        app_id=app_id,
        name=name,
        bot_user_id=fixed("U", f"bot:{name}"),
        bot_id=fixed("B", name),
        bot_token=f"xoxb-{secret}-{fixed('b', name).lower()}",
        app_token=f"xapp-1-{app_id}-{secret}",
        signing_secret=hashlib.blake2b(f"{name}:signing".encode(), digest_size=16).hexdigest(),
        verification_token=fixed("v", name),
        scopes=scopes,
        app_scopes=frozenset({"connections:write"}),
        manifest=manifest,
        bot_events=frozenset(events.get("bot_events", [])),
        events_url=events.get("request_url", ""),
        interactivity_url=interactivity.get("request_url", ""),
        options_url=interactivity.get("message_menu_options_url", ""),
        socket_mode=bool(settings.get("socket_mode_enabled", False)),
        updated=at,
    )
    app.command_urls = {command["command"]: command.get("url", "") for command in app.commands}
    return app
