"""Who belongs to the workspace: people, apps with their tokens, user groups."""

from collections.abc import Iterable
from typing import Any

from bot.sandbox.channels import Channels
from bot.sandbox.entities import App, Channel, JsonObject, User, UserGroup
from bot.sandbox.errors import SlackError
from bot.sandbox.ids import fixed
from bot.sandbox.installing import new_app
from bot.sandbox.people_data import CAST, CHANNELS, GROUPS, SECOND_APP, Somebody


class Directory(Channels):
    """Joining and leaving the workspace, and installing apps into it."""

    def add_user(self, name: str, real_name: str, *, announce: bool = True, **traits: Any) -> User:
        """A new person; their id follows from the name, so that it is the same at each start."""
        user = User(fixed("U", name), self.team_id, name, real_name, updated=self.epoch(), **traits)
        user.display_name = user.display_name or real_name
        user.email = user.email or f"{name}@{self.settings.domain}.example"
        self.users[user.id] = user
        general = next((c for c in self.channels.values() if c.is_general), None)
        if announce:
            self._publish_user("team_join", user)
            if general and not user.is_guest and not user.is_stranger:
                self._add_member(general, user, inviter=None)
        return user

    def install(self, manifest: JsonObject, *, scopes: Iterable[str] | None = None) -> App:
        """Install an app from its manifest, with a bot user and all the scopes asked for (or only `scopes`).

        Ids, tokens and the signing secret follow from the app's name. Request addresses are the manifest's
        and may be set on the app afterwards.
        """
        name = manifest["display_information"]["name"]
        display = manifest.get("features", {}).get("bot_user", {}).get("display_name", name)
        asked = manifest.get("oauth_config", {}).get("scopes", {}).get("bot", [])
        app = new_app(manifest, frozenset(asked if scopes is None else scopes), self.epoch())
        user = User(app.bot_user_id, self.team_id, display.lower().replace(" ", "_"), display)
        user.is_bot, user.app_id, user.bot_id = True, app.app_id, app.bot_id
        user.display_name, user.face, user.updated = display, app.icon, self.epoch()
        self.users[user.id], self.apps[app.app_id] = user, app
        return app

    def bot_user(self, app: App) -> User:
        """The user as whom the app acts."""
        return self.users[app.bot_user_id]

    def revoke_tokens(self, app: App) -> None:
        """The app's bot token is worth nothing from now on; the app is told."""
        app.token_state = "revoked"  # noqa: S105 - the state of a token, not one
        tokens = {"oauth": [], "bot": [app.bot_user_id]}
        self.publish({"type": "tokens_revoked", "tokens": tokens}, app=app)

    def uninstall(self, app: App) -> None:
        """Take the app out: told once, then deaf, its bot a deactivated user."""
        app.token_state = "inactive"  # noqa: S105 - the state of a token, not one
        self.publish({"type": "app_uninstalled"}, app=app)
        self.publish({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [app.bot_user_id]}}, app=app)
        app.installed = False
        self.bot_user(app).deleted = True

    def change_user(self, user: User, **traits: Any) -> None:
        """A person changes name, zone, title or the like; apps hear of it."""
        for trait, value in traits.items():
            if not hasattr(user, trait):
                raise ValueError(f"nobody has a {trait}")
            setattr(user, trait, value)
        user.updated = self.epoch()
        self._publish_user("user_change", user)

    def _publish_user(self, kind: str, user: User) -> None:
        shown = user.to_dict(at=self.now()) | {"locale": user.locale}
        self.publish({"type": kind, "user": shown, "cache_ts": self.epoch()})

    def deactivate(self, user: User) -> None:
        """Somebody left the company: they can neither act nor be invited."""
        for channel in self.channels.values():
            if not channel.is_im:
                channel.members.pop(user.id, None)
        self.change_user(user, deleted=True)

    def add_usergroup(self, handle: str, name: str, members: Iterable[User], by: User) -> UserGroup:
        """A group of people who are mentioned together; free plans have none."""
        if self.settings.plan == "free":
            raise SlackError("plan_upgrade_required")
        now = self.epoch()
        group = UserGroup(fixed("S", handle), handle, name, users=[user.id for user in members])
        group.created, group.updated, group.created_by = now, now, by.id
        self.usergroups[group.id] = group
        self.publish({"type": "subteam_created", "subteam": self.usergroup_dict(group)})
        return group

    def set_usergroup_members(self, group: UserGroup, members: Iterable[User]) -> None:
        """Others are in the group from now on."""
        before, group.users = group.users, [user.id for user in members]
        previous, group.updated = group.updated, self.epoch()
        added = [user for user in group.users if user not in before]
        removed = [user for user in before if user not in group.users]
        self.publish({"type": "subteam_updated", "subteam": self.usergroup_dict(group)})
        event: JsonObject = {
            "type": "subteam_members_changed",
            "subteam_id": group.id,
            "team_id": self.team_id,
        }
        event |= {"date_previous_update": previous, "date_update": group.updated}
        event |= {"added_users": added, "added_users_count": len(added)}
        self.publish(event | {"removed_users": removed, "removed_users_count": len(removed)})

    def usergroup_dict(self, group: UserGroup, *, with_users: bool = True) -> JsonObject:
        """The subteam object; the event's list of members ends at 500."""
        told: JsonObject = {
            "id": group.id,
            "team_id": self.team_id,
            "is_usergroup": True,
            "is_subteam": True,
            "name": group.name,
            "description": group.description,
            "handle": group.handle,
            "is_external": False,
            "date_create": group.created,
            "date_update": group.updated,
            "date_delete": group.updated if group.disabled else 0,
            "auto_type": None,
            "auto_provision": False,
            "enterprise_subteam_id": "",
            "created_by": group.created_by,
            "updated_by": group.created_by,
            "deleted_by": None,
            "prefs": {"channels": group.channels, "groups": []},
            "user_count": len(group.users),
        }
        return told | ({"users": group.users[:500]} if with_users else {})

    def populate(self) -> None:
        """The cast of people, their channels and groups, and a second app; nobody is told of it."""
        for somebody in CAST:
            self._add_somebody(somebody)
        owner = self.user("alice")
        for name, (purpose, members) in CHANNELS.items():
            channel = self._new_channel(name, owner, id_=fixed("C", name))
            channel.is_general = name == "general"
            channel.purpose = {"value": purpose, "creator": owner.id, "last_set": self.epoch()}
            self._fill(channel, members)
        second = self.install(SECOND_APP)
        for name in ("ml-platform", "incidents"):
            self.channel(name).members[second.bot_user_id] = None
        if self.settings.plan != "free":
            for handle, (name, members) in GROUPS.items():
                self.add_usergroup(handle, name, [self.user(member) for member in members], owner)

    def _add_somebody(self, somebody: Somebody) -> None:
        traits = dict(somebody.traits)
        user = self.add_user(somebody.name, somebody.real_name, announce=False, **traits)
        if user.is_stranger:
            user.team_id = self.strangers_team

    def _fill(self, channel: Channel, members: Iterable[str]) -> None:
        everybody = [
            u for u in self.users.values() if not (u.deleted or u.is_bot or u.is_guest or u.is_stranger)
        ]
        for user in everybody if channel.is_general else [self.user(member) for member in members]:
            channel.members[user.id] = None
