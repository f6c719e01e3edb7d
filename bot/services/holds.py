"""Says in the channel which evidence must be left as it is, when the clock of such a rule starts."""

from collections.abc import Iterable

from bot.catalogue import Catalogue
from bot.domain.duties.deadline import Deadline
from bot.domain.duties.watching import clock_of
from bot.domain.event import ClockStarted, ClockWaits
from bot.domain.event.base import Event
from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.domain.notice.evidence_hold import evidence_holds
from bot.views.blocks import sentence
from bot.views.notice import hold_words


def hold_of(
    incident: Incident, deadlines: Iterable[Deadline], events: Iterable[Event], catalogue: Catalogue
) -> Outgoing | None:
    """Return the word that holds evidence; None where nothing is held, or it was said before."""
    started = {
        event.number
        for event in events
        if isinstance(event, ClockStarted) or (isinstance(event, ClockWaits) and event.state == "rehearsal")
    }
    known = list(deadlines)
    # A clock that gave way to another of its regime started too, and the word was said then.
    before = {each.regime for each in known if each.number not in started and each.starts_at is not None}
    new = [each for each in known if each.number in started and each.regime not in before]
    clocks = [clock for each in new if (clock := clock_of(each, catalogue.regulations))]
    words = hold_words(evidence_holds(clocks, catalogue.regulations), incident.affected_systems)
    return sentence(words) if words else None
