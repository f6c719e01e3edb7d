"""Events of the record itself."""

from typing import ClassVar

from bot.domain.event.base import Event
from bot.domain.mrkdwn import escape_mrkdwn as esc

_SHOWN = 200


class WordsErased(Event):
    """Words were taken out of the record; that they were, how many and why, is a fact that stays.

    Attributes:
        whose: the person whose words they were, where it was a person's.
        entries: which, in words.
        because: who asked for it, or the rule that did.
    """

    kind = "words_erased"
    key: ClassVar[bool] = False
    on_card: ClassVar[bool] = False
    whose: str | None = None
    count: int
    entries: str
    because: str

    def line(self) -> str:
        """Say it in one line."""
        of = f" of <@{self.whose}>" if self.whose else ""
        which = f" ({self.entries})" if len(self.entries) <= _SHOWN else ""
        entries = "1 entry" if self.count == 1 else f"{self.count} entries"
        return f"Words{of} were erased from {entries}{which}: {esc(self.because)}"
