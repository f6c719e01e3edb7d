"""Calls about channels: creating, finding our own, inviting, topic and members."""

from collections.abc import Sequence
from typing import Any

from bot.domain.value import Value
from bot.slack.errors import SlackRefused
from bot.slack.transport import Json, Transport

INVITED_AT_ONCE = 30
"""Slack's documents name 30, 100 and 1000 at different times; the least is safe."""

ALREADY_THERE = frozenset({"already_in_channel", "cant_invite_self"})


class Channel(Value):
    """A conversation as Slack describes it; `created` is in seconds since 1970, `is_shared` with others."""

    id: str
    name: str = ""
    creator: str = ""
    created: int = 0
    is_private: bool = False
    is_archived: bool = False
    is_member: bool = False
    is_direct: bool = False
    is_shared: bool = False
    topic: str = ""

    @classmethod
    def parse(cls, raw: Json) -> "Channel":
        """Read what Slack's answers call a channel."""
        return cls(
            id=raw["id"],
            name=raw.get("name") or "",
            creator=raw.get("creator") or "",
            created=int(raw.get("created") or 0),
            is_private=bool(raw.get("is_private") or raw.get("is_group")),
            is_archived=bool(raw.get("is_archived")),
            is_member=bool(raw.get("is_member")),
            is_direct=bool(raw.get("is_im") or raw.get("is_mpim")),
            is_shared=bool(raw.get("is_ext_shared") or raw.get("is_pending_ext_shared")),
            topic=(raw.get("topic") or {}).get("value") or "",
        )


class Channels(Transport):
    """Everything the bot does with channels."""

    async def create_channel(self, name: str, *, private: bool, priority: int = 3) -> Channel:
        """Create a channel that the bot is then the only member of."""
        args = {"name": name, "is_private": private}
        answer = await self.call("conversations.create", args, priority=priority)
        return Channel.parse(answer["channel"])

    async def own_channels(self) -> list[Channel]:
        """The channels that the bot is a member of, never the whole workspace's."""
        args = {"types": "public_channel,private_channel", "exclude_archived": "true"}
        return [Channel.parse(raw) for raw in await self.pages("users.conversations", args, "channels")]

    async def channel(self, channel_id: str) -> Channel:
        """What Slack knows of a channel now."""
        answer = await self.call("conversations.info", {"channel": channel_id})
        return Channel.parse(answer["channel"])

    async def members(self, channel_id: str) -> list[str]:
        """Who is in a channel."""
        return [
            str(user)
            for user in await self.pages("conversations.members", {"channel": channel_id}, "members")
        ]

    async def join(self, channel_id: str) -> None:
        """Enter a public channel."""
        await self.call("conversations.join", {"channel": channel_id})

    async def rename(self, channel_id: str, name: str) -> Channel:
        """Give a channel another name; Slack may change it further, so the returned one counts."""
        answer = await self.call("conversations.rename", {"channel": channel_id, "name": name})
        return Channel.parse(answer["channel"])

    async def archive(self, channel_id: str) -> None:
        """Close a channel that was opened in vain."""
        await self.call("conversations.archive", {"channel": channel_id})

    async def set_topic(self, channel_id: str, topic: str) -> None:
        """Set the topic."""
        await self.call("conversations.setTopic", {"channel": channel_id, "topic": topic})

    async def set_purpose(self, channel_id: str, purpose: str) -> None:
        """Set the description."""
        await self.call("conversations.setPurpose", {"channel": channel_id, "purpose": purpose})

    async def open_direct(self, user_id: str) -> str:
        """Return the id of the direct conversation with a person, opening it when there is none."""
        answer = await self.call("conversations.open", {"users": user_id})
        return str(answer["channel"]["id"])

    async def invite(self, channel_id: str, user_ids: Sequence[str], *, priority: int = 3) -> dict[str, str]:
        """Invite people; return who cannot come, each with Slack's reason.

        Who is in the channel already counts as invited. One who cannot come keeps nobody out.
        """
        refused: dict[str, str] = {}
        for start in range(0, len(user_ids), INVITED_AT_ONCE):
            batch = list(user_ids[start : start + INVITED_AT_ONCE])
            refused.update(await self._invited(channel_id, batch, priority))
        return refused

    async def _invited(self, channel_id: str, batch: list[str], priority: int) -> dict[str, str]:
        args = {"channel": channel_id, "users": batch, "force": True}
        try:
            answer: Json = await self.call("conversations.invite", args, priority=priority)
        except SlackRefused as fault:
            answer = fault.detail
            if not answer.get("errors"):
                if fault.code in ALREADY_THERE:
                    return {}
                if len(batch) == 1 and fault.code in PERSONAL:
                    return {batch[0]: fault.code}
                raise
        errors: list[Any] = answer.get("errors") or []
        reasons = {
            str(e.get("user")): str(e.get("error")) for e in errors if not e.get("ok") and e.get("user")
        }
        return {user: code for user, code in reasons.items() if code not in ALREADY_THERE}


PERSONAL = frozenset(
    {
        "app_cannot_join_channel",
        "cant_invite",
        "invitee_cant_see_channel",
        "no_external_invite_permission",
        "org_user_not_in_team",
        "ura_max_channels",
        "user_is_restricted",
        "user_not_found",
        "user_disabled",
    }
)
"""Reasons that lie with the one invited person, not with the channel."""
