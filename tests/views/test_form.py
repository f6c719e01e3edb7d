"""What stands in a field already is somebody's words, and stays readable."""

from bot.views.form import text_input


def test_what_is_filled_in_ends_with_a_whole_word_and_turns_nothing_around() -> None:
    field = text_input("said", "What?", initial="one two \u202ethree four", limit=12)
    assert field["element"]["initial_value"] == "one two…"
