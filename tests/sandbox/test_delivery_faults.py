"""Trouble on demand: repeated, late, shuffled and lost deliveries."""

from bot.sandbox.people import Person
from tests.sandbox.delivery_fixtures import Office


def words(office: Office) -> list[str]:
    return [event["event"]["text"] for event in office.bot.events]


async def test_a_delivery_can_be_made_twice(office: Office, alice: Person) -> None:
    office.workspace.deliveries.faults(office.app).repeat = 1
    await alice.says("general", "hello")
    await alice.says("general", "again")
    await office.workspace.quiet()
    assert sorted(words(office)) == ["again", "hello", "hello"]
    ids = {event["event_id"] for event in office.bot.events if event["event"]["text"] == "hello"}
    assert len(ids) == 1


async def test_a_click_can_arrive_twice_with_the_same_stamp(office: Office, alice: Person) -> None:
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    message = office.bot_posts("general", "?", [{"type": "actions", "elements": [button]}])
    await office.workspace.quiet()
    office.workspace.deliveries.faults(office.app).repeat = 1
    await alice.clicks(message, "Go")
    await office.workspace.quiet()
    clicks = [heard.payload for heard in office.bot.heard if not heard.is_event]
    assert len(clicks) == 2
    assert clicks[0] == clicks[1]


async def test_held_deliveries_leave_on_release_in_the_order_asked_for(office: Office, alice: Person) -> None:
    faults = office.workspace.deliveries.faults(office.app)
    faults.hold()
    for word in ("one", "two", "three"):
        await alice.says("general", word)
    await faults.holds(3)
    assert office.bot.heard == []
    faults.release([2, 0, 1])
    await office.workspace.quiet()
    assert words(office) == ["three", "one", "two"]


async def test_the_next_deliveries_can_be_turned_around(office: Office, alice: Person) -> None:
    office.workspace.deliveries.faults(office.app).shuffle_next(2)
    for word in ("one", "two", "three"):
        await alice.says("general", word)
    await office.workspace.quiet()
    assert [word for word in words(office) if word != "three"] == ["two", "one"]
    assert len(words(office)) == 3


async def test_a_release_leaves_nobody_behind_who_was_to_follow(office: Office, alice: Person) -> None:
    faults = office.workspace.deliveries.faults(office.app)
    faults.hold()
    for word in ("one", "two", "three"):
        await alice.says("general", word)
    await faults.holds(3)
    faults.release([2, 0, 1])
    faults.release()
    await office.workspace.quiet()
    assert sorted(words(office)) == ["one", "three", "two"]


async def test_a_lost_answer_makes_slack_try_again(office: Office, alice: Person) -> None:
    office.workspace.deliveries.faults(office.app).lose_answers = 1
    await alice.says("general", "hello")
    await office.workspace.quiet()
    assert len({event["event_id"] for event in office.bot.events}) == 1
    assert office.bot.heard[1].headers["x-slack-retry-reason"] == "http_timeout"


async def test_a_lost_answer_to_a_command_is_a_timeout_for_the_person(office: Office, alice: Person) -> None:
    office.workspace.deliveries.faults(office.app).lose_answers = 1
    answer = await alice.runs("/raw hello", "general")
    assert answer.error == "operation_timeout"
    assert len(office.bot.heard) == 1


async def test_deliveries_can_be_delayed(office: Office, alice: Person) -> None:
    office.workspace.deliveries.faults(office.app).delay = 0.02
    await alice.says("general", "hello")
    assert not office.bot.heard
    await office.workspace.quiet()
    assert words(office) == ["hello"]


async def test_the_log_tells_every_attempt_and_its_listeners_of_each_change(
    office: Office, alice: Person
) -> None:
    log, seen = office.workspace.deliveries.log, []
    log.listen(lambda delivery: seen.append(delivery.state))
    office.bot.answers(500)
    await alice.says("general", "hello")
    await office.workspace.quiet()
    (delivery,) = log.of(name="message")
    statuses = [attempt.response.status for attempt in delivery.attempts]
    assert (delivery.state, statuses) == ("acknowledged", [500, 200])
    assert all(attempt.latency >= 0 for attempt in delivery.attempts)
    assert seen[0] == "queued"
    assert seen[-1] == "acknowledged"
