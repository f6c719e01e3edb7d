"""Says what is due: in the incident's channel, or to the one person whose it is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice

from bot.domain.actor import Actor
from bot.domain.asking import Ask, in_channel
from bot.domain.event import Change, ReminderSent
from bot.domain.incident import ChannelState, Incident
from bot.domain.permission import Standing, may_see
from bot.domain.reminder import ReminderKind
from bot.services import effects
from bot.services.unit import Unit
from bot.views import asking, reminders
from bot.views.asked import Circumstances, Item

_OUT_OF_REACH = (ChannelState.ARCHIVED, ChannelState.LOST)


async def prompt(unit: Unit, incident: Incident, asks: Sequence[Ask], *, running_since: datetime) -> None:
    """Ask for everything in `asks`: one message to each place it belongs to, and one line in the record.

    Args:
        unit: acts for the bot.
        incident: as it is now, locked.
        asks: what is due; the daily seal among them is put on the card.
        running_since: since when this process has looked at what is due.
    """
    if any(ask.reminder.kind is ReminderKind.CARD_SEAL for ask in asks):
        await unit.put(effects.seal(incident, unit.at))
    asks = [ask for ask in asks if ask.reminder.kind is not ReminderKind.CARD_SEAL]
    if not asks:
        return
    now = await circumstances(unit, incident)
    public = [ask for ask in asks if in_channel(ask.reminder, incident)]
    private = await _by_person(unit, incident, asks)
    if public and has_no_channel(incident):
        person = now.decider
        private[person] = [*public, *(ask for ask in private[person] if ask not in public)]
        public = []
    for user_id, wanted in (None, public), *sorted(private.items()):
        await _say(unit, now, wanted, user_id, running_since)
    short = dict.fromkeys(item.short for item in asking.items(asks, now))
    event = ReminderSent(text="; ".join(short) + ".")
    await unit.record(Change(incident=incident, events=(event,)), quietly=True)


async def _say(
    unit: Unit, now: Circumstances, asks: Sequence[Ask], user_id: str | None, running_since: datetime
) -> None:
    for items in _batches(asking.items(asks, now)):
        due_at = min(reminder.due_at for item in items for reminder in item.about)
        message = reminders.message(now.incident, items, in_channel=user_id is None)
        was_down = due_at < running_since
        await unit.put(
            effects.remind(now.incident, message, unit.at, due_at=due_at, was_down=was_down, user_id=user_id)
        )


def _batches(items: Iterable[Item]) -> Iterable[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, reminders.TOGETHER)):
        yield batch


async def circumstances(unit: Unit, incident: Incident) -> Circumstances:
    """Look up what the words of reminders are made from."""
    repositories = unit.repositories
    tasks = {task.number: task for task in await repositories.tasks.of(incident.number)}
    members = await repositories.members.current(incident.number)
    people = await repositories.people.many(members)
    busy = {holding.user_id for holding in incident.roles if holding.is_current}
    free = [u for u in members if u not in busy and u in people and people[u].may_hold_a_role]
    named = {*free, incident.declared_by, *busy, *(answer.answered_by for answer in incident.triage)}
    named |= {task.owner for task in tasks.values() if task.owner}
    return Circumstances(
        incident=incident,
        catalogue=unit.catalogue,
        at=unit.at,
        names=await unit.names("".join(f"<@{user_id}>" for user_id in named)),
        free=free,
        tasks=tasks,
        review=await repositories.reviews.get(incident.number),
        acted_at=await repositories.timeline.last_act_of_people(incident.number),
    )


async def _by_person(unit: Unit, incident: Incident, asks: Sequence[Ask]) -> dict[str, list[Ask]]:
    """Return what is asked of single people: tasks of their owners, the review of whoever sees to it."""
    found: defaultdict[str, list[Ask]] = defaultdict(list)
    for ask in asks:
        person = await _person(unit, incident, ask)
        if person is not None:
            found[person].append(ask)
    return found


async def _person(unit: Unit, incident: Incident, ask: Ask) -> str | None:
    owner: str | None = None
    if ask.reminder.kind is ReminderKind.TASK_DUE:
        task = await unit.repositories.tasks.get(incident.number, int(ask.reminder.subject))
        owner = task.owner if task else None
        if owner is None and in_channel(ask.reminder, incident):
            return None
    elif ask.reminder.kind is ReminderKind.REVIEW_DUE:
        review = await unit.repositories.reviews.get(incident.number)
        owner = review.owner if review else None
    else:
        return None
    if owner is not None and await may_be_told(unit, incident, owner):
        return owner
    return incident.decider


async def may_be_told(unit: Unit, incident: Incident, user_id: str) -> bool:
    """Whether somebody may hear of an incident."""
    is_member = await unit.repositories.members.is_member(incident.number, user_id)
    return may_see(incident, Standing(actor=Actor(user_id=user_id), is_member=is_member))


def has_no_channel(incident: Incident) -> bool:
    """Whether nothing can be said in the incident's channel."""
    places = incident.places
    return places.channel_id is None or places.channel_state in _OUT_OF_REACH
