"""A message of a channel, with all that hangs on it."""

from dataclasses import dataclass, field

from bot.sandbox.file import File
from bot.sandbox.jsons import JsonObject


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
