"""Where the first sign came from."""

import pytest

from bot.domain.detection import DetectionSource
from bot.domain.errors import UnknownWord


@pytest.mark.parametrize("source", DetectionSource, ids=str)
def test_a_source_is_known_by_its_id_its_label_and_its_first_word(source: DetectionSource) -> None:
    for typed in (source.value, source.label, source.value.upper(), source.value.split("_")[0]):
        assert DetectionSource.parse(typed) is source


def test_another_word_is_answered_with_the_four() -> None:
    with pytest.raises(UnknownWord) as refusal:
        DetectionSource.parse("rumour")
    assert all(f"`{source}`" in refusal.value.message for source in DetectionSource)


def test_every_source_says_what_belongs_to_it_in_a_menu() -> None:
    assert all(0 < len(source.hint) <= 75 for source in DetectionSource)
