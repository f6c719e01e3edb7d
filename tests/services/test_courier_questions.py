"""The triage questions stand at one place, move when they are asked anew, and are never there twice."""

from bot.domain.effect import Effect
from bot.domain.incident import Incident
from bot.sandbox.entities import Channel
from bot.services import effects
from tests.services.office import AT, Office, an_effect


def questions(*, anew: bool = False) -> Effect:
    """The effect as the bot wants it."""
    return effects.triage(Incident(number=1, title="x", declared_by="U1", declared_at=AT), AT, anew=anew)


async def asked(office: Office) -> Channel:
    channel = await office.opened()
    await office.put(questions())
    await office.courier.settle()
    return channel


async def place(office: Office) -> str:
    return (await office.incident()).places.triage_ts or ""


async def test_a_burst_of_answers_is_one_update_in_place(office: Office) -> None:
    channel = await asked(office)
    ts = await place(office)
    for n in range(10):
        await office.change(1, title=f"Title {n}")
        await office.put(questions())
    await office.courier.settle()
    assert office.texts(channel) == ["Questions about INC-1: Title 9"]
    assert office.calls("chat.update") == 1
    assert await place(office) == ts


async def test_asked_anew_they_move_to_the_end_and_the_old_ones_point_there(office: Office) -> None:
    channel = await asked(office)
    old = await place(office)
    await office.put(an_effect("talk", lane="1:post"), questions(anew=True))
    await office.courier.settle()
    new = await place(office)
    link = f"{office.workspace.url}archives/{channel.id}/p{new.replace('.', '')}"
    assert office.texts(channel) == [f"Moved to {link}", "talk", "Questions about INC-1: Chatbot invents"]
    assert float(new) > float(old)


async def test_a_change_beside_asking_anew_does_not_ask_a_third_time(office: Office) -> None:
    channel = await asked(office)
    await office.put(questions(anew=True), questions())
    await office.courier.settle()
    assert len(office.texts(channel)) == 2
    await office.change(1, title="Later")
    await office.put(questions())
    await office.courier.settle()
    assert office.texts(channel)[-1] == "Questions about INC-1: Later"


async def test_questions_whose_posting_was_lost_sight_of_are_found_again(office: Office) -> None:
    channel = await asked(office)
    office.workspace.faults.lose_after("chat.postMessage")
    await office.put(questions(anew=True))
    await office.courier.settle()
    said = office.texts(channel)
    assert len(said) == 2
    assert said[0].startswith("Moved to")
    assert office.calls("chat.postMessage", "lost_after") == 1


async def test_questions_that_somebody_deleted_are_asked_again(office: Office) -> None:
    channel = await asked(office)
    office.workspace.delete_message(channel, await place(office), office.bot)
    await office.change(1, title="Later")
    await office.put(questions())
    await office.courier.settle()
    assert office.texts(channel) == ["Questions about INC-1: Later"]
