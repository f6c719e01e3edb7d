"""Calls about messages: sent, changed, seen by one person, pinned, marked, and read back."""

from collections.abc import AsyncIterator
from typing import Any

from bot.domain.effect import Priority
from bot.domain.message import Outgoing
from bot.domain.value import Value
from bot.slack.codes import MESSAGE_GONE
from bot.slack.errors import SlackRefused
from bot.slack.transport import Json, Transport

PAGE = 100
EXCERPT = 200
"""Messages of a page that nobody waits for; Slack advises against more."""


class Excerpt(Value):
    """One page of a channel (newest first) or of a thread (oldest first).

    Attributes:
        cursor: Slack's word for the next page; None after the last.
        hidden: Slack hides older messages, as its free plan does.
    """

    messages: tuple[dict[str, Any], ...] = ()
    cursor: str | None = None
    hidden: bool = False


def content(message: Outgoing) -> Json:
    """Both text and blocks: an update without blocks would leave or drop the old ones."""
    return {"text": message.text, "blocks": [dict(block) for block in message.blocks]}


class Messages(Transport):
    """Everything the bot says, and what it reads back."""

    async def post(
        self,
        channel_id: str,
        message: Outgoing,
        *,
        thread_ts: str | None = None,
        metadata: Json | None = None,
        priority: int = 3,
    ) -> tuple[str, str]:
        """Post a message; `channel_id` may be a person's. Return the channel it is in and its ts."""
        args = {
            "channel": channel_id,
            "thread_ts": thread_ts,
            "metadata": metadata,
            "unfurl_links": False,
            "unfurl_media": False,
            **content(message),
        }
        answer = await self.call("chat.postMessage", args, channel=channel_id, priority=priority)
        return str(answer["channel"]), str(answer["ts"])

    async def update(
        self, channel_id: str, ts: str, message: Outgoing, *, metadata: Json | None = None, priority: int = 3
    ) -> None:
        """Change a message of ours in place."""
        args = {"channel": channel_id, "ts": ts, "metadata": metadata, **content(message)}
        await self.call("chat.update", args, channel=channel_id, priority=priority)

    async def delete(self, channel_id: str, ts: str) -> None:
        """Take a message of ours away."""
        await self.call("chat.delete", {"channel": channel_id, "ts": ts}, channel=channel_id)

    async def whisper(
        self, channel_id: str, user_id: str, message: Outgoing, *, thread_ts: str | None = None
    ) -> None:
        """Show a message to one person only; it is gone when they reload, and cannot be asked about."""
        args = {"channel": channel_id, "user": user_id, "thread_ts": thread_ts, **content(message)}
        await self.call("chat.postEphemeral", args, channel=channel_id, urgent=True)

    async def respond(
        self,
        response_url: str,
        message: Outgoing,
        *,
        in_channel: bool = False,
        replace_original: bool = False,
        thread_ts: str | None = None,
    ) -> None:
        """Answer a command or a button where it was used; works also where the bot is no member."""
        body = {
            "response_type": "in_channel" if in_channel else "ephemeral",
            "replace_original": replace_original,
            **({"thread_ts": thread_ts} if thread_ts and in_channel else {}),
            **content(message),
        }
        await self.send("response_url", response_url, json=body)

    async def retract(self, response_url: str) -> None:
        """Take away the message a button was on, also one that only one person sees."""
        await self.send("response_url", response_url, json={"delete_original": True})

    async def pin(self, channel_id: str, ts: str) -> None:
        """Pin a message to its channel."""
        await self.call("pins.add", {"channel": channel_id, "timestamp": ts})

    async def pinned(self, channel_id: str) -> list[str]:
        """The ts of the messages pinned to a channel."""
        answer = await self.call("pins.list", {"channel": channel_id})
        return [str((item.get("message") or {}).get("ts", "")) for item in answer.get("items") or []]

    async def history(
        self, channel_id: str, *, oldest: str, latest: str | None = None, thread_ts: str | None = None
    ) -> AsyncIterator[Json]:
        """The messages of a channel or of one thread since `oldest`, with their metadata, page after page."""
        method = "conversations.replies" if thread_ts else "conversations.history"
        args: dict[str, Any] = {
            "channel": channel_id,
            "ts": thread_ts,
            "oldest": oldest,
            "latest": latest,
            "inclusive": True,
            "include_all_metadata": True,
            "limit": PAGE,
        }
        while True:
            answer = await self.call(method, args)
            for message in answer.get("messages") or []:
                yield message
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
            args["cursor"] = cursor

    async def excerpt(
        self,
        channel_id: str,
        *,
        oldest: str | None = None,
        latest: str | None = None,
        thread_ts: str | None = None,
        cursor: str | None = None,
    ) -> Excerpt:
        """One page, for which nothing else has to wait: busy at once where it is not its turn.

        Of a channel the page that ends before `latest`; of a thread the one that the cursor names.
        """
        method = "conversations.replies" if thread_ts else "conversations.history"
        args = {
            "channel": channel_id,
            "ts": thread_ts,
            "oldest": oldest,
            "latest": latest,
            "cursor": cursor,
            "limit": EXCERPT,
        }
        answer = await self.call(method, args, priority=int(Priority.LOW), patience=0.0)
        following = (answer.get("response_metadata") or {}).get("next_cursor")
        return Excerpt(
            messages=tuple(answer.get("messages") or ()),
            cursor=str(following) if following else None,
            hidden=bool(answer.get("is_limited")),
        )

    async def message(self, channel_id: str, ts: str, *, thread_ts: str | None = None) -> Json | None:
        """One message of a channel or of a thread, or None when there is none at that ts."""
        try:
            async for found in self.history(channel_id, oldest=ts, latest=ts, thread_ts=thread_ts or ts):
                if found.get("ts") == ts:
                    return found
        except SlackRefused as fault:
            if fault.code not in MESSAGE_GONE:
                raise
        return None
