"""usergroups.*: for paid plans only."""

from bot.sandbox.call import Call, Family
from bot.sandbox.entities import JsonObject
from bot.sandbox.errors import SlackError

family = Family()


def _check_plan(call: Call) -> None:
    if call.workspace.settings.plan == "free":
        raise SlackError("plan_upgrade_required")


@family.method("usergroups.list", tier=20, scopes=["usergroups:read"])
async def list_groups(call: Call) -> JsonObject:
    """The groups, with their members when asked for."""
    _check_plan(call)
    shown: list[JsonObject] = []
    for group in call.workspace.usergroups.values():
        if group.disabled and not call.flag("include_disabled"):
            continue
        told = call.workspace.usergroup_dict(group, with_users=call.flag("include_users"))
        if not call.flag("include_count"):
            del told["user_count"]
        shown.append(told)
    return {"usergroups": shown}


@family.method("usergroups.users.list", tier=20, scopes=["usergroups:read"], required=["usergroup"])
async def list_members(call: Call) -> JsonObject:
    """Who is in a group."""
    _check_plan(call)
    group = call.workspace.usergroups.get(call.text("usergroup"))
    if group is None or (group.disabled and not call.flag("include_disabled")):
        raise SlackError("no_such_subteam")
    return {"users": group.users}
