"""api.* and auth.*: is anybody there, and who am I?"""

from bot.sandbox.call import Call, Family
from bot.sandbox.entities import JsonObject
from bot.sandbox.errors import SlackError

family = Family()


@family.method("api.test", tier=100, tokens=())
async def test_api(call: Call) -> JsonObject:
    """Echoes its arguments; fails on demand."""
    if call.text("error"):
        raise SlackError(call.text("error"), args=call.args)
    return {"args": call.args} if call.args else {}


@family.method("auth.test", tier=None, tokens=("bot", "app"))
async def test_auth(call: Call) -> JsonObject:
    """Whose token this is."""
    if call.token == call.app.app_token:
        return {"app_name": call.app.name, "app_id": call.app.app_id}
    workspace = call.workspace
    return {
        "url": workspace.url,
        "team": workspace.settings.team_name,
        "user": call.user.name,
        "team_id": workspace.team_id,
        "user_id": call.user.id,
        "bot_id": call.app.bot_id,
        "is_enterprise_install": False,
    }


@family.method("auth.revoke", tier=50)
async def revoke(call: Call) -> JsonObject:
    """Throws the token away, unless only `test`ing."""
    if call.flag("test"):
        return {"revoked": False}
    call.workspace.revoke_tokens(call.app)
    return {"revoked": True}
