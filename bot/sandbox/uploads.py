"""Files: the three steps by which an app uploads, and a person sharing one."""

import contextlib
import mimetypes
from collections.abc import Sequence

from bot.sandbox.entities import Channel, File, JsonObject, Message, User
from bot.sandbox.errors import SlackError
from bot.sandbox.messages import Messages

MAX_FILE = 1024**3
MAX_SNIPPET = 1024**2


class Uploads(Messages):
    """Making, filling, sharing and deleting files."""

    def new_file(self, name: str, size: int, by: User, *, snippet: bool = False) -> File:
        """A place for a file, with the address to send its bytes to."""
        if size > MAX_FILE:
            raise SlackError("file_upload_size_restricted")
        if snippet and size > MAX_SNIPPET:
            raise SlackError("snippet_too_large")
        file = File(self.ids.fresh("F"), name, name, size, by.id, self.epoch(), team_id=self.team_id)
        file.mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
        file.filetype = name.rpartition(".")[2].lower() if "." in name else "text"
        file.mode = "snippet" if snippet else "hosted"
        file.app_id = by.app_id
        file.url = f"{self.files_url}{self.team_id}-{file.id}/{name}"
        self.files[file.id] = file
        return file

    def upload_address(self, file: File) -> str:
        """Where the file's bytes are to be sent; the address alone admits."""
        ticket = self.ids.word(43)
        self.upload_tickets[ticket] = file
        return f"{self.upload_url}{ticket}"

    def fill_file(self, file: File, content: bytes) -> None:
        """The bytes arrived; they must be as many as were announced."""
        if len(content) != file.size:
            raise SlackError("invalid_size")
        file.content, file.uploaded = content, True

    def complete_files(
        self,
        files: Sequence[File],
        by: User,
        channels: Sequence[Channel],
        *,
        comment: str = "",
        thread_ts: str | None = None,
        blocks: Sequence[JsonObject] = (),
    ) -> None:
        """Finish an upload; the message that shows the files comes a moment later, as it does in Slack."""
        app = self.app_of(by)
        everywhere = app is not None and "chat:write.public" in app.scopes
        for channel in channels:
            self.check_may_post(channel, by, everywhere=everywhere)
        for file in files:
            file.completed = True

        def share() -> None:
            for channel in channels:
                # Whatever stands in the way by now, nobody is there to be told.
                with contextlib.suppress(SlackError):
                    self.post(channel, by, comment, files=files, thread_ts=thread_ts, blocks=blocks)

        if channels:
            self.after(self.settings.file_share_delay, share)

    def share_file(
        self,
        channel: Channel,
        by: User,
        name: str,
        content: bytes,
        *,
        text: str = "",
        thread_ts: str | None = None,
    ) -> Message:
        """A person drops a file into a channel."""
        self.check_may_post(channel, by)
        file = self.new_file(name, len(content), by)
        self.fill_file(file, content)
        file.completed = True
        return self.post(channel, by, text, files=[file], thread_ts=thread_ts)

    def file(self, file_id: str, by: User) -> File:
        """A file that is finished and shown somewhere the user can see, or is the user's own."""
        found = self.files.get(file_id)
        if found is None or not found.completed:
            raise SlackError("file_not_found")
        if found.user == by.id or any(self.can_see(by, self.channels[c]) for c in found.channels):
            return found
        raise SlackError("file_not_found")

    def delete_file(self, file: File, by: User) -> None:
        """Remove a file everywhere; its messages stay without it."""
        if file.user != by.id and not by.is_admin:
            raise SlackError("cant_delete_file")
        del self.files[file.id]
        for channel_id, stamps in file.channels.items():
            channel = self.channels[channel_id]
            for ts in stamps:
                message = channel.messages.get(ts)
                if message:
                    before = message.to_dict(with_metadata=False)
                    message.files.remove(file)
                    self.publish_changed(channel, message, before)
        self.publish({"type": "file_deleted", "file_id": file.id})
