"""Calls about messages: sent, changed, seen by one person, pinned, marked, and read back."""

from collections.abc import AsyncIterator
from typing import Any

from bot.domain.message import Outgoing
from bot.slack.codes import MESSAGE_GONE
from bot.slack.errors import SlackRefused
from bot.slack.transport import Json, Transport

PAGE = 100


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
