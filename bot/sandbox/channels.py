"""Creating, naming, describing, archiving and deleting channels, and opening direct messages."""

from collections.abc import Sequence

from bot.sandbox.entities import Channel, JsonObject, User
from bot.sandbox.errors import SlackError
from bot.sandbox.membership import Membership
from bot.sandbox.names import check_channel_name

MAX_TOPIC = 250


class Channels(Membership):
    """What happens to channels as such."""

    def create_channel(self, name: str, by: User, *, is_private: bool = False) -> Channel:
        """A new channel with its creator in it."""
        self._check_may_create(by)
        check_channel_name(name)
        self._check_free(name)
        channel = self._new_channel(name, by, is_private=is_private)
        channel.members[by.id] = None
        if channel.is_public:
            self.publish({"type": "channel_created", "channel": self._announced(channel)}, channel=channel)
        self._publish_join(channel, by, inviter=None)
        return channel

    def _announced(self, channel: Channel) -> JsonObject:
        names = {"id": channel.id, "name": channel.name, "name_normalized": channel.name}
        made = {"created": channel.created, "creator": channel.creator, "context_team_id": self.team_id}
        not_so = ("archived", "frozen", "general", "group", "private", "im", "mpim")
        unshared = ("shared", "org_shared", "ext_shared", "pending_ext_shared")
        flags = {f"is_{word}": False for word in (*not_so, *unshared)}
        return {**names, "is_channel": True, **flags, **made}

    def _new_channel(
        self, name: str, by: User, *, id_: str | None = None, is_private: bool = False
    ) -> Channel:
        channel = Channel(id_ or self.ids.fresh("C"), name, self.epoch(), by.id, is_private=is_private)
        self.channels[channel.id] = channel
        return channel

    def _check_may_create(self, by: User) -> None:
        allowed = (
            self.settings.apps_may_create_channels
            if by.is_bot
            else (self.settings.members_may_create_channels or by.is_admin)
        )
        if not allowed or by.is_guest or by.is_stranger:
            raise SlackError("restricted_action")

    def _check_free(self, name: str) -> None:
        if any(c.name == name for c in self.channels.values()):
            raise SlackError("name_taken")

    def rename(self, channel: Channel, name: str, by: User) -> None:
        """Give another name; only the creator and admins may."""
        self._check_member(channel, by)
        if channel.is_archived:
            raise SlackError("is_archived")
        if by.id != channel.creator and not by.is_admin:
            raise SlackError("not_authorized")
        check_channel_name(name)
        if name == channel.name:
            return
        self._check_free(name)
        old, channel.name = channel.name, name
        channel.previous_names.insert(0, old)
        told = {"id": channel.id, "name": name, "name_normalized": name, "created": channel.created}
        told |= {"is_channel": channel.is_public, "is_mpim": False}
        self.publish({"type": f"{self._twin(channel)}_rename", "channel": told}, channel=channel)
        text = f'has renamed the channel from "{old}" to "{name}"'
        self.system_message(channel, by, "channel_name", text, old_name=old, name=name)

    @staticmethod
    def _twin(channel: Channel) -> str:
        return "channel" if channel.is_public else "group"

    def archive(self, channel: Channel, by: User) -> None:
        """Close the channel for good; its name stays taken."""
        self._check_member(channel, by)
        if channel.is_archived:
            raise SlackError("already_archived")
        if channel.is_general:
            raise SlackError("cant_archive_general")
        if by.is_guest or (by.is_bot and not self.settings.apps_may_archive_channels):
            raise SlackError("restricted_action")
        text = f"<@{by.id}> archived the channel"
        self.system_message(channel, by, "channel_archive", text)
        channel.is_archived = True
        event = {
            "type": f"{self._twin(channel)}_archive",
            "channel": channel.id,
            "user": by.id,
            "is_moved": 0,
        }
        self.publish(event, channel=channel)

    def unarchive(self, channel: Channel, by: User) -> None:
        """Open it again; an app can do so only where it still is a member."""
        if channel.is_im or channel.is_mpim:
            raise SlackError("method_not_supported_for_channel_type")
        if not self.can_see(by, channel) or (by.is_bot and by.id not in channel.members):
            raise SlackError("channel_not_found")
        if not channel.is_archived:
            raise SlackError("not_archived")
        channel.is_archived = False
        who = {"user": by.id} if channel.is_public else {"actor_id": by.id}
        event = {"type": f"{self._twin(channel)}_unarchive", "channel": channel.id, **who}
        self.publish(event, channel=channel)
        self.system_message(channel, by, "channel_unarchive", f"<@{by.id}> un-archived the channel")

    def delete_channel(self, channel: Channel, by: User) -> None:
        """Remove a channel with all that was in it, which only admins can and no app may."""
        if channel.is_im or channel.is_mpim or channel.is_general or not by.is_admin or by.is_bot:
            raise SlackError("restricted_action")
        event: JsonObject = {
            "type": f"{self._twin(channel)}_deleted",
            "channel": channel.id,
            "actor_id": by.id,
        }
        if channel.is_private:
            event["date_deleted"] = self.epoch()
        self.publish(event, channel=channel)
        del self.channels[channel.id]

    def set_topic(self, channel: Channel, topic: str, by: User) -> None:
        """Write the topic; the channel shows that it changed."""
        self._check_may_describe(channel, topic, by)
        if channel.topic["value"] == topic:
            return
        channel.topic = {"value": topic, "creator": by.id, "last_set": self.epoch()}
        self.system_message(channel, by, "channel_topic", f"set the channel topic: {topic}", topic=topic)

    def set_purpose(self, channel: Channel, purpose: str, by: User) -> None:
        """Write the description; the channel shows that it changed."""
        self._check_may_describe(channel, purpose, by)
        if channel.purpose["value"] == purpose:
            return
        channel.purpose = {"value": purpose, "creator": by.id, "last_set": self.epoch()}
        text = f"set the channel description: {purpose}"
        self.system_message(channel, by, "channel_purpose", text, purpose=purpose)

    def _check_may_describe(self, channel: Channel, words: str, by: User) -> None:
        self._check_member(channel, by)
        if channel.is_archived:
            raise SlackError("is_archived")
        if by.is_guest:
            raise SlackError("user_is_restricted")
        if len(words) > MAX_TOPIC:
            raise SlackError("too_long")

    def convert_to_private(self, channel: Channel, by: User) -> None:
        """Make a public channel private: the id stays, apps hear nothing but find it changed."""
        self._check_member(channel, by)
        if channel.is_general or not by.is_admin:
            raise SlackError("restricted_action")
        channel.is_private = True
        self.watch_only(
            {"type": "channel_converted_to_private", "channel": channel.id, "user": by.id}, channel
        )

    def move_channel(self, channel: Channel) -> None:
        """Give a channel another id, as sharing it with another company can; all that is in it goes along."""
        old, channel.id = channel.id, self.ids.fresh("C")
        self.channels[channel.id] = self.channels.pop(old)
        for message in (*channel.messages.values(), *channel.ephemerals.values()):
            message.channel = channel.id
        ids = {"old_channel_id": old, "new_channel_id": channel.id}
        self.publish({"type": "channel_id_changed", **ids}, channel=channel)

    def open_dm(self, by: User, users: Sequence[User]) -> tuple[Channel, bool]:
        """The direct message, or group of them, of all these; and whether it had been open for `by`."""
        everyone = {user.id: None for user in (by, *users)}
        found = next(
            (
                c
                for c in self.channels.values()
                if c.kind in ("im", "mpim") and c.members.keys() == everyone.keys()
            ),
            None,
        )
        if found is None:
            names = "-".join(self.users[each].name for each in everyone)
            group = len(everyone) > 2
            found = self._new_channel(
                f"mpdm-{names}-1" if group else "", by, id_=None if group else self.ids.fresh("D")
            )
            found.is_im, found.is_mpim, found.is_private = not group, group, group
            found.members = everyone
        was_open = by.id in found.open_for
        found.open_for |= set(everyone)
        return found, was_open

    def mark(self, channel: Channel, ts: str, by: User) -> None:
        """Remember up to where somebody has read."""
        if by.id not in channel.members:
            raise SlackError("not_in_channel")
        channel.last_read[by.id] = ts
