"""What the review summary tells as what happened."""

from tests.gallery.case import Case


def test_a_clock_that_was_only_proposed_is_not_told_as_what_happened() -> None:
    case = Case()
    events = (
        case.shown(1, "clock_started", "runs", unknown=[], doubtful=False),
        case.shown(2, "clock_started", "is proposed", unknown=["eu_data_subjects"], doubtful=False),
        case.shown(3, "clock_started", "is doubtful", unknown=[], doubtful=True),
        case.shown(4, "note", "the index was rebuilt", certainty="known"),
    )
    told = case.summary.model_copy(update={"key_events": events})
    assert [each.text for each in told.story] == ["runs", "the index was rebuilt"]
