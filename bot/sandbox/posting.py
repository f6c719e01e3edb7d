"""Posting messages, as people, apps and Slack itself do, with the events each of these causes."""

import re
from collections.abc import Sequence
from typing import Any

from bot.sandbox.blocks import completed_blocks
from bot.sandbox.entities import Channel, File, JsonObject, Message, User
from bot.sandbox.errors import SlackError
from bot.sandbox.rich_text import rich_text_block
from bot.sandbox.state import State

_MENTION = re.compile(r"<@(U\w+)(?:\|[^>]*)?>")


# The lines of Slack's own that name the workspace; those about topic and purpose do not.
WITH_TEAM = frozenset(
    {"channel_join", "channel_leave", "channel_name", "channel_archive", "channel_unarchive"}
)


class Posting(State):
    """New messages. Text is taken as it is stored: mrkdwn, already escaped."""

    def check_may_post(self, channel: Channel, by: User, *, everywhere: bool = False) -> None:
        """Refuse as Slack does: archived, not a member, a channel only some may write in.

        `everywhere` is what the scope chat:write.public gives an app: public channels without being a member.
        """
        if not self.can_see(by, channel):
            raise SlackError("channel_not_found")
        if channel.is_archived:
            raise SlackError("is_archived")
        if by.id not in channel.members and not (everywhere and channel.is_public):
            raise SlackError("not_in_channel")
        if channel.read_only and not by.is_admin:
            raise SlackError("restricted_action_read_only_channel")
        if channel.is_im:
            self._check_messages_tab(channel, by)

    def _check_messages_tab(self, channel: Channel, by: User) -> None:
        for app in self.apps.values():
            home = app.manifest.get("features", {}).get("app_home", {})
            if app.bot_user_id not in channel.members:
                continue
            if home.get("messages_tab_enabled") is False:
                raise SlackError("messages_tab_disabled")
            if home.get("messages_tab_read_only_enabled") and not by.is_bot:
                raise SlackError("restricted_action")

    def post(
        self,
        channel: Channel,
        by: User,
        text: str = "",
        *,
        blocks: Sequence[JsonObject] = (),
        attachments: Sequence[JsonObject] = (),
        thread_ts: str | None = None,
        reply_broadcast: bool = False,
        metadata: JsonObject | None = None,
        files: Sequence[File] = (),
        username: str | None = None,
        icons: JsonObject | None = None,
    ) -> Message:
        """A message of a person or an app, as a reply when `thread_ts` is a message of the channel."""
        app = self.app_of(by)
        self.check_may_post(channel, by, everywhere=app is not None and "chat:write.public" in app.scopes)
        parent = self._parent(channel, thread_ts) if thread_ts else None
        message = self._new(channel, by, text, blocks=blocks, attachments=list(attachments))
        message.metadata = metadata
        message.files = list(files)
        if files:
            message.subtype = "file_share"
            for file in files:
                file.channels.setdefault(channel.id, []).append(message.ts)
                if not channel.is_public:
                    file.private_channels.add(channel.id)
        if username and app:
            self._disguise(message, username)
        message.icons = icons
        channel.messages[message.ts] = message
        if parent:
            self._join_thread(channel, parent, message, by, broadcast=reply_broadcast)
        for file in files:
            self._publish_file_shared(file, channel, message)
        self._publish_message(channel, message, by)
        return message

    def _new(self, channel: Channel, by: User, text: str, **content: Any) -> Message:
        app = self.app_of(by)
        content["blocks"] = completed_blocks(content.get("blocks", ()), self.ids)
        message = Message(ts=self.next_ts(channel), channel=channel.id, text=text, user=by.id, **content)
        message.team = by.team_id
        if app:
            message.bot_id, message.app_id = app.bot_id, app.app_id
            message.bot_profile = app.bot_profile(self.team_id)
        else:
            message.client_msg_id = self.ids.client_msg_id()
            if text and not message.blocks:
                message.blocks = [rich_text_block(text, self.ids.word(5))]
        return message

    @staticmethod
    def _disguise(message: Message, username: str) -> None:
        """Under another name an app's post is of the old kind, which tells less of its author."""
        message.username, message.subtype = username, "bot_message"
        message.user = message.team = message.bot_profile = None

    def _parent(self, channel: Channel, thread_ts: str) -> Message:
        parent = channel.messages.get(thread_ts)
        if parent is None or parent.is_reply or parent.subtype in ("channel_join", "channel_leave"):
            raise SlackError("cannot_reply_to_message")
        return parent

    def _join_thread(
        self,
        channel: Channel,
        parent: Message,
        reply: Message,
        by: User,
        *,
        broadcast: bool,
    ) -> None:
        channel.messages[reply.ts] = reply
        reply.thread_ts, reply.parent_user_id = parent.ts, parent.user
        parent.replies.append(reply.ts)
        if by.id not in parent.reply_users:
            parent.reply_users.append(by.id)
        parent.subscribers |= {by.id} | ({parent.user} if parent.user else set())
        if broadcast:
            reply.subtype = "thread_broadcast"
            reply.root = parent.to_dict(with_metadata=False)

    def _publish_message(self, channel: Channel, message: Message, by: User) -> None:
        self.publish(self.as_event(channel, message), channel=channel)
        if message.metadata is not None:
            self._publish_metadata("message_metadata_posted", channel, message, metadata=message.metadata)
        for user_id in dict.fromkeys(_MENTION.findall(f"{message.text} {message.blocks or ''}")):
            mentioned = self.users.get(user_id)
            app = self.app_of(mentioned) if mentioned else None
            if app and app.bot_user_id != by.id:
                mention = self.as_event(channel, message) | {"type": "app_mention"}
                mention.pop("channel_type")
                self.publish(mention, channel=channel, app=app)

    def _publish_file_shared(self, file: File, channel: Channel, message: Message) -> None:
        event = {"type": "file_shared", "file_id": file.id, "user_id": file.user, "file": {"id": file.id}}
        self.publish({**event, "channel_id": channel.id, "event_ts": message.ts}, channel=channel)

    def _publish_metadata(self, kind: str, channel: Channel, message: Message, **facts: Any) -> None:
        event = {
            "type": kind,
            "app_id": message.app_id,
            "bot_id": message.bot_id,
            "user_id": message.user,
            "team_id": self.team_id,
            "channel_id": channel.id,
            "message_ts": message.ts,
            **facts,
        }
        self.publish(event, channel=channel)

    def as_event(self, channel: Channel, message: Message) -> JsonObject:
        """The inner event that tells of a new message."""
        event = message.to_dict(with_metadata=False)
        return event | {"channel": channel.id, "event_ts": message.ts, "channel_type": channel.channel_type}

    def system_message(self, channel: Channel, by: User, subtype: str, text: str, **extra: Any) -> Message:
        """A line Slack itself writes (joins, topics, names…); no permission is asked for."""
        message = Message(
            ts=self.next_ts(channel), channel=channel.id, text=text, user=by.id, subtype=subtype
        )
        message.extra = extra
        message.team = self.team_id if subtype in WITH_TEAM else None
        channel.messages[message.ts] = message
        self.publish(self.as_event(channel, message), channel=channel)
        return message

    def post_ephemeral(
        self,
        channel: Channel,
        to: User,
        by: User,
        text: str = "",
        *,
        blocks: Sequence[JsonObject] = (),
        attachments: Sequence[JsonObject] = (),
        thread_ts: str | None = None,
    ) -> Message:
        """A message that one person sees; kept in `channel.ephemerals`, told to watchers, never to apps.

        The Web API asks for membership first; answers to commands and buttons need none.
        """
        message = self._new(channel, by, text, blocks=blocks, attachments=list(attachments))
        message.ephemeral_to = to.id
        message.thread_ts = thread_ts
        channel.ephemerals[message.ts] = message
        event = self.as_event(channel, message) | {"subtype": "ephemeral", "ephemeral_to": to.id}
        self.watch_only(event, channel)
        return message
