"""The App Home: my tasks and roles, what is open, mine first; of private incidents only those I am in."""

from typing import Any

from bot.catalogue import Catalogue
from bot.domain.actor import Actor
from bot.domain.incident import Incident, Status
from bot.domain.permission import Standing, belongs, counsel_of, may_see
from bot.domain.task import Task
from bot.services import effects
from bot.services.unit import Unit
from bot.views.home import home
from storage import Database, Repositories

_GONE = (Status.CANCELLED, Status.MERGED)


async def opened(unit: Unit) -> None:
    """Somebody looks at their App Home: show it as it is now, and keep it so from here on."""
    await unit.repositories.homes.opened(unit.actor.user_id, unit.at)
    await unit.put(effects.home(unit.actor.user_id, unit.at))


class Homes:
    """Looks up what a person's App Home shows."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue

    async def view(self, user_id: str) -> dict[str, Any]:
        """Return the Home tab of a person."""
        async with self._database.reading() as repositories:
            incidents = await repositories.incidents.all(None, Status.OPEN, Status.RESOLVED)
            tasks = await repositories.tasks.open_of_person(user_id)
            stance = await _Stance.of(user_id, repositories)
            about = {incident.number: incident for incident in incidents}
            owed = await repositories.duties.owed()
            for number in ({task.incident for task in tasks} | owed.keys()) - about.keys():
                found = await repositories.incidents.get(number)
                about |= {} if found is None else {number: found}
        mine = {incident.number for incident in incidents if stance.belongs(incident)}
        seen = [i for i in incidents if stance.sees(i) and (i.status is Status.OPEN or i.number in mine)]
        shown = [task for task in tasks if _is_shown(task, about, stance)]
        clocks = [each for number in owed for each in owed[number] if each.is_counting]
        counsel = {number for number, incident in about.items() if counsel_of(incident) == user_id}
        theirs = [each for each in clocks if each.incident in counsel and stance.sees(about[each.incident])]
        return home(seen, mine, shown, user_id, theirs)


class _Stance:
    """How one person stands to incidents."""

    def __init__(self, actor: Actor, member_of: set[int]) -> None:
        self._actor = actor
        self._member_of = member_of

    @classmethod
    async def of(cls, user_id: str, repositories: Repositories) -> "_Stance":
        person = await repositories.people.get(user_id)
        actor = person.as_actor() if person else Actor(user_id=user_id)
        return cls(actor, await repositories.members.incidents_of(user_id))

    def _standing(self, incident: Incident) -> Standing:
        return Standing(actor=self._actor, is_member=incident.number in self._member_of)

    def belongs(self, incident: Incident) -> bool:
        return belongs(incident, self._standing(incident))

    def sees(self, incident: Incident) -> bool:
        return may_see(incident, self._standing(incident))


def _is_shown(task: Task, about: dict[int, Incident], stance: _Stance) -> bool:
    incident = about.get(task.incident)
    return incident is not None and incident.status not in _GONE and stance.sees(incident)
