"""Making an incident private or public; the announcement, the channel's name and its kind follow."""

from bot.domain.changes import lifecycle
from bot.domain.incident import Incident
from bot.domain.permission import Act
from bot.services import effects
from bot.services.unit import Unit
from bot.views import lifecycle as words


async def set_private(unit: Unit, incident: Incident, *, private: bool) -> Incident:
    """Let only those in the channel see it, or everybody.

    Raises:
        NotAllowed: somebody else commands.
        NothingChanged: it is so already.
        NotNow: it is over, or lives in a channel that is not its own.
    """
    await unit.allow(Act.COMMAND, incident)
    change = lifecycle.set_private(incident, private, by=unit.actor)
    now = await unit.record(change, quietly=True)
    line = change.events[0].line()
    names = await unit.names(line)
    await unit.put(effects.post(now, words.visibility(now, line, names), unit.at))
    if private:
        await unit.put(effects.withdraw(now, unit.at))
    await unit.put(effects.convert(now, unit.at))
    return now
