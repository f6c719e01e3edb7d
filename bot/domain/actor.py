"""Who asks for something, from where; `BOT` is the bot acting by itself."""

from zoneinfo import ZoneInfo

from bot.domain.value import Value

BOT_ID = "incident-bot"
"""How the record names the bot itself."""


class Actor(Value):
    """A person (or the bot) who acts, named in everything that is recorded.

    Attributes:
        user_id: Slack's id of the person, or `BOT_ID`.
        zone: IANA name of the person's time zone, as Slack knows it; UTC while it is not known.
        is_guest: a guest from outside or a restricted account: may not declare, may not hold a role.
    """

    user_id: str
    zone: str = "UTC"
    is_guest: bool = False

    @property
    def tz(self) -> ZoneInfo:
        """The person's zone."""
        return ZoneInfo(self.zone)


BOT = Actor(user_id=BOT_ID)
