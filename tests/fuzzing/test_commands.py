"""Whatever is typed after `/incident`: answered in words, nothing half recorded, no fault of ours."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.refusals import MISHAP, NOTHING_RECORDED
from tests.fuzzing.ground import Ground, budget, on_ground
from tests.fuzzing.texts import lines
from tests.scenarios.room import a_room

OURS_TO_BLAME = (MISHAP.partition("{")[0], NOTHING_RECORDED, "Traceback")


def test_every_command_is_answered_in_words(sqlite_url: str) -> None:
    with on_ground(sqlite_url) as ground:
        room = ground.does(a_room(ground.stage, "declare sev2 Chatbot invents refunds"))

        @budget(60)
        @given(line=lines, here=st.booleans(), who=st.sampled_from(["alice", "bob", "kofi", "mallory"]))
        def tried(line: str, here: bool, who: str) -> None:
            _runs(ground, who, line, room.channel.name if here else "support")

        tried()


def _runs(ground: Ground, who: str, line: str, place: str | None) -> None:
    person = ground.stage.person(who)
    channel = ground.stage.channel(place or "support")
    if person.id not in channel.members:
        channel = ground.stage.channel("general")
    if person.id not in channel.members:
        return
    answer = ground.does(person.runs(f"/incident {line}", channel))
    assert answer.error is None, (line, answer.error)
    modal = ground.stage.workspace.views.top(person.user)
    assert answer.text.strip() or modal or person.whispers(channel), line
    assert not [words for words in OURS_TO_BLAME if words in answer.text], (line, answer.text)
    if modal:
        ground.does(person.closes_view(whole_stack=True))
    ground.holds()
