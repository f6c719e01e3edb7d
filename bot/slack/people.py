"""Calls about people: who the bot is, who somebody is, who is in a user group."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.person import Person
from bot.slack.errors import SlackRefused
from bot.slack.identity import Identity
from bot.slack.transport import Json, Transport

NO_GROUP = frozenset({"plan_upgrade_required", "no_such_subteam", "missing_scope"})


class People(Transport):
    """Who is who on the workspace."""

    _home: Identity | None = None

    async def identify(self) -> Identity:
        """Ask who the bot is; this is also the proof that the token is accepted."""
        answer, headers = await self.call_with_headers("auth.test", urgent=True)
        granted = headers.get("x-oauth-scopes", "")
        self._home = Identity(
            user_id=answer["user_id"],
            bot_id=answer.get("bot_id") or "",
            name=answer.get("user") or "",
            team_id=answer["team_id"],
            enterprise_id=answer.get("enterprise_id"),
            team=answer.get("team") or "",
            team_url=answer.get("url") or "https://slack.com/",
            scopes=frozenset(word.strip() for word in granted.split(",") if word.strip()),
        )
        return self._home

    async def app_of(self, bot_id: str) -> str | None:
        """Ask which app a bot is of."""
        answer = await self.call("bots.info", {"bot": bot_id}, urgent=True)
        return (answer.get("bot") or {}).get("app_id")

    async def person(self, user_id: str, *, at: datetime) -> Person:
        """Ask who somebody is; `at` is kept with the answer."""
        home = self._home or await self.identify()
        answer = await self.call("users.info", {"user": user_id}, urgent=True)
        return read_person(answer["user"], home=home, at=at)

    async def group_members(self, group_id: str) -> list[str]:
        """Who is in a user group; nobody, where the plan has no groups or this one does not exist."""
        try:
            answer = await self.call("usergroups.users.list", {"usergroup": group_id})
        except SlackRefused as fault:
            if fault.code in NO_GROUP:
                return []
            raise
        return [str(user) for user in answer.get("users") or []]


def read_person(raw: Json, *, home: Identity, at: datetime) -> Person:
    """Read what Slack calls a user; people of other organisations than that of `home` count as guests."""
    profile = raw.get("profile") or {}
    names = (profile.get("display_name"), raw.get("real_name"), profile.get("real_name"), raw.get("name"))
    guest = any(raw.get(mark) for mark in ("is_restricted", "is_ultra_restricted"))
    return Person(
        user_id=raw["id"],
        name=next((name for name in names if name), raw["id"]),
        handle=raw.get("name") or "",
        zone=_zone(raw.get("tz")),
        is_bot=bool(raw.get("is_bot")) or raw["id"] == "USLACKBOT",
        is_guest=guest or _is_of_another_organisation(raw, home),
        deleted=bool(raw.get("deleted")),
        fetched_at=at,
    )


def _is_of_another_organisation(raw: Json, home: Identity) -> bool:
    """Whether somebody is here through a channel that is shared with their organisation.

    Slack marks as strangers only those with whom no channel is shared; others are told by their workspace.
    An organisation may have several workspaces, with colleagues in each.
    """
    team, enterprise = raw.get("team_id"), (raw.get("enterprise_user") or {}).get("enterprise_id")
    if raw.get("is_stranger"):
        return True
    if home.enterprise_id and home.enterprise_id in (team, enterprise):
        return False
    return bool(team) and team != home.team_id


def _zone(name: object) -> str:
    """Slack's zone names are IANA's; one that this machine does not know is taken as UTC."""
    try:
        return ZoneInfo(str(name)).key if name else "UTC"
    except (KeyError, ValueError, OSError):
        return "UTC"
