"""A file, from its announcement to its being shared."""

from dataclasses import dataclass, field

from bot.sandbox.jsons import JsonObject


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
