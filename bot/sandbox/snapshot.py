"""Keeps a workspace in a file: who and what is in it, and where its clock stood."""

from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.sandbox.entities import Channel, File, User, UserGroup
from bot.sandbox.workspace import Workspace


class BadSnapshot(Exception):
    """The file is no workspace that this release can read."""


class Snapshot(BaseModel):
    """What is kept. Open forms, waiting deliveries and scheduled messages die with a process."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    at: datetime
    users: dict[str, User]
    channels: dict[str, Channel]
    files: dict[str, File]
    groups: dict[str, UserGroup]

    @classmethod
    def of(cls, workspace: Workspace) -> "Snapshot":
        """The workspace as it is now; its parts are shared, so write it before anything goes on."""
        return cls.model_construct(
            at=workspace.now(),
            users=workspace.users,
            channels=workspace.channels,
            files=workspace.files,
            groups=workspace.usergroups,
        )

    @classmethod
    def read(cls, path: Path) -> "Snapshot":
        """Read the file.

        Raises:
            BadSnapshot: it is not one of ours; the message names it.
        """
        try:
            return cls.model_validate_json(path.read_bytes())
        except ValidationError:
            raise BadSnapshot(
                f"{path} is no workspace of this release. Move it away to begin anew."
            ) from None

    def write(self, path: Path) -> None:
        """Put it into the file, wholly or not at all."""
        beside = path.with_name(f"{path.name}.new")
        beside.write_text(self.model_dump_json(), encoding="utf-8")
        beside.replace(path)

    def restore(self, workspace: Workspace) -> None:
        """Let a populated workspace, with its apps installed, be as this one was."""
        for channel in self.channels.values():
            for message in channel.messages.values():
                message.files = [self.files[file.id] for file in message.files if file.id in self.files]
        workspace.users.update(self.users)
        workspace.channels = self.channels
        workspace.files = self.files
        workspace.usergroups = self.groups
        for file in self.files.values():
            # The server may listen on another port than the last time.
            name = file.url.rpartition("/files/")[2]
            file.url = f"{workspace.files_url}{name}"
