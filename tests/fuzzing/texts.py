"""What people could type: words of the bot's own in any order, and what no keyboard was made for."""

from typing import Any

from hypothesis import strategies as st

from bot.domain.category import Category
from bot.domain.phase import Phase
from bot.domain.role import Role
from bot.domain.severity import Severity
from handlers.grammar import SUBCOMMANDS

ODD = st.sampled_from(
    [
        *("<!channel>", "<@U0|x>", "<#C0|x>", "@bob", "@", "none", "me", "INC-1", "INC-99", "1", "-1", "٣"),
        *("14:05", "25:61", "2026-02-30 10:00", "about 01:00", "tomorrow", "due", "due tomorrow", "0x1"),
        *("*bold _it", "`code", "\u202eabc", "\u0000", "👩\u200d👩\u200d👧", "&amp;", "&lt;!here&gt;"),
        *("<http://x|y>", "a" * 3001, "\u200d", "\n", "\t", "“”", "private", "all", "sev0", "sev5", "…"),
        *("done 1", "done x", "html", "pdf", "due 2026-13-01"),
    ]
)
WORDS = [name for s in SUBCOMMANDS for name in (s.word, *s.aliases)]
OURS = [member.value for closed_set in (Severity, Role, Phase, Category) for member in closed_set]

texts: st.SearchStrategy[str] = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
words = st.one_of(st.sampled_from(WORDS), st.sampled_from(OURS), ODD, texts)
lines = st.one_of(
    st.builds(
        lambda word, rest: " ".join([word, *rest]), st.sampled_from(WORDS), st.lists(words, max_size=5)
    ),
    st.builds(" ".join, st.lists(words, max_size=4)),
    texts,
)
"""What follows `/incident`."""

anything: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), texts, ODD),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=6,
)
"""Any value that JSON has."""
