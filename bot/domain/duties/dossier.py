"""All that an incident's deadlines follow from, and those recorded so far."""

from bot.domain.duties.anchor import Anchor
from bot.domain.duties.deadline import Deadline
from bot.domain.duties.fact import FactAnswer
from bot.domain.regulation.answer import Answer
from bot.domain.value import Value


class Dossier(Value):
    """Facts as answered last, anchors oldest first, deadlines by number."""

    facts: tuple[FactAnswer, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    deadlines: tuple[Deadline, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nobody has looked at duties yet."""
        return not (self.facts or self.deadlines)

    def answer(self, fact: str) -> Answer | None:
        """What was answered last; None while nobody did."""
        return next((each.answer for each in self.facts if each.fact == fact), None)

    def deadline(self, number: int) -> Deadline | None:
        """The deadline of that number, if there is one."""
        return next((each for each in self.deadlines if each.number == number), None)

    @property
    def owed(self) -> tuple[Deadline, ...]:
        """What somebody still has to decide about, the soonest first."""
        return tuple(sorted((d for d in self.deadlines if d.is_owed), key=lambda d: d.urgency))
