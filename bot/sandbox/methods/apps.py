"""apps.connections.open: the ticket to a Socket Mode connection."""

from bot.sandbox.call import Call, Family
from bot.sandbox.entities import JsonObject
from bot.sandbox.errors import SlackError

family = Family()


@family.method("apps.connections.open", tier=50, tokens=("app",))
async def open_connection(call: Call) -> JsonObject:
    """A WebSocket address good for one connection; the app-level token must stand in the header."""
    if not call.in_header:
        raise SlackError("not_authed")
    if "connections:write" not in call.app.app_scopes:
        provided = ",".join(sorted(call.app.app_scopes))
        raise SlackError("missing_scope", needed="connections:write", provided=provided)
    workspace = call.workspace
    return {"url": workspace.deliveries.sockets.open_ticket(call.app, workspace.address)}
