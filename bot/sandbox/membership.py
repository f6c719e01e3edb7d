"""Who is in a channel: inviting, joining, leaving, removing."""

from collections.abc import Sequence

from bot.sandbox.entities import Channel, JsonObject, User
from bot.sandbox.errors import SlackError
from bot.sandbox.messages import Messages

MAX_INVITED = 100


class Membership(Messages):
    """Coming and going, with the lines and events that tell of it."""

    def invite(
        self, channel: Channel, by: User, user_ids: Sequence[str], *, force: bool = False
    ) -> list[JsonObject]:
        """Bring people in; the errors by person are raised together, or with `force` returned."""
        self._check_member(channel, by)
        if channel.is_archived:
            raise SlackError("is_archived")
        if by.is_guest:
            raise SlackError("user_is_restricted")
        if not user_ids:
            raise SlackError("no_user")
        faults = [
            (user_id, self._why_not_invited(channel, by, user_id)) for user_id in dict.fromkeys(user_ids)
        ]
        errors = [{"user": user_id, "ok": False, "error": code} for user_id, code in faults if code]
        welcome = [user_id for user_id, code in faults if code is None]
        if errors and not (force and welcome):
            raise SlackError(str(errors[0]["error"]), errors=errors)
        for user_id in welcome:
            self._add_member(channel, self.users[user_id], inviter=by)
        return errors

    def _why_not_invited(self, channel: Channel, by: User, user_id: str) -> str | None:
        user = self.users.get(user_id)
        if user is None:
            return "user_not_found"
        if user is by:
            return "cant_invite_self"
        if user.id in channel.members:
            return "already_in_channel"
        if user.deleted or user.id == "USLACKBOT" or (user.is_stranger and not channel.is_ext_shared):
            return "cant_invite"
        if user.is_ultra_restricted and any(
            user.id in c.members and not c.is_im and not c.is_mpim for c in self.channels.values()
        ):
            return "ura_max_channels"
        return None

    def _check_member(self, channel: Channel, by: User) -> None:
        if channel.is_im or channel.is_mpim:
            raise SlackError("method_not_supported_for_channel_type")
        if not self.can_see(by, channel):
            raise SlackError("channel_not_found")
        if by.id not in channel.members:
            raise SlackError("not_in_channel")

    def _add_member(self, channel: Channel, user: User, *, inviter: User | None) -> None:
        channel.members[user.id] = None
        self._publish_join(channel, user, inviter=inviter)

    def _publish_join(self, channel: Channel, user: User, *, inviter: User | None) -> None:
        event: JsonObject = {"type": "member_joined_channel", "user": user.id, "channel": channel.id}
        event |= {"channel_type": "C" if channel.is_public else "G", "team": self.team_id}
        extra = {"inviter": inviter.id} if inviter else {}
        self.publish(event | extra, channel=channel)
        self.system_message(channel, user, "channel_join", f"<@{user.id}> has joined the channel", **extra)

    def join(self, channel: Channel, by: User) -> bool:
        """Enter a public channel by oneself; False when one was in it already."""
        if channel.is_im or channel.is_mpim or (channel.is_private and by.id in channel.members):
            raise SlackError("method_not_supported_for_channel_type")
        if not channel.is_public or not self.can_see(by, channel):
            raise SlackError("channel_not_found")
        if channel.is_archived:
            raise SlackError("is_archived")
        if by.id in channel.members:
            return False
        self._add_member(channel, by, inviter=None)
        return True

    def leave(self, channel: Channel, by: User) -> bool:
        """Go; False when one was not there."""
        if channel.is_im or channel.is_mpim:
            raise SlackError("method_not_supported_for_channel_type")
        if channel.is_archived:
            raise SlackError("is_archived")
        if channel.is_general:
            raise SlackError("cant_leave_general")
        if by.id not in channel.members:
            return False
        if len(channel.members) == 1 and channel.is_private:
            raise SlackError("last_member")
        self._remove_member(channel, by)
        return True

    def kick(self, channel: Channel, user: User, by: User) -> None:
        """Remove somebody else."""
        self._check_member(channel, by)
        if user is by:
            raise SlackError("cant_kick_self")
        if channel.is_general:
            raise SlackError("cant_kick_from_general")
        if by.is_guest:
            raise SlackError("restricted_action")
        if user.id not in channel.members:
            raise SlackError("not_in_channel")
        self._remove_member(channel, user)

    def _remove_member(self, channel: Channel, user: User) -> None:
        event = {"type": "member_left_channel", "user": user.id, "channel": channel.id}
        event |= {"channel_type": "C" if channel.is_public else "G", "team": self.team_id}
        self.system_message(channel, user, "channel_leave", f"<@{user.id}> has left the channel")
        del channel.members[user.id]
        self.publish(event, channel=channel)
        app = self.app_of(user)
        if app:
            kind = "channel_left" if channel.is_public else "group_left"
            self.publish({"type": kind, "channel": channel.id, "actor_id": user.id}, channel=channel, app=app)
