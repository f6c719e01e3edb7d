"""A person of the workspace, or the user as whom a bot acts."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.sandbox.jsons import JsonObject


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
    locale: str = "en-GB"
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
            "status_text_canonical": "",
            "status_emoji": "",
            "status_emoji_display_info": [],
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
        user |= {"is_bot": self.is_bot, "is_app_user": False, "updated": self.updated}
        return user | {"profile": self.profile(with_email=with_email)}
