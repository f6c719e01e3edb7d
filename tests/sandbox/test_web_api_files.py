"""Files: three steps up, a message a moment later."""

from typing import Any

import aiohttp

from tests.sandbox.web_api_fixtures import Api, open_api


async def announced(api: Api, content: bytes, name: str = "log.txt") -> dict[str, Any]:
    return await api.ok("files.getUploadURLExternal", filename=name, length=len(content))


async def uploaded(api: Api, content: bytes = b"hello") -> str:
    step = await announced(api, content)
    async with api.session.post(step["upload_url"], data=content) as response:
        assert (response.status, await response.text()) == (200, f"OK - {len(content)}")
    return str(step["file_id"])


async def settled(api: Api) -> None:
    """Wait until the workspace has done what it put off."""
    while api.workspace.later:
        await api.ok("api.test")


async def test_a_file_goes_up_in_three_steps_and_is_shown_a_moment_later(api: Api) -> None:
    channel = await api.channel()
    file = await uploaded(api)
    args = {"files": [{"id": file, "title": "The log"}], "channel_id": channel, "initial_comment": "look"}
    done = await api.ok("files.completeUploadExternal", **args)
    assert done["files"][0]["shares"] == {}
    await settled(api)
    newest = (await api.ok("conversations.history", channel=channel))["messages"][0]
    assert (newest["subtype"], newest["text"], newest["files"][0]["title"]) == (
        "file_share",
        "look",
        "The log",
    )
    assert [event["file_id"] for event in api.heard("file_shared")] == [file]
    shown = (await api.ok("files.info", file=file))["file"]
    assert list(shown["shares"]["public"]) == [channel]
    async with api.session.get(shown["url_private"]) as response:
        assert await response.read() == b"hello"


async def test_a_multipart_upload_will_do(api: Api) -> None:
    step = await announced(api, b"hello")
    form = aiohttp.FormData()
    form.add_field("file", b"hello", filename="log.txt")
    async with api.session.post(step["upload_url"], data=form) as response:
        assert response.status == 200


async def test_the_length_must_be_the_one_announced(api: Api) -> None:
    step = await announced(api, b"hello")
    async with api.session.post(step["upload_url"], data=b"hello there") as response:
        assert response.status == 400
    await api.no("file_not_found", "files.completeUploadExternal", files=[{"id": step["file_id"]}])


async def test_an_upload_address_nobody_gave_leads_nowhere(api: Api) -> None:
    async with api.session.post(f"{api.server.base_url}/upload/v1/guess", data=b"x") as response:
        assert response.status == 404


async def test_what_cannot_be_announced(api: Api) -> None:
    ask = "files.getUploadURLExternal"
    await api.no("invalid_arguments", ask, filename="a", length=0)
    await api.no("invalid_arguments", ask, length=1)
    await api.no("file_upload_size_restricted", ask, filename="a", length=1024**3 + 1)
    await api.no("snippet_too_large", ask, filename="a", length=1024**2 + 1, snippet_type="text")


async def test_what_cannot_be_completed(api: Api) -> None:
    complete = "files.completeUploadExternal"
    file = await uploaded(api)
    await api.no("file_not_found", complete, files=[{"id": "F0NOWHERE00"}])
    await api.no("invalid_arguments", complete, files="F1")
    await api.no("channel_not_found", complete, files=[{"id": file}], channel_id="C0NOWHERE00")
    await api.no("not_in_channel", complete, files=[{"id": file}], channel_id=api.place("support").id)
    await api.ok(complete, files=[{"id": file}])
    await api.no("file_not_found", complete, files=[{"id": file}])


async def test_a_deleted_file_leaves_its_message_behind(api: Api) -> None:
    channel = await api.channel()
    file = await uploaded(api)
    await api.ok("files.completeUploadExternal", files=[{"id": file}], channel_id=channel)
    await settled(api)
    await api.ok("files.delete", file=file)
    await api.no("file_not_found", "files.info", file=file)
    assert "files" not in (await api.ok("conversations.history", channel=channel))["messages"][0]


async def test_files_of_channels_one_cannot_see_do_not_exist(api: Api) -> None:
    secret = api.elsewhere("secret", ["alice"], is_private=True)
    message = api.workspace.share_file(secret, api.person("alice"), "plan.md", b"# x")
    await api.no("file_not_found", "files.info", file=message.files[0].id)


async def test_the_message_of_a_file_comes_after_the_answer() -> None:
    async with open_api(file_share_delay=3600.0) as api:
        channel = await api.channel()
        file = await uploaded(api)
        await api.ok("files.completeUploadExternal", files=[{"id": file}], channel_id=channel)
        messages = (await api.ok("conversations.history", channel=channel))["messages"]
        assert [m.get("subtype") for m in messages] == ["channel_join"]
