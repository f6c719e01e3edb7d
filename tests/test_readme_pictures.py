"""The README's pictures are there, are small, and say in words what is on them."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
MOST_BYTES = 150_000


def test_the_readme_shows_three_small_pictures_with_words_for_those_who_do_not_see_them() -> None:
    shown = re.findall(r"!\[([^]]*)\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    kept = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs" / "images").iterdir())
    assert sorted(path for _, path in shown) == kept
    assert len(kept) == 3
    for words, path in shown:
        assert len(words.split()) >= 8, path
        picture = (ROOT / path).read_bytes()
        assert picture[:4] == b"RIFF"
        assert picture[8:12] == b"WEBP"
        assert len(picture) <= MOST_BYTES, path
