"""How a channel looks in answers, to the one who asks."""

from bot.sandbox.entities import Channel, JsonObject, User
from bot.sandbox.state import State


def channel_dict(
    workspace: State, channel: Channel, viewer: User, *, num_members: bool = False
) -> JsonObject:
    """The conversation object of create, info, list and the like."""
    shown: JsonObject = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_org_shared": False,
        "context_team_id": workspace.team_id,
        "updated": channel.created * 1000,
    }
    if channel.is_im:
        other = next((member for member in channel.members if member != viewer.id), viewer.id)
        facts = {
            "is_im": True,
            "user": other,
            "is_user_deleted": workspace.users[other].deleted,
            "priority": 0,
        }
        return shown | facts | {"is_open": viewer.id in channel.open_for}
    shown |= _kind(channel) | _facts(workspace, channel)
    shown["is_member"] = viewer.id in channel.members
    if viewer.id in channel.members:
        shown["last_read"] = channel.last_read.get(viewer.id, "0000000000.000000")
    if num_members:
        shown["num_members"] = len(channel.members)
    return shown


def _facts(workspace: State, channel: Channel) -> JsonObject:
    return {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_general": channel.is_general,
        "unlinked": 0,
        "is_shared": channel.is_ext_shared,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "parent_conversation": None,
        "creator": channel.creator,
        "is_ext_shared": channel.is_ext_shared,
        "shared_team_ids": [workspace.team_id],
        "pending_connected_team_ids": [],
        "topic": channel.topic,
        "purpose": channel.purpose,
        "previous_names": channel.previous_names,
    }


def _kind(channel: Channel) -> JsonObject:
    return {
        "is_channel": not channel.is_mpim,
        "is_group": channel.is_mpim,
        "is_im": False,
        "is_mpim": channel.is_mpim,
        "is_private": channel.is_private,
    }
