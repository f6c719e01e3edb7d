"""What the page shows, as JSON: the people, a person's channels, messages, forms and Home tabs."""

from typing import Any

from bot.sandbox.entities import App, Channel, JsonObject, Message, User
from bot.sandbox.page_unread import UnreadCounts
from bot.sandbox.transcript import message_text
from bot.sandbox.views_state import View, has_home
from bot.sandbox.workspace import Workspace


def may_act(workspace: Workspace, user: User) -> bool:
    """Whether the page lets one act as this user: people who still are here and can see anything."""
    if user.is_bot or user.deleted:
        return False
    return not user.is_stranger or any(user.id in channel.members for channel in workspace.channels.values())


def people(workspace: Workspace) -> list[JsonObject]:
    """Everybody a message may name, people and bots alike."""
    return [_somebody(workspace, user) for user in workspace.users.values()]


def _somebody(workspace: Workspace, user: User) -> JsonObject:
    return {
        "id": user.id,
        "name": user.name,
        "shown": user.display_name or user.real_name,
        "real_name": user.real_name,
        "title": user.title,
        "tz": user.tz,
        "color": user.color,
        "face": user.face,
        "bot": user.is_bot,
        "app": user.app_id,
        "gone": user.deleted,
        "guest": user.is_guest,
        "admin": user.is_admin,
        "acts": may_act(workspace, user),
    }


def groups(workspace: Workspace) -> list[JsonObject]:
    """The user groups a message may name."""
    return [
        {"id": group.id, "handle": group.handle, "name": group.name, "users": list(group.users)}
        for group in workspace.usergroups.values()
    ]


def app_look(app: App) -> JsonObject:
    """What an app offers: commands and shortcuts from its manifest, a Home tab."""
    return {
        "id": app.app_id,
        "name": app.name,
        "user": app.bot_user_id,
        "home": has_home(app),
        "commands": [
            {key: command.get(key, "") for key in ("command", "description", "usage_hint")}
            for command in app.commands
        ],
        "shortcuts": [
            {key: shortcut.get(key, "") for key in ("name", "type", "callback_id", "description")}
            for shortcut in app.shortcuts
        ],
    }


def channel_look(workspace: Workspace, channel: Channel, viewer: User, counts: UnreadCounts) -> JsonObject:
    """A channel as it stands in the sidebar and over its messages."""
    unread = counts.of(channel, viewer)
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "with": [member for member in channel.members if member != viewer.id] if channel.kind in _DMS else [],
        "members": list(channel.members),
        "member": viewer.id in channel.members,
        "created": channel.created,
        "creator": channel.creator,
        "archived": channel.is_archived,
        "general": channel.is_general,
        "topic": channel.topic["value"],
        "purpose": channel.purpose["value"],
        "pins": [pin["message_ts"] for pin in channel.pins if "message_ts" in pin],
        "bookmarks": [
            {key: mark[key] for key in ("id", "title", "link", "emoji")} for mark in channel.bookmarks
        ],
        "silent": _is_silent(workspace, channel, viewer),
        "unread": unread.messages,
        "mentions": unread.mentions,
        "read": channel.last_read.get(viewer.id, ""),
    }


_DMS = ("im", "mpim")


def _is_silent(workspace: Workspace, channel: Channel, viewer: User) -> bool:
    """Whether an app's messages tab takes no messages, or only a few may write here."""
    if channel.read_only and not viewer.is_admin:
        return True
    if not channel.is_im:
        return False
    homes = (
        app.manifest.get("features", {}).get("app_home", {})
        for app in workspace.apps.values()
        if app.bot_user_id in channel.members
    )
    return any(
        h.get("messages_tab_read_only_enabled") or not h.get("messages_tab_enabled", True) for h in homes
    )


def channels(workspace: Workspace, viewer: User, counts: UnreadCounts) -> list[JsonObject]:
    """Every channel the person may know of."""
    return [
        channel_look(workspace, channel, viewer, counts)
        for channel in workspace.channels.values()
        if workspace.can_see(viewer, channel)
    ]


def message_look(workspace: Workspace, message: Message) -> JsonObject:
    """A message with what only the page needs."""
    look = message.to_dict(with_metadata=False)
    look |= {"channel": message.channel, "pinned": message.pinned, "only": message.ephemeral_to}
    look["app_id"] = message.app_id
    look["words"] = message_text(look, workspace.name_of)[:300]
    return look


def view_look(view: View) -> JsonObject:
    """A form or Home tab with what was filled in and what was complained of."""
    return view.to_dict(with_state=True) | {"complaints": view.complaints}


def views_look(workspace: Workspace, viewer: User) -> JsonObject:
    """The forms before a person, the visible one last, and the Home tabs by app."""
    homes = {app.app_id: workspace.views.home(app, viewer) for app in workspace.apps.values()}
    return {
        "pile": [view_look(view) for view in workspace.views.pile(viewer)],
        "homes": {app_id: view_look(home) for app_id, home in homes.items() if home},
    }


def views_state(workspace: Workspace, viewer: User) -> Any:
    """What changes whenever `views_look` has to be sent again."""
    pile = [(view.id, view.hash, str(view.complaints)) for view in workspace.views.pile(viewer)]
    homes = [workspace.views.home(app, viewer) for app in workspace.apps.values()]
    return pile, [home.hash if home else "" for home in homes]
