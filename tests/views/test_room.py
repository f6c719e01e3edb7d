"""Lists that have no room in one message give up lines, and say once how many."""

from bot.views.room import fitting


def test_what_a_list_gave_up_is_said_once() -> None:
    told = (
        "*What happened*\n"
        + "\n".join(f"• line {n}" for n in range(40))
        + "\n… and 7 more key events in the timeline"
    )
    asked = "*Left open*\n" + "\n".join(f"• point {n}" for n in range(40))
    story, points = fitting([told, asked], 600)
    kept = story.count("• line ")
    assert 0 < kept < 40
    assert story.endswith(f"\n… and {40 - kept + 7} more key events in the timeline")
    assert story.count("more") == 1
    assert points.endswith(f"\n… and {40 - points.count('• point ')} more in the record")


def test_what_fits_is_left_as_it_is() -> None:
    parts = ["*Left open*\n• one\n• two", "*Who*\n… and 3 more of them"]
    assert fitting(parts, 600) == parts
