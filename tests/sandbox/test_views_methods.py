"""views.open, push, update and publish over raw HTTP, with their refusals."""

from typing import Any

import pytest

from bot.sandbox.delivery_rules import DeliveryRules
from bot.sandbox.people import Person
from tests.sandbox.delivery_fixtures import Office, open_office

Json = dict[str, Any]


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def modal(title: str = "Declare", **more: Any) -> Json:
    block = {
        "type": "input",
        "block_id": "what",
        "label": words("What happened?"),
        "element": {"type": "plain_text_input", "action_id": "text"},
    }
    return {"type": "modal", "title": words(title), "submit": words("Go"), "blocks": [block], **more}


def home(text: str = "Nothing is open") -> Json:
    return {"type": "home", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]}


async def trigger(office: Office, person: Person) -> str:
    await person.runs("/raw hello", "general")
    return office.bot.heard[-1].form["trigger_id"]


async def opened(office: Office, person: Person, **more: Any) -> Json:
    answer = await office.call("views.open", trigger_id=await trigger(office, person), view=modal(**more))
    assert answer["ok"], answer
    return dict(answer["view"])


async def pushed(office: Office, person: Person, title: str) -> Json:
    """Answer a press of a button inside the top modal with views.push."""
    button = {"type": "button", "action_id": "more", "text": words("More")}
    assert person.view
    content = {**person.view.content, "blocks": [{"type": "actions", "elements": [button]}]}
    await office.call("views.update", view_id=person.view.id, view=content)
    await person.clicks(person.view, "More")
    return await office.call("views.push", trigger_id=office.bot.last["trigger_id"], view=modal(title))


async def test_a_trigger_opens_a_modal_before_the_person(office: Office, alice: Person) -> None:
    view = await opened(office, alice)
    assert alice.view
    assert alice.view.id == view["id"]
    assert view["id"].startswith("V")
    assert (view["root_view_id"], view["previous_view_id"]) == (view["id"], None)
    assert view["state"] == {"values": {}}
    assert view["hash"]
    assert view["app_id"] == office.app.app_id
    assert alice.reads(alice.view) == "Declare\nWhat happened?: []\n[Go]"


async def test_a_trigger_serves_once(office: Office, alice: Person) -> None:
    used = await trigger(office, alice)
    assert (await office.call("views.open", trigger_id=used, view=modal()))["ok"]
    again = await office.call("views.open", trigger_id=used, view=modal())
    assert again["error"] == "exchanged_trigger_id"


async def test_a_trigger_dies_after_its_lifetime() -> None:
    async with open_office(DeliveryRules(trigger_lifetime=0.0)) as office:
        late = await trigger(office, office.person("alice"))
        answer = await office.call("views.open", trigger_id=late, view=modal())
        assert answer["error"] == "expired_trigger_id"


async def test_an_invented_trigger_is_invalid(office: Office) -> None:
    answer = await office.call("views.open", trigger_id="1.2.abc", view=modal())
    assert answer["error"] == "invalid_trigger_id"


async def test_another_apps_trigger_is_invalid(office: Office, alice: Person) -> None:
    other = next(app for app in office.workspace.apps.values() if app is not office.app)
    stolen = await trigger(office, alice)
    answer = await office.call("views.open", token=other.bot_token, trigger_id=stolen, view=modal())
    assert answer["error"] == "invalid_trigger_id"


async def test_a_refused_view_leaves_the_trigger_good(office: Office, alice: Person) -> None:
    kept = await trigger(office, alice)
    refused = await office.call("views.open", trigger_id=kept, view=modal("A title longer than twenty-four"))
    assert refused["error"] == "invalid_arguments"
    assert "/view/title" in refused["response_metadata"]["messages"][0]
    assert (await office.call("views.open", trigger_id=kept, view=modal()))["ok"]


async def test_a_home_cannot_be_opened_nor_a_modal_published(office: Office, alice: Person) -> None:
    answer = await office.call("views.open", trigger_id=await trigger(office, alice), view=home())
    assert answer["error"] == "invalid_arguments"
    answer = await office.call("views.publish", user_id=alice.id, view=modal())
    assert answer["error"] == "invalid_arguments"


async def test_a_view_beyond_a_quarter_megabyte_is_too_large(office: Office, alice: Person) -> None:
    text = {"type": "section", "text": words("x" * 2900)}
    answer = await office.call(
        "views.open", trigger_id=await trigger(office, alice), view=modal() | {"blocks": [text] * 90}
    )
    assert answer["error"] == "view_too_large"


async def test_a_stack_holds_three(office: Office, alice: Person) -> None:
    first = await opened(office, alice)
    second = (await pushed(office, alice, "Second"))["view"]
    third = (await pushed(office, alice, "Third"))["view"]
    assert (second["root_view_id"], second["previous_view_id"]) == (first["id"], first["id"])
    assert (third["root_view_id"], third["previous_view_id"]) == (first["id"], second["id"])
    assert (await pushed(office, alice, "Fourth"))["error"] == "push_limit_reached"
    assert alice.view
    assert alice.view.id == third["id"]


async def test_pushing_wants_an_interaction_inside_a_modal(office: Office, alice: Person) -> None:
    await opened(office, alice)
    answer = await office.call("views.push", trigger_id=await trigger(office, alice), view=modal("Second"))
    assert answer["error"] == "invalid_trigger_id"


async def test_pushing_on_a_closed_modal_finds_nothing(office: Office, alice: Person) -> None:
    await opened(office, alice)
    await pushed(office, alice, "Second")
    assert alice.view
    button = {"type": "actions", "elements": [{"type": "button", "action_id": "b", "text": words("B")}]}
    await office.call("views.update", view_id=alice.view.id, view=modal() | {"blocks": [button]})
    await alice.clicks(alice.view, "B")
    await alice.closes_view(whole_stack=True)
    answer = await office.call("views.push", trigger_id=office.bot.last["trigger_id"], view=modal())
    assert answer["error"] == "not_found"


async def test_an_update_keeps_the_id_and_changes_the_hash(office: Office, alice: Person) -> None:
    view = await opened(office, alice)
    answer = await office.call("views.update", view_id=view["id"], view=modal("Changed"), hash=view["hash"])
    assert answer["view"]["id"] == view["id"]
    assert answer["view"]["hash"] != view["hash"]
    assert alice.view
    assert alice.view.content["title"]["text"] == "Changed"


async def test_an_update_with_an_old_hash_is_a_conflict(office: Office, alice: Person) -> None:
    view = await opened(office, alice)
    await office.call("views.update", view_id=view["id"], view=modal("Changed"))
    answer = await office.call("views.update", view_id=view["id"], view=modal("Late"), hash=view["hash"])
    assert answer["error"] == "hash_conflict"
    assert alice.view
    assert alice.view.content["title"]["text"] == "Changed"


async def test_an_update_needs_no_trigger_and_keeps_what_was_typed(office: Office, alice: Person) -> None:
    view = await opened(office, alice)
    await alice.fills({"What happened?": "It drifts"})
    await office.call("views.update", view_id=view["id"], view=modal("Changed"))
    await alice.submits()
    state = office.bot.last["view"]["state"]["values"]
    assert state == {"what": {"text": {"type": "plain_text_input", "value": "It drifts"}}}


async def test_what_was_typed_goes_with_a_block_of_another_name(office: Office, alice: Person) -> None:
    view = await opened(office, alice)
    await alice.fills({"What happened?": "It drifts"})
    changed = modal()
    changed["blocks"][0]["block_id"] = "other"
    await office.call("views.update", view_id=view["id"], view=changed)
    result = await alice.submits()
    assert result.errors == {"other": "Please complete this required field."}


@pytest.mark.parametrize("name", [{"view_id": "V0NOWHERE"}, {"external_id": "nowhere"}])
async def test_an_unknown_view_is_not_found(office: Office, name: Json) -> None:
    answer = await office.call("views.update", view=modal(), **name)
    assert answer["error"] == "not_found"


async def test_a_closed_view_is_not_found(office: Office, alice: Person) -> None:
    view = await opened(office, alice)
    await alice.closes_view()
    assert (await office.call("views.update", view_id=view["id"], view=modal()))["error"] == "not_found"


async def test_another_apps_view_is_not_found(office: Office, alice: Person) -> None:
    view = await opened(office, alice)
    other = next(app for app in office.workspace.apps.values() if app is not office.app)
    answer = await office.call("views.update", token=other.bot_token, view_id=view["id"], view=modal())
    assert answer["error"] == "not_found"


async def test_a_view_can_be_found_by_the_apps_own_name(office: Office, alice: Person) -> None:
    view = await opened(office, alice, external_id="declare-1")
    answer = await office.call("views.update", external_id="declare-1", view=modal(external_id="declare-1"))
    assert answer["view"]["id"] == view["id"]


async def test_the_apps_own_name_is_unique(office: Office, alice: Person, bob: Person) -> None:
    await opened(office, alice, external_id="declare-1")
    answer = await office.call(
        "views.open", trigger_id=await trigger(office, bob), view=modal(external_id="declare-1")
    )
    assert answer["error"] == "duplicate_external_id"
    assert bob.view is None


async def test_what_an_uninstalled_app_showed_is_gone(office: Office, alice: Person) -> None:
    await opened(office, alice)
    await office.call("views.publish", user_id=alice.id, view=home())
    office.workspace.uninstall(office.app)
    assert alice.view is None
    assert alice.home(office.app) is None


async def test_a_home_tab_is_each_persons_own(office: Office, alice: Person, bob: Person) -> None:
    answer = await office.call("views.publish", user_id=alice.id, view=home("Hello Alice"))
    assert answer["view"]["type"] == "home"
    alices = alice.home(office.app)
    assert alices
    assert alice.reads(alices) == "Hello Alice"
    assert bob.home(office.app) is None


async def test_a_home_tab_with_an_old_hash_is_a_conflict(office: Office, alice: Person) -> None:
    first = (await office.call("views.publish", user_id=alice.id, view=home("one")))["view"]
    await office.call("views.publish", user_id=alice.id, view=home("two"))
    answer = await office.call("views.publish", user_id=alice.id, view=home("late"), hash=first["hash"])
    assert answer["error"] == "hash_conflict"


async def test_without_a_home_tab_nothing_can_be_published(office: Office, alice: Person) -> None:
    other = next(app for app in office.workspace.apps.values() if app is not office.app)
    answer = await office.call("views.publish", token=other.bot_token, user_id=alice.id, view=home())
    assert answer["error"] == "not_enabled"


async def test_nobody_has_the_home_tab_of_a_stranger_to_the_workspace(office: Office) -> None:
    answer = await office.call("views.publish", user_id="U0NOBODY", view=home())
    assert answer["error"] == "invalid_arguments"


@pytest.mark.parametrize(
    ("method", "args"),
    [
        ("views.open", {"view": modal()}),
        ("views.open", {"trigger_id": "1.2.a"}),
        ("views.push", {"view": modal()}),
        ("views.update", {"view": modal()}),
        ("views.publish", {"view": home()}),
    ],
)
async def test_what_is_missing_is_named(office: Office, method: str, args: Json) -> None:
    answer = await office.call(method, **args)
    assert answer["error"] == "invalid_arguments"
    assert "missing required field" in answer["response_metadata"]["messages"][0]
