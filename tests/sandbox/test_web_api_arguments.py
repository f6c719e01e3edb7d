"""How a call may be made: encodings, tokens, scopes, and what is said about each that is wrong."""

from typing import Any

import aiohttp
import pytest

from tests.sandbox.web_api_fixtures import SCOPES, Api, manifest

ENCODINGS: dict[str, Any] = {
    "query": lambda args: {"params": args},
    "form": lambda args: {"data": args},
    "multipart": lambda args: {"data": _multipart(args)},
    "json": lambda args: {"json": args},
}


def _multipart(args: dict[str, str]) -> aiohttp.MultipartWriter:
    writer = aiohttp.MultipartWriter("form-data")
    for name, value in args.items():
        writer.append(value).set_content_disposition("form-data", name=name)
    return writer


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_arguments_are_read_from_every_encoding(api: Api, encoding: str) -> None:
    sent = ENCODINGS[encoding]({"name": f"inc-{encoding}"})
    url = api.server.api_url + "conversations.create"
    async with api.session.post(url, headers=bearer(api.app.bot_token), **sent) as response:
        body = await response.json()
    assert body["channel"]["name"] == f"inc-{encoding}"


async def test_reading_methods_answer_get(api: Api) -> None:
    url = api.server.api_url + "conversations.info"
    params = {"channel": api.place("general").id}
    async with api.session.get(url, params=params, headers=bearer(api.app.bot_token)) as response:
        assert (await response.json())["channel"]["name"] == "general"


async def test_structures_travel_as_json_text_in_forms(api: Api) -> None:
    channel = await api.channel()
    blocks = '[{"type": "divider", "block_id": "d"}]'
    data = {"channel": channel, "text": "x", "blocks": blocks, "token": api.app.bot_token}
    async with api.session.post(api.server.api_url + "chat.postMessage", data=data) as response:
        assert (await response.json())["message"]["blocks"] == [{"type": "divider", "block_id": "d"}]


@pytest.mark.parametrize(
    ("body", "content_type", "error"),
    [
        ("{", "application/json; charset=utf-8", "invalid_json"),
        ("[1]", "application/json; charset=utf-8", "json_not_object"),
        ("a=b", "text/plain", "invalid_post_type"),
        (b"a=\xff", "application/x-www-form-urlencoded", "invalid_form_data"),
    ],
)
async def test_bodies_that_cannot_be_read_are_refused(
    api: Api, body: str | bytes, content_type: str, error: str
) -> None:
    headers = {**bearer(api.app.bot_token), "Content-Type": content_type}
    async with api.session.post(api.server.api_url + "auth.test", data=body, headers=headers) as response:
        assert (response.status, (await response.json())["error"]) == (200, error)


@pytest.mark.parametrize(
    ("content_type", "body", "warning"),
    [
        ("application/json", "{}", "missing_charset"),
        ("application/x-www-form-urlencoded; charset=utf-8", "a=b", "superfluous_charset"),
    ],
)
async def test_a_charset_too_little_or_too_much_is_warned_of(
    api: Api, content_type: str, body: str, warning: str
) -> None:
    headers = {**bearer(api.app.bot_token), "Content-Type": content_type}
    async with api.session.post(api.server.api_url + "auth.test", data=body, headers=headers) as response:
        answer = await response.json()
    assert answer["ok"] is True
    assert (answer["warning"], answer["response_metadata"]["warnings"]) == (warning, [warning])


async def test_unknown_methods_say_so(api: Api) -> None:
    answer = await api.no("unknown_method", "chat.shout", channel="C1")
    assert answer["req_method"] == "chat.shout"


async def test_a_call_needs_a_token(api: Api) -> None:
    async with api.session.post(api.server.api_url + "auth.test") as response:
        assert await response.json() == {"ok": False, "error": "not_authed"}


async def test_a_token_in_a_json_body_does_not_count(api: Api) -> None:
    body = {"token": api.app.bot_token}
    async with api.session.post(api.server.api_url + "auth.test", json=body) as response:
        assert (await response.json())["error"] == "not_authed"


async def test_a_token_nobody_has_is_invalid(api: Api) -> None:
    await api.no("invalid_auth", "auth.test", token="xoxb-nobody")


async def test_a_revoked_token_is_dead(api: Api) -> None:
    await api.ok("auth.revoke")
    await api.no("token_revoked", "auth.test")


async def test_revoking_may_be_tried_out(api: Api) -> None:
    assert (await api.ok("auth.revoke", test=True))["revoked"] is False
    await api.ok("auth.test")


async def test_the_token_of_an_uninstalled_app_is_inactive(api: Api) -> None:
    api.workspace.uninstall(api.app)
    await api.no("account_inactive", "auth.test")
    await api.no("account_inactive", "apps.connections.open", token=api.app.app_token)


async def test_tokens_are_good_for_their_own_methods_only(api: Api) -> None:
    await api.no(
        "not_allowed_token_type", "chat.postMessage", token=api.app.app_token, channel="C1", text="x"
    )
    await api.no("not_allowed_token_type", "apps.connections.open")


async def test_scopes_granted_and_asked_for_stand_in_the_headers(api: Api) -> None:
    url = api.server.api_url + "pins.list"
    async with api.session.get(url, headers=bearer(api.app.bot_token)) as response:
        assert response.headers["x-oauth-scopes"].split(",") == sorted(SCOPES)
        assert response.headers["x-accepted-oauth-scopes"] == "pins:read"


NEEDS_SCOPE = {
    "chat.postMessage": "chat:write",
    "pins.add": "pins:write",
    "reactions.add": "reactions:write",
    "bookmarks.add": "bookmarks:write",
    "users.info": "users:read",
    "users.lookupByEmail": "users:read.email",
    "usergroups.list": "usergroups:read",
    "files.getUploadURLExternal": "files:write",
    "team.info": "team:read",
    "conversations.join": "channels:join",
}


@pytest.mark.parametrize(("method", "scope"), NEEDS_SCOPE.items())
async def test_a_missing_scope_is_named(api: Api, method: str, scope: str) -> None:
    answer = await api.no("missing_scope", method, token=api.without(scope))
    assert answer["needed"] == scope
    assert scope not in answer["provided"].split(",")


async def test_private_channels_need_their_own_scopes(api: Api) -> None:
    await api.no(
        "missing_scope", "conversations.create", token=api.without("groups:write"), name="x", is_private=True
    )
    secret = await api.channel("secret", is_private=True)
    other = api.workspace.install(manifest("Other", [s for s in SCOPES if s != "groups:history"]))
    api.workspace.invite(api.place(secret), api.bot, [other.bot_user_id])
    answer = await api.no("missing_scope", "conversations.history", token=other.bot_token, channel=secret)
    assert answer["needed"] == "groups:history"


async def test_a_missing_argument_is_named(api: Api) -> None:
    answer = await api.no("invalid_arguments", "chat.getPermalink", channel="C1")
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: message_ts"]


async def test_api_test_echoes_and_fails_on_demand(api: Api) -> None:
    assert (await api.ok("api.test", foo="bar"))["args"] == {"foo": "bar"}
    await api.no("my_error", "api.test", error="my_error")


async def test_auth_test_says_who_one_is(api: Api) -> None:
    answer = await api.ok("auth.test")
    assert (answer["user_id"], answer["bot_id"]) == (api.app.bot_user_id, api.app.bot_id)
    assert answer["is_enterprise_install"] is False


async def test_every_call_is_logged_with_its_outcome(api: Api) -> None:
    await api.no("channel_not_found", "conversations.info", channel="C0NOWHERE")
    last = api.workspace.calls[-1]
    assert (last.method, last.app, last.outcome, last.at) == (
        "conversations.info",
        "Caller",
        "channel_not_found",
        api.clock.at,
    )
    assert last.args == {"channel": "C0NOWHERE"}
