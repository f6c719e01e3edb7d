"""team.info and bots.info."""

from bot.sandbox.call import Call, Family
from bot.sandbox.entities import JsonObject
from bot.sandbox.errors import SlackError

family = Family()


@family.method("team.info", tier=50, scopes=["team:read"])
async def team_info(call: Call) -> JsonObject:
    """The workspace itself."""
    workspace = call.workspace
    if call.text("team", workspace.team_id) != workspace.team_id:
        raise SlackError("team_not_found")
    domain = workspace.settings.domain
    return {
        "team": {
            "id": workspace.team_id,
            "name": workspace.settings.team_name,
            "url": workspace.url,
            "domain": domain,
            "email_domain": f"{domain}.example",
            "icon": {"image_default": True},
            "avatar_base_url": "https://avatars.sandbox.test/",
            "is_verified": False,
        }
    }


@family.method("bots.info", tier=50, scopes=["users:read"])
async def bots_info(call: Call) -> JsonObject:
    """One bot by its B id; without an id there is nothing to tell."""
    wanted = call.text("bot")
    for app in call.workspace.apps.values():
        if app.bot_id == wanted:
            told = app.bot_profile(call.workspace.team_id)
            return {"bot": {key: value for key, value in told.items() if key != "team_id"}}
    raise SlackError("bot_not_found")
