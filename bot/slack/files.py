"""Sharing a file, in the three steps that Slack wants."""

from io import SEEK_END
from typing import BinaryIO

from bot.slack.transport import Transport

SLOWEST = 500_000
"""Bytes a second that a large file may take to go up."""


class Files(Transport):
    """Uploads: nothing is visible to anybody before the third step."""

    async def upload_file(
        self,
        channel_id: str,
        *,
        name: str,
        title: str,
        content: BinaryIO,
        comment: str = "",
        thread_ts: str | None = None,
        priority: int = 3,
    ) -> str:
        """Share a file in a channel and return its id."""
        length = content.seek(0, SEEK_END)
        wanted = {"filename": name, "length": length}
        place = await self.call("files.getUploadURLExternal", wanted, priority=priority)
        content.seek(0)
        await self.send("upload", place["upload_url"], data=content, more=length / SLOWEST)
        args = {
            "files": [{"id": place["file_id"], "title": title}],
            "channel_id": channel_id,
            "thread_ts": thread_ts,
            "initial_comment": comment or None,
        }
        await self.call("files.completeUploadExternal", args, channel=channel_id, priority=priority)
        return str(place["file_id"])
