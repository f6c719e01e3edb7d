"""Reads what an app answers to a command, or sends to a response_url, and shows it where Slack shows it."""

import json
from typing import Any

from bot.sandbox.content import checked_message
from bot.sandbox.delivery_log import Response
from bot.sandbox.entities import App, Channel, JsonObject, Message, User
from bot.sandbox.errors import SlackError
from bot.sandbox.messages import Messages
from bot.sandbox.mrkdwn import escape
from bot.sandbox.response_urls import ResponseUrl


def reply_in(response: Response) -> JsonObject | None:
    """The message in the body of an acknowledgement, or None when it is empty."""
    if not response.body.strip():
        return None
    if response.content_type != "application/json":
        return {"text": response.body}
    try:
        content = json.loads(response.body)
    except ValueError:
        raise SlackError("invalid_payload") from None
    if isinstance(content, str):
        return {"text": content}
    if not isinstance(content, dict):
        raise SlackError("invalid_payload")
    return content or None


class Replies(Messages):
    """Answers appear whether or not the app's bot is in the channel; posting permissions do not count."""

    def answer_command(
        self, app: App, user: User, channel: Channel, typed: str, content: JsonObject
    ) -> Message:
        """The immediate reply to a command: for the person alone, or with the command for all to see."""
        message = checked_message(content, self.ids)
        if content.get("response_type") != "in_channel":
            return self._whisper(app, user, channel, message, None)
        # Both are shown: what was typed, then the answer.
        self._speak(channel, user, {"text": escape(typed)}, None)
        return self._speak(channel, self.users[app.bot_user_id], message, None)

    def answer_url(self, url: ResponseUrl, content: JsonObject) -> Message | None:
        """What was sent to a response_url: a new message, or a change of the one that was acted on."""
        source = url.source
        if _flag(content, "delete_original"):
            self._remove(url)
            return None
        if _flag(content, "replace_original") and source is not None:
            return self._replace(url, source, checked_message(content, self.ids))
        message = checked_message(content, self.ids)
        if content.get("response_type") != "in_channel":
            # A whisper stays where the person acted, whatever thread was asked for.
            return self._whisper(
                url.app, url.user, url.channel, message, source.thread_ts if source else None
            )
        return self._speak(url.channel, self.users[url.app.bot_user_id], message, content.get("thread_ts"))

    def _whisper(
        self, app: App, user: User, channel: Channel, message: JsonObject, thread_ts: str | None
    ) -> Message:
        bot = self.users[app.bot_user_id]
        return self.post_ephemeral(channel, user, bot, **message, thread_ts=thread_ts)

    def _speak(self, channel: Channel, by: User, message: JsonObject, thread_ts: str | None) -> Message:
        if channel.is_archived:
            raise SlackError("is_archived")
        parent = self._parent(channel, thread_ts) if thread_ts else None
        spoken = self._new(channel, by, **message)
        if parent:
            self._join_thread(channel, parent, spoken, by, broadcast=False)
        channel.messages[spoken.ts] = spoken
        self._publish_message(channel, spoken, by)
        return spoken

    def _replace(self, url: ResponseUrl, source: Message, message: JsonObject) -> Message:
        if source.ephemeral_to is None:
            return self._change(url, source, message)
        if source.ts not in url.channel.ephemerals:
            raise SlackError("message_not_found")
        source.text, source.blocks = message["text"], message["blocks"]
        source.attachments = message["attachments"]
        event = self.as_event(url.channel, source) | {"subtype": "ephemeral", "ephemeral_to": url.user.id}
        self.watch_only(event, url.channel)
        return source

    def _change(self, url: ResponseUrl, source: Message, content: JsonObject) -> Message:
        message = self.message(url.channel, source.ts)
        if message.app_id != url.app.app_id:
            raise SlackError("cant_update_message")
        before = message.to_dict(with_metadata=False)
        message.text, message.blocks = content["text"], content["blocks"]
        message.attachments = content["attachments"]
        message.edited = {"user": url.app.bot_user_id, "ts": f"{self.epoch()}.000000"}
        self.publish_changed(url.channel, message, before)
        return message

    def _remove(self, url: ResponseUrl) -> None:
        source = url.source
        if source is None:
            raise SlackError("cant_delete_message")
        if source.ephemeral_to is None:
            self.delete_message(url.channel, source.ts, self.users[url.app.bot_user_id])
            return
        if url.channel.ephemerals.pop(source.ts, None) is None:
            raise SlackError("message_not_found")
        gone = {"type": "message", "subtype": "ephemeral_deleted", "deleted_ts": source.ts}
        self.watch_only({**gone, "channel": url.channel.id, "ephemeral_to": url.user.id}, url.channel)


def _flag(content: JsonObject, name: str) -> bool:
    value: Any = content.get(name)
    return value is True or value == "true"
