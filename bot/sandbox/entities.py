"""What a workspace is made of: people, channels, messages, files, apps and user groups."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

JsonObject = dict[str, Any]


@dataclass(eq=False)
class User:
    """A person or the user of a bot; `face` is the emoji the page draws on the avatar's colour."""

    id: str
    team_id: str
    name: str
    real_name: str
    display_name: str = ""
    email: str = ""
    title: str = ""
    tz: str = "Europe/London"
    color: str = "4bbe2e"
    face: str = "🙂"
    is_bot: bool = False
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    deleted: bool = False
    presence: str = "active"
    app_id: str | None = None
    bot_id: str | None = None
    updated: int = 0

    @property
    def is_guest(self) -> bool:
        """Guests of either kind: they see only the channels they were put into."""
        return self.is_restricted or self.is_ultra_restricted

    def profile(self, *, with_email: bool) -> JsonObject:
        """The `profile` object; Slack shows the address only to apps with `users:read.email`."""
        names = {"real_name": self.real_name, "display_name": self.display_name}
        images = {
            f"image_{n}": f"https://avatars.sandbox.test/{self.id}-{n}.png"
            for n in (24, 32, 48, 72, 192, 512)
        }
        profile: JsonObject = {
            "title": self.title,
            "phone": "",
            "skype": "",
            **names,
            **{f"{key}_normalized": value for key, value in names.items()},
            "fields": {},
            "status_text": "",
            "status_emoji": "",
            "status_expiration": 0,
            "avatar_hash": self.id[-6:].lower(),
            "first_name": self.real_name.split(" ", 1)[0],
            "last_name": self.real_name.partition(" ")[2],
            **images,
            "team": self.team_id,
        }
        if self.is_bot:
            profile |= {"api_app_id": self.app_id, "bot_id": self.bot_id, "always_active": True}
        elif with_email:
            profile["email"] = self.email
        return profile

    def to_dict(self, *, at: datetime, with_email: bool = False) -> JsonObject:
        """The user object of users.info, users.list and user_change; `at` decides the zone's offset."""
        user: JsonObject = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
        }
        if not self.deleted:
            offset = at.astimezone(ZoneInfo(self.tz))
            user |= {
                "color": self.color,
                "real_name": self.real_name,
                "tz": self.tz,
                "tz_label": offset.tzname() or self.tz,
                "tz_offset": int((offset.utcoffset() or offset - offset).total_seconds()),
                "is_admin": self.is_admin,
                "is_owner": self.is_owner,
                "is_primary_owner": False,
                "is_restricted": self.is_restricted,
                "is_ultra_restricted": self.is_ultra_restricted,
                "is_email_confirmed": not self.is_bot,
                "who_can_share_contact_card": "EVERYONE",
            }
        if self.is_stranger:
            user["is_stranger"] = True
        user |= {"is_bot": self.is_bot, "is_app_user": False, "updated": self.updated}
        return user | {"profile": self.profile(with_email=with_email)}


@dataclass(eq=False)
class File:
    """An uploaded file; it has no channels until it is shared."""

    id: str
    name: str
    title: str
    size: int
    user: str
    created: int
    mimetype: str = "text/plain"
    filetype: str = "text"
    mode: str = "hosted"
    content: bytes = b""
    uploaded: bool = False
    completed: bool = False
    app_id: str | None = None
    team_id: str = ""
    url: str = ""
    channels: dict[str, list[str]] = field(default_factory=dict)
    private_channels: set[str] = field(default_factory=set)

    def to_dict(self) -> JsonObject:
        """The file object; `shares` says in which channels, and by which messages, it can be seen."""
        shares: JsonObject = {}
        for channel, stamps in self.channels.items():
            side = "private" if channel in self.private_channels else "public"
            shares.setdefault(side, {})[channel] = [
                {"ts": ts, "reply_users": [], "reply_count": 0} for ts in stamps
            ]
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title,
            "mimetype": self.mimetype,
            "filetype": self.filetype,
            "pretty_type": self.filetype.upper(),
            "user": self.user,
            "user_team": self.team_id,
            "editable": False,
            "size": self.size,
            "mode": self.mode,
            "is_external": False,
            "external_type": "",
            "is_public": any(c not in self.private_channels for c in self.channels),
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": self.url,
            "url_private_download": self.url,
            "permalink": self.url,
            "channels": [c for c in self.channels if c.startswith("C") and c not in self.private_channels],
            "groups": [c for c in self.channels if c.startswith("C") and c in self.private_channels],
            "ims": [c for c in self.channels if c.startswith("D")],
            "comments_count": 0,
            "shares": shares,
            "file_access": "visible",
        }


@dataclass(eq=False)
class Message:
    """One message of a channel, of a thread, or (with `ephemeral_to`) for one person's eyes alone.

    `bot_profile` is set for what an app posted; `client_msg_id` for what a person typed. A parent that was
    deleted under living replies stays as a tombstone.
    """

    ts: str
    channel: str
    text: str
    user: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    team: str | None = None
    bot_profile: JsonObject | None = None
    username: str | None = None
    icons: JsonObject | None = None
    blocks: list[JsonObject] = field(default_factory=list)
    attachments: list[JsonObject] = field(default_factory=list)
    thread_ts: str | None = None
    parent_user_id: str | None = None
    subtype: str | None = None
    client_msg_id: str | None = None
    edited: JsonObject | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[File] = field(default_factory=list)
    metadata: JsonObject | None = None
    extra: JsonObject = field(default_factory=dict)
    replies: list[str] = field(default_factory=list)
    reply_users: list[str] = field(default_factory=list)
    subscribers: set[str] = field(default_factory=set)
    pinned: bool = False
    root: JsonObject | None = None
    ephemeral_to: str | None = None

    @property
    def is_reply(self) -> bool:
        """Whether it hangs below another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def is_tombstone(self) -> bool:
        """Whether only the place of a deleted thread parent is left."""
        return self.subtype == "tombstone"

    def to_dict(self, *, with_metadata: bool = True) -> JsonObject:
        """The message object as history, events and answers carry it (without channel and event fields)."""
        message: JsonObject = {"type": "message"}
        optional = {
            "subtype": self.subtype,
            "user": self.user,
            "bot_id": self.bot_id,
            "app_id": self.app_id,
            "username": self.username,
            "icons": self.icons,
            "client_msg_id": self.client_msg_id,
        }
        message |= {key: value for key, value in optional.items() if value is not None}
        message |= {"text": self.text, "ts": self.ts}
        later = {
            "team": self.team,
            "bot_profile": self.bot_profile,
            "blocks": self.blocks or None,
            "attachments": self.attachments or None,
            "edited": self.edited,
            "files": [file.to_dict() for file in self.files] or None,
            "metadata": self.metadata if with_metadata else None,
            "root": self.root,
            "thread_ts": self.thread_ts,
            "parent_user_id": self.parent_user_id,
        }
        message |= {key: value for key, value in later.items() if value is not None}
        if self.files:
            message |= {"upload": False, "display_as_bot": False}
        if self.reactions:
            message["reactions"] = [
                {"name": name, "users": list(users), "count": len(users)}
                for name, users in self.reactions.items()
            ]
        return message | self._thread_facts() | self.extra

    def _thread_facts(self) -> JsonObject:
        if not self.replies:
            return {}
        return {
            "thread_ts": self.ts,
            "reply_count": len(self.replies),
            "reply_users_count": len(self.reply_users),
            "latest_reply": self.replies[-1],
            "reply_users": self.reply_users[:5],
            "is_locked": False,
            "subscribed": False,
        }


@dataclass(eq=False)
class Channel:
    """A public or private channel, a direct message or a group of them.

    `members` keeps the order of joining; `messages` is ordered by `ts` because stamps only grow.
    """

    id: str
    name: str
    created: int
    creator: str
    is_private: bool = False
    is_im: bool = False
    is_mpim: bool = False
    is_archived: bool = False
    is_general: bool = False
    is_ext_shared: bool = False
    read_only: bool = False
    members: dict[str, None] = field(default_factory=dict)
    topic: JsonObject = field(default_factory=lambda: {"value": "", "creator": "", "last_set": 0})
    purpose: JsonObject = field(default_factory=lambda: {"value": "", "creator": "", "last_set": 0})
    previous_names: list[str] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    ephemerals: dict[str, Message] = field(default_factory=dict)
    pins: list[JsonObject] = field(default_factory=list)
    bookmarks: list[JsonObject] = field(default_factory=list)
    last_read: dict[str, str] = field(default_factory=dict)
    open_for: set[str] = field(default_factory=set)
    last_us: int = 0

    @property
    def kind(self) -> str:
        """Slack's type word of conversations.list: public_channel, private_channel, im or mpim."""
        if self.is_im:
            return "im"
        if self.is_mpim:
            return "mpim"
        return "private_channel" if self.is_private else "public_channel"

    @property
    def channel_type(self) -> str:
        """The word events use: channel, group, im or mpim."""
        return {"public_channel": "channel", "private_channel": "group"}.get(self.kind, self.kind)

    @property
    def is_public(self) -> bool:
        """Whether everybody of the workspace can find it."""
        return self.kind == "public_channel"


@dataclass(eq=False)
class UserGroup:
    """A mentionable group (`<!subteam^S…>`); only paid plans have them."""

    id: str
    handle: str
    name: str
    description: str = ""
    users: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    disabled: bool = False
    created: int = 0
    updated: int = 0
    created_by: str = ""


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
