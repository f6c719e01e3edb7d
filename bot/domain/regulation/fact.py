"""The yes-or-no facts that decide which duties are proposed."""

from enum import StrEnum

from bot.domain.value import Value


class Scope(StrEnum):
    """Standing facts are answered once for an organisation or system; the others for each incident."""

    PROFILE = "profile"
    INCIDENT = "incident"


class Fact(Value):
    """One question in words that a person can answer with yes, no or unknown."""

    id: str
    scope: Scope
    question: str
    first_screen: bool = False
    ask_if: tuple[str, ...] = ()
    """Asked only once one of these may be true; at once where it is empty."""
    group: str | None = None
    """Facts of one group are one question with several answers, such as where people live."""
    label: str = ""
    """How it is called among the answers of its group's question."""
    modifier: bool = False
    """Starts no clock alone; changes thresholds, notes or exceptions."""
    changed: tuple[str, ...] = ()
    """What the organisation's own file changed of the entry that ships."""

    @property
    def standing(self) -> bool:
        """Whether an organisation answers it once."""
        return self.scope is Scope.PROFILE
