"""response_url: five answers in half an hour, wherever the person was."""

import pytest

from bot.sandbox.delivery_rules import DeliveryRules
from bot.sandbox.entities import Message
from bot.sandbox.people import Person
from tests.sandbox.delivery_fixtures import Office, open_office

BUTTON = {
    "type": "actions",
    "elements": [{"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}],
}


async def after_command(office: Office, person: Person, channel: str = "general") -> str:
    await person.runs("/raw hello", channel)
    return office.bot.heard[-1].form["response_url"]


async def after_click(office: Office, person: Person) -> tuple[Message, str]:
    message = office.bot_posts("general", "Shall we?", [BUTTON])
    await person.clicks(message, "Go")
    return message, str(office.bot.last["response_url"])


def texts(person: Person, channel: str = "general") -> list[str]:
    return [person.reads(message) for message in person.sees(channel)]


async def test_an_answer_is_for_the_person_alone_by_default(
    office: Office, alice: Person, bob: Person
) -> None:
    url = await after_command(office, alice)
    assert await office.post(url, {"text": "done"}) == (200, "ok")
    assert (texts(alice), texts(bob)) == (["done"], [])


async def test_an_answer_in_channel_is_for_all_and_an_event(office: Office, alice: Person) -> None:
    url = await after_command(office, alice)
    await office.post(url, {"text": "done", "response_type": "in_channel"})
    await office.workspace.quiet()
    (event,) = office.bot.events
    assert event["event"]["text"] == "done"
    assert event["event"]["bot_id"] == office.app.bot_id


async def test_answers_need_no_membership(office: Office, alice: Person) -> None:
    url = await after_command(office, alice, (await alice.creates("secret-matters", private=True)).name)
    await office.post(url, {"text": "done", "response_type": "in_channel"})
    assert texts(alice, "secret-matters")[-1] == "done"


async def test_the_sixth_answer_is_refused(office: Office, alice: Person) -> None:
    url = await after_command(office, alice)
    for number in range(5):
        assert (await office.post(url, {"text": str(number)}))[0] == 200
    status, body = await office.post(url, {"text": "too much"})
    assert status == 404
    assert "used_url" in body
    assert texts(alice) == ["0", "1", "2", "3", "4"]


async def test_an_old_address_is_refused() -> None:
    async with open_office(DeliveryRules(response_url_lifetime=0.0)) as office:
        url = await after_command(office, office.person("alice"))
        status, body = await office.post(url, {"text": "late"})
        assert status == 404
        assert "expired_url" in body


async def test_an_invented_address_is_refused(office: Office) -> None:
    assert (await office.post(f"{office.server.base_url}/commands/T1/2/three", {"text": "x"}))[0] == 404


async def test_the_message_of_a_button_can_be_replaced(office: Office, alice: Person, bob: Person) -> None:
    _, url = await after_click(office, alice)
    assert await office.post(url, {"text": "It is done", "replace_original": "true"}) == (200, "ok")
    assert texts(bob) == ["It is done"]
    await office.workspace.quiet()
    assert office.bot.events[-1]["event"]["subtype"] == "message_changed"


async def test_the_message_of_a_button_can_be_deleted(office: Office, alice: Person) -> None:
    _, url = await after_click(office, alice)
    assert await office.post(url, {"delete_original": True}) == (200, "ok")
    assert texts(alice) == []


async def test_without_replacing_the_button_stays_and_a_whisper_comes(
    office: Office, alice: Person, bob: Person
) -> None:
    _, url = await after_click(office, alice)
    await office.post(url, {"text": "noted"})
    assert texts(alice) == ["[Go]", "noted"]
    assert texts(bob) == ["[Go]"]


async def test_an_ephemeral_message_stays_ephemeral_when_replaced(
    office: Office, alice: Person, bob: Person
) -> None:
    office.bot.answers({"text": "Sure?", "blocks": [BUTTON]})
    answer = await alice.runs("/raw close", "general")
    assert answer.message
    await alice.clicks(answer.message, "Go")
    url = office.bot.last["response_url"]
    await office.post(url, {"text": "Closed", "replace_original": True, "response_type": "in_channel"})
    assert (texts(alice), texts(bob)) == (["Closed"], [])
    await office.post(url, {"delete_original": True})
    assert texts(alice) == []


async def test_a_command_has_no_original_to_replace_or_delete(office: Office, alice: Person) -> None:
    url = await after_command(office, alice)
    await office.post(url, {"text": "one", "replace_original": True})
    await office.post(url, {"text": "two", "replace_original": True})
    assert texts(alice) == ["one", "two"]
    assert (await office.post(url, {"delete_original": True}))[0] == 400


async def test_a_thread_is_answered_in_only_for_all(office: Office, alice: Person) -> None:
    message, url = await after_click(office, alice)
    await office.post(url, {"text": "in thread", "thread_ts": message.ts, "response_type": "in_channel"})
    reply = alice.sees("general")[-1]
    assert (reply.text, reply.thread_ts) == ("in thread", message.ts)
    await office.post(url, {"text": "whisper", "thread_ts": message.ts})
    assert alice.whispers("general")[-1].thread_ts is None


@pytest.mark.parametrize(
    ("body", "error"),
    [({}, "no_text"), ({"text": "x", "blocks": [{"type": "section"}]}, "invalid_blocks")],
)
async def test_what_slack_would_not_show_is_refused(
    office: Office, alice: Person, body: dict[str, object], error: str
) -> None:
    url = await after_command(office, alice)
    status, text = await office.post(url, body)
    assert status == 400
    assert error in text
    assert texts(alice) == []
