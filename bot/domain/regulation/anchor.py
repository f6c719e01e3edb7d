"""The instants a clock may start from."""

from enum import StrEnum

from bot.domain.value import Value


class Span(StrEnum):
    """A calendar span whose end some duties are counted from."""

    YEAR = "year"
    MONTH = "month"


class AnchorKind(Value):
    """One kind of instant; somebody says when it happened, or it follows from another."""

    id: str
    meaning: str
    label: str = ""
    """How it is called in a sentence: clocks are counted from it, or wait for it."""
    end_of: Span | None = None
    """The end of the year or month in which `derived_from` lies."""
    derived_from: str | None = None
    asked: bool = True
    """False for what follows by itself and nobody has to be asked about."""
    sought: bool = True
    """False where nobody is asked day by day whether it has happened: whoever learns of it says so."""
    changed: tuple[str, ...] = ()
    """What the organisation's own file changed of the entry that ships."""
    presumed: bool = False
    """Cannot be later than the first notice, so that notice is proposed until a person says otherwise."""
