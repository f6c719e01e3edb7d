"""Slash commands: what the app gets, and what the person sees of its immediate reply."""

import pytest
from aiohttp import web

from bot.sandbox.people import Person
from tests.sandbox.delivery_fixtures import Heard, Office

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*Severity:* high"}}


async def test_a_command_is_a_signed_form_with_slacks_fields(office: Office, alice: Person) -> None:
    await alice.runs("/raw declare sev1 checkout is down", "general")
    (heard,) = office.bot.heard
    assert heard.path == "/commands"
    assert heard.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert heard.headers["X-Slack-Signature"].startswith("v0=")
    form = heard.form
    links = {"response_url": form.pop("response_url"), "trigger_id": form.pop("trigger_id")}
    assert form == {
        "token": office.app.verification_token,
        "team_id": office.workspace.team_id,
        "team_domain": "acme-ai",
        "channel_id": office.workspace.channel("general").id,
        "channel_name": "general",
        "user_id": alice.id,
        "user_name": "alice",
        "command": "/raw",
        "text": "declare sev1 checkout is down",
        "api_app_id": office.app.app_id,
        "is_enterprise_install": "false",
    }
    assert links["response_url"].startswith(f"{office.server.base_url}/commands/")
    assert len(links["trigger_id"].split(".")) == 3


async def test_the_names_of_private_places_are_not_told(office: Office, alice: Person) -> None:
    secret = await alice.creates("secret-matters", private=True)
    await alice.runs("/raw hello", secret)
    await alice.runs("/raw hello", alice.dm(office.app))
    assert [heard.form["channel_name"] for heard in office.bot.heard if not heard.is_event] == [
        "privategroup",
        "directmessage",
    ]


async def test_escaping_turns_names_and_addresses_into_references(office: Office, alice: Person) -> None:
    bob, support = office.workspace.user("bob"), office.workspace.channel("support")
    secret = await alice.creates("secret-matters", private=True)
    await alice.runs("/little ask @bob in #support & #secret-matters <now>, see https://acme.ai/a?b=1&c=2.")
    assert office.bot.heard[-1].form["text"] == (
        f"ask <@{bob.id}|bob> in <#{support.id}|support> &amp; <#{secret.id}|> &lt;now&gt;, "
        "see <https://acme.ai/a?b=1&amp;c=2>."
    )


async def test_escaping_names_groups_and_everybody(office: Office, alice: Person) -> None:
    group = next(iter(office.workspace.usergroups.values()))
    await alice.runs(f"/little wake @{group.handle} and @here but not me@example.com or @nobody")
    assert office.bot.heard[-1].form["text"] == (
        f"wake <!subteam^{group.id}|@{group.handle}> and <!here> but not me@example.com or @nobody"
    )


async def test_what_a_person_cannot_see_is_not_escaped(office: Office, alice: Person, bob: Person) -> None:
    await alice.creates("secret-matters", private=True)
    await bob.runs("/little look at #secret-matters")
    assert office.bot.heard[-1].form["text"] == "look at #secret-matters"


async def test_without_escaping_the_text_is_as_typed(office: Office, alice: Person) -> None:
    await alice.runs("/raw ask @bob & <all> in #support")
    assert office.bot.heard[-1].form["text"] == "ask @bob & <all> in #support"


async def test_of_two_apps_with_one_command_the_one_installed_last_wins(
    office: Office, alice: Person
) -> None:
    manifest = {
        "display_information": {"name": "Usurper"},
        "features": {"slash_commands": [{"command": "/raw", "url": f"{office.bot.url}/usurped"}]},
    }
    office.workspace.install(manifest)
    await alice.runs("/raw hello")
    assert office.bot.heard[-1].path == "/usurped"


async def test_a_plain_text_reply_is_for_the_person_alone(office: Office, alice: Person, bob: Person) -> None:
    office.bot.answers("Nothing is *open*.")
    answer = await alice.runs("/raw list", "general")
    assert (answer.text, answer.ephemeral, answer.error) == ("Nothing is open.", True, None)
    assert [alice.reads(message) for message in alice.whispers("general")] == ["Nothing is open."]
    assert bob.whispers("general") == []
    assert office.workspace.channel("general").messages == {}


async def test_a_json_reply_may_have_blocks(office: Office, alice: Person) -> None:
    office.bot.answers({"text": "fallback", "blocks": [SECTION]})
    answer = await alice.runs("/raw status", "general")
    assert answer.text == "Severity: high"
    assert answer.blocks[0]["block_id"]


async def test_a_reply_in_channel_shows_the_command_too(office: Office, alice: Person, bob: Person) -> None:
    office.bot.answers({"text": "All is well.", "response_type": "in_channel"})
    answer = await alice.runs("/raw status", "general")
    assert not answer.ephemeral
    assert [bob.reads(message) for message in bob.sees("general")] == ["/raw status", "All is well."]


async def test_a_reply_works_where_the_bot_is_no_member(office: Office, alice: Person) -> None:
    secret = await alice.creates("secret-matters", private=True)
    office.bot.answers({"text": "All is well.", "response_type": "in_channel"})
    await alice.runs("/raw status", secret)
    assert "All is well." in [alice.reads(message) for message in alice.sees(secret)]


async def test_an_empty_reply_shows_nothing(office: Office, alice: Person) -> None:
    answer = await alice.runs("/raw list", "general")
    assert (answer.text, answer.error, answer.message) == ("", None, None)
    assert alice.sees("general") == []


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        ({"blocks": [{"type": "section"}]}, "invalid_blocks"),
        ({"blocks": [SECTION] * 51}, "invalid_blocks"),
        ({"blocks": "not json"}, "invalid_blocks_format"),
        ({"response_type": "ephemeral"}, "no_text"),
    ],
)
async def test_a_reply_that_slack_would_refuse_is_a_failure_for_the_person(
    office: Office, alice: Person, reply: dict[str, object], error: str
) -> None:
    office.bot.answers(reply)
    answer = await alice.runs("/raw list", "general")
    assert answer.error == error
    assert alice.toasts == [f'/raw failed with the error "{error}"']
    assert alice.sees("general") == []


async def test_no_answer_in_time_is_an_operation_timeout_and_never_repeated(hasty_office: Office) -> None:
    alice = hasty_office.person("alice")

    async def slow(_: Heard) -> web.Response:
        await hasty_office.bot.hears(2)
        return web.Response()

    hasty_office.bot.handler = slow
    answer = await alice.runs("/raw list", "general")
    assert answer.error == "operation_timeout"
    assert alice.toasts == ['/raw failed with the error "operation_timeout"']
    await hasty_office.workspace.quiet()
    assert len(hasty_office.bot.heard) == 1


@pytest.mark.parametrize("status", [404, 500])
async def test_a_bad_answer_is_a_failed_dispatch_and_never_repeated(
    office: Office, alice: Person, status: int
) -> None:
    office.bot.answers(status)
    answer = await alice.runs("/raw list", "general")
    assert answer.error == "dispatch_failed"
    await office.workspace.quiet()
    assert len(office.bot.heard) == 1


async def test_nobody_owns_an_unknown_command(office: Office, alice: Person) -> None:
    answer = await alice.runs("/nonsense", "general")
    assert answer.error == "invalid_command"
    assert office.bot.heard == []


async def test_failed_commands_do_not_switch_subscriptions_off(office: Office, alice: Person) -> None:
    office.workspace.rules.disable_from = 2
    office.bot.answers(500, 500, 500)
    for _ in range(3):
        await alice.runs("/raw list", "general")
    assert office.workspace.deliveries.line(office.app).subscriptions_on
    log = office.workspace.deliveries.log.of(office.app.app_id)
    assert {(delivery.kind, delivery.name, delivery.state) for delivery in log} == {
        ("slash_commands", "/raw", "given up")
    }
