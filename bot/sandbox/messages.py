"""Editing and deleting messages, with the events each of these causes."""

from collections.abc import Sequence

from bot.sandbox.blocks import completed_blocks
from bot.sandbox.entities import Channel, JsonObject, Message, User
from bot.sandbox.errors import SlackError
from bot.sandbox.posting import Posting
from bot.sandbox.rich_text import rich_text_block

TOMBSTONE_TEXT = "This message was deleted."
OWN_SUBTYPES = ("bot_message", "thread_broadcast", "file_share", "me_message")


class Messages(Posting):
    """What happens to messages once they are there."""

    def edit_message(
        self,
        channel: Channel,
        ts: str,
        by: User,
        *,
        text: str | None = None,
        blocks: Sequence[JsonObject] | None = None,
        attachments: Sequence[JsonObject] | None = None,
        metadata: JsonObject | None = None,
    ) -> Message:
        """Change one's own message; what is None stays as it was."""
        if not self.can_see(by, channel):
            raise SlackError("channel_not_found")
        message = self.message(channel, ts)
        if not self._is_own(message, by) or message.subtype not in (None, *OWN_SUBTYPES):
            raise SlackError("cant_update_message")
        if channel.is_archived:
            raise SlackError("is_archived" if not by.is_bot else "cant_update_message")
        before = message.to_dict(with_metadata=False)
        if text is not None:
            message.text = text
            if not by.is_bot and blocks is None:
                message.blocks = [rich_text_block(text, self.ids.word(5))]
        if blocks is not None:
            message.blocks = completed_blocks(blocks, self.ids)
        if attachments is not None:
            message.attachments = list(attachments)
        message.edited = {"user": by.id, "ts": f"{self.epoch()}.000000"}
        self.publish_changed(channel, message, before)
        if metadata is not None:
            self._replace_metadata(channel, message, metadata)
        return message

    def _replace_metadata(self, channel: Channel, message: Message, metadata: JsonObject) -> None:
        before, message.metadata = message.metadata, metadata
        if before is None:
            self._publish_metadata("message_metadata_posted", channel, message, metadata=metadata)
        else:
            facts = {"metadata": metadata, "previous_metadata": before}
            self._publish_metadata("message_metadata_updated", channel, message, **facts)

    def publish_changed(self, channel: Channel, message: Message, before: JsonObject) -> None:
        """Tell that a message is not what it was."""
        ts = self.next_ts(channel)
        now = message.to_dict(with_metadata=False)
        event: JsonObject = {
            "type": "message",
            "subtype": "message_changed",
            "message": now,
            "previous_message": before,
        }
        event |= {"channel": channel.id, "hidden": True, "ts": ts, "event_ts": ts}
        self.publish({**event, "channel_type": channel.channel_type}, channel=channel)

    def delete_message(self, channel: Channel, ts: str, by: User) -> None:
        """Take back one's own message (admins: anybody's); a parent with replies leaves a tombstone."""
        if not self.can_see(by, channel):
            raise SlackError("channel_not_found")
        message = self.message(channel, ts)
        if not self._is_own(message, by) and not (by.is_admin and not by.is_bot):
            raise SlackError("cant_delete_message")
        before = message.to_dict(with_metadata=False)
        channel.pins = [pin for pin in channel.pins if pin.get("message_ts") != ts]
        if message.replies:
            self._bury(message)
            self.publish_changed(channel, message, before)
            return
        del channel.messages[ts]
        self._publish_deleted(channel, ts, before)
        if message.metadata is not None:
            facts = {"previous_metadata": message.metadata, "deleted_ts": ts}
            self._publish_metadata("message_metadata_deleted", channel, message, **facts)
        if message.is_reply and message.thread_ts:
            self._leave_thread(channel, message)

    def _bury(self, message: Message) -> None:
        message.subtype, message.text, message.user = "tombstone", TOMBSTONE_TEXT, "USLACKBOT"
        message.blocks, message.attachments, message.files = [], [], []
        message.bot_id = message.app_id = message.bot_profile = message.client_msg_id = message.metadata = (
            None
        )
        message.edited, message.team, message.pinned = None, None, False
        message.reactions.clear()
        message.extra = {"hidden": True}

    def _leave_thread(self, channel: Channel, reply: Message) -> None:
        parent = channel.messages.get(reply.thread_ts or "")
        if parent is None:
            return
        # The tombstone goes with its last reply, and is told of as the parent that it was.
        before = parent.to_dict()
        parent.replies.remove(reply.ts)
        others = [channel.messages[ts].user for ts in parent.replies]
        parent.reply_users = [user for user in parent.reply_users if user in others]
        if parent.is_tombstone and not parent.replies:
            del channel.messages[parent.ts]
            self._publish_deleted(channel, parent.ts, before)

    def _publish_deleted(self, channel: Channel, deleted: str, before: JsonObject) -> None:
        ts = self.next_ts(channel)
        event: JsonObject = {"type": "message", "subtype": "message_deleted", "previous_message": before}
        event |= {"channel": channel.id, "hidden": True, "deleted_ts": deleted, "ts": ts, "event_ts": ts}
        self.publish({**event, "channel_type": channel.channel_type}, channel=channel)

    def _is_own(self, message: Message, by: User) -> bool:
        app = self.app_of(by)
        return message.app_id == app.app_id if app else message.user == by.id and message.bot_id is None

    def permalink(self, channel: Channel, ts: str) -> str:
        """The address of a message; a reply's names its thread."""
        message = self.message(channel, ts)
        address = f"{self.url}archives/{channel.id}/p{ts.replace('.', '')}"
        return f"{address}?thread_ts={message.thread_ts}&cid={channel.id}" if message.is_reply else address
