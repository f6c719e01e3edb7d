"""files.*: uploading in three steps (an address, the bytes, completing), looking and deleting."""

from bot.sandbox.blocks import checked_message_blocks
from bot.sandbox.call import Call, Family
from bot.sandbox.entities import Channel, File, JsonObject
from bot.sandbox.errors import SlackError, invalid_arguments

family = Family()


@family.method(
    "files.getUploadURLExternal", tier=100, scopes=["files:write"], required=["filename", "length"]
)
async def get_upload_address(call: Call) -> JsonObject:
    """First step: announce name and length."""
    length = call.number("length", 0, low=1, high=2**62)
    snippet = bool(call.text("snippet_type"))
    file = call.workspace.new_file(call.text("filename"), length, call.user, snippet=snippet)
    return {"upload_url": call.workspace.upload_address(file), "file_id": file.id}


@family.method("files.completeUploadExternal", tier=100, scopes=["files:write"], required=["files"])
async def complete_upload(call: Call) -> JsonObject:
    """Third step: finish the files and, with a channel, share them; their message comes a moment later."""
    files = _files(call)
    channels = _channels(call)
    blocks = call.json("blocks", code="invalid_blocks")
    thread_ts = call.text("thread_ts") or None
    if thread_ts and any(thread_ts not in channel.messages for channel in channels):
        raise invalid_arguments("no such thread [json-pointer:/thread_ts]")
    call.workspace.complete_files(
        files,
        call.user,
        channels,
        comment=call.text("initial_comment"),
        thread_ts=thread_ts,
        blocks=checked_message_blocks(blocks, call.workspace.ids) if blocks else (),
    )
    return {"files": [file.to_dict() for file in files]}


def _files(call: Call) -> list[File]:
    named = call.json("files")
    if not isinstance(named, list) or not named or any(not isinstance(each, dict) for each in named):
        raise invalid_arguments("must provide a list of objects [json-pointer:/files]")
    files: list[File] = []
    for each in named:
        file = call.workspace.files.get(str(each.get("id")))
        if file is None or file.user != call.user.id or not file.uploaded or file.completed:
            raise SlackError("file_not_found")
        file.title = str(each.get("title") or file.name)
        files.append(file)
    return files


def _channels(call: Call) -> list[Channel]:
    named = [call.text("channel_id")] if call.text("channel_id") else call.ids("channels")
    if len(named) > 100:
        raise SlackError("channels_limit_exceeded")
    return [call.workspace.visible_channel(each, call.user) for each in named]


@family.method("files.info", tier=100, scopes=["files:read"], required=["file"])
async def info(call: Call) -> JsonObject:
    """One file."""
    file = call.workspace.file(call.text("file"), call.user)
    return {"file": file.to_dict(), "comments": [], "response_metadata": {"next_cursor": ""}}


@family.method("files.delete", tier=50, scopes=["files:write"], required=["file"])
async def delete(call: Call) -> JsonObject:
    """Remove a file of one's own."""
    call.workspace.delete_file(call.workspace.file(call.text("file"), call.user), call.user)
    return {}
