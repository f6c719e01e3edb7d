"""Due work: rows that are claimed and asked for, one transaction an incident; a timer only says: look now.

An incident's due reminders are begun (committed), then judged and asked for together with whatever they
change (committed again). Whatever ends the process in between, or makes the work fail, puts that reminder an
hour ahead at its second beginning, so that none can do it again and again. Two copies never ask twice: the
incident is locked, and a reminder is claimed by an update that says who won.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.catalogue import Catalogue
from bot.domain import due_moments as moments
from bot.domain.actor import BOT, BOT_ID
from bot.domain.asking import Ask, Later, Needless, Verdict, ask_every, judge, next_of, together
from bot.domain.incident import Incident
from bot.domain.policy import Policy
from bot.domain.reminder import Reminder, ReminderKind
from bot.services.clock_reminders import remind
from bot.services.effects import is_reminder
from bot.services.prompting import prompt
from bot.services.unit import Unit
from storage import Database, StorageError

log = structlog.get_logger()

HELD = timedelta(hours=1)
"""How far a reminder is put off whose work failed."""
STUCK = timedelta(minutes=2)
"""From here on Slack is taken not to accept a reminder; what was asked before waits its own time again."""
ABREAST = 4
"""Incidents worked on at a time, where the database lets several be changed beside each other."""
FAILURES = 2
"""Incidents out of reach after which the database is taken to be away; one may only be locked for long."""


class ReminderMeter(Protocol):
    """Where reminders are counted."""

    def reminder(self, kind: str, lateness: float) -> None:
        """A reminder was asked, so many seconds after it was due."""


@dataclass
class _Sweep:
    """The incidents of one sweep, taken by whoever is free, and what became of them."""

    numbers: Iterator[int]
    woken: bool = False
    failures: list[StorageError] = field(default_factory=list)


class ReminderService:
    """Asks for what is due."""

    def __init__(
        self, database: Database, policy: Policy, catalogue: Catalogue, meter: ReminderMeter
    ) -> None:
        self._database = database
        self._policy = policy
        self._catalogue = catalogue
        self._meter = meter
        self._running_since: datetime | None = None
        self._to_follow: list[int] | None = None
        self._interrupted: set[int] = set()

    async def fire_due(self, at: datetime) -> bool:
        """Ask for everything that is due by `at`; say whether something waits to be sent now.

        Raises:
            DatabaseAway: not only one incident was out of reach; the rest stays due.
        """
        self._running_since = self._running_since or at
        woken = await self._see_edition(at)
        await self._take_back(at)
        async with self._database.reading() as repositories:
            numbers = await repositories.reminders.incidents_due(at)
        sweep = _Sweep(iter(numbers))
        abreast = ABREAST if self._database.is_postgres else 1
        await asyncio.gather(*(self._fire_some(sweep, at) for _ in range(min(abreast, len(numbers)))))
        if len(sweep.failures) >= FAILURES:
            raise sweep.failures[-1]
        return woken or sweep.woken

    async def _fire_some(self, sweep: "_Sweep", at: datetime) -> None:
        """Work on one incident after the other until none is left, or the database is taken to be away."""
        for number in sweep.numbers:
            with structlog.contextvars.bound_contextvars(incident=number):
                try:
                    sweep.woken |= await self._fire(number, at)
                except StorageError as error:
                    sweep.failures.append(error)
                    if len(sweep.failures) < FAILURES:
                        log.warning("incident_left_for_later", reason=str(error))
                except Exception as error:
                    await self._set_aside(number, at, error)
            if len(sweep.failures) >= FAILURES:
                return

    async def _see_edition(self, at: datetime) -> bool:
        """See, once in a process's life, in which incidents the regulations in use would move clocks.

        One that is out of reach is looked at again; one that cannot be worked on keeps nothing else waiting.
        """
        if self._to_follow is None:
            async with self._database.reading() as repositories:
                catalogue = await Unit(repositories, BOT, at, self._policy, self._catalogue).organised()
                self._to_follow = await repositories.duties.on_other_editions(catalogue.edition)
        woken = False
        for _ in range(len(self._to_follow)):
            number = self._to_follow.pop(0)
            with structlog.contextvars.bound_contextvars(incident=number):
                try:
                    woken |= await self._follow(number, at)
                except StorageError as error:
                    self._to_follow.append(number)
                    log.warning("incident_left_for_later", reason=str(error))
                    break
                except Exception as error:
                    log.exception("clocks_not_followed", exc_info=error)
        return woken

    async def _follow(self, number: int, at: datetime) -> bool:
        async with self._database.transaction() as repositories:
            incident = await repositories.incidents.lock(number)
            if incident is None:
                return False
            unit = Unit(repositories, BOT, at, self._policy, self._catalogue)
            await unit.follow(incident)
        return unit.woken

    async def next_after(self, at: datetime) -> datetime | None:
        """Return when, after an instant, something falls due for the first time."""
        async with self._database.reading() as repositories:
            return await repositories.reminders.next_after(at)

    async def _take_back(self, at: datetime) -> None:
        """What the database kept from being asked is no fault of the reminder: it is due at once."""
        if not self._interrupted:
            return
        async with self._database.transaction() as repositories:
            for reminder_id in sorted(self._interrupted):
                await repositories.reminders.postpone(reminder_id, at)
        self._interrupted.clear()

    async def _fire(self, number: int, at: datetime) -> bool:
        async with self._database.transaction() as repositories:
            await repositories.incidents.lock(number)
            begun = await repositories.reminders.begin(number, at, held_until=at + HELD)
        try:
            return await self._work(number, begun, at)
        except StorageError:
            self._interrupted |= {reminder.id for reminder in begun if reminder.id is not None}
            raise
        except Exception as error:
            if len(begun) < 2:
                await self._hold(begun, at, error)
                return False
        return any([await self._alone(number, reminder, at) for reminder in begun])

    async def _alone(self, number: int, reminder: Reminder, at: datetime) -> bool:
        """Ask for one thing by itself, since together it did not work: one of them is at fault."""
        try:
            return await self._work(number, [reminder], at)
        except StorageError:
            raise
        except Exception as error:
            await self._hold([reminder], at, error)
            return False

    async def _set_aside(self, number: int, at: datetime, error: Exception) -> None:
        """Put off what is due of an incident that cannot even be read, so that the others have their turn."""
        async with self._database.transaction() as repositories:
            begun = await repositories.reminders.begin(number, at, held_until=at + HELD)
        await self._hold(begun, at, error)

    async def _hold(self, reminders: Sequence[Reminder], at: datetime, error: Exception) -> None:
        async with self._database.transaction() as repositories:
            for each in reminders:
                log.error("reminder_failed", kind=each.kind.value, exc_info=error)
                if each.id is not None:
                    await repositories.reminders.postpone(each.id, at + HELD)

    async def _work(self, number: int, begun: Sequence[Reminder], at: datetime) -> bool:
        """Judge what is due, and ask for what is still missing."""
        async with self._database.transaction() as repositories:
            incident = await repositories.incidents.lock(number)
            if incident is None:
                return False
            unit = Unit(repositories, BOT, at, self._policy, self._catalogue)
            if await self._is_held_up(unit, incident, begun):
                return False
            due = await _still_due(unit, number, begun)
            clocks = [each for each in due if each.kind.is_of_clocks]
            due = [each for each in due if not each.kind.is_of_clocks]
            asks = [ask for ask in await self._verdicts(unit, incident, due) if await _settle(unit, ask)]
            wanted = [ask for ask in asks if isinstance(ask, Ask)]
            assert self._running_since is not None  # noqa: S101 - set by whoever calls
            await prompt(unit, incident, wanted, running_since=self._running_since)
            if clocks:
                incident = await repositories.incidents.lock(number) or incident
                await remind(unit, incident, clocks, running_since=self._running_since)
        for each in clocks:
            self._meter.reminder(each.kind.value, (at - each.due_at).total_seconds())
        for ask in wanted:
            if ask.reminder.kind is not ReminderKind.CARD_SEAL:
                self._meter.reminder(ask.reminder.kind.value, (at - ask.reminder.due_at).total_seconds())
        return unit.woken

    async def _verdicts(self, unit: Unit, incident: Incident, due: Sequence[Reminder]) -> list[Verdict]:
        tasks = {str(task.number): task for task in await unit.repositories.tasks.of(incident.number)}
        review = await unit.repositories.reviews.get(incident.number)
        acted_at = await unit.repositories.timeline.last_act_of_people(incident.number)
        verdicts: list[Verdict] = []
        for each in due:
            task = tasks.get(each.subject)
            verdict = judge(
                each, incident, self._policy, unit.at, task=task, review=review, acted_at=acted_at
            )
            if isinstance(verdict, Needless):
                await unit.repositories.reminders.stop(
                    incident.number, each.kind, each.subject, by=BOT_ID, at=unit.at
                )
                continue
            verdicts.append(verdict)
        return together(verdicts, unit.at, moments.quiet_after(incident, self._policy))

    async def _is_held_up(self, unit: Unit, incident: Incident, begun: Sequence[Reminder]) -> bool:
        """Whether Slack has not taken the last asking yet: then nothing is piled on top of it.

        What was asked before is asked again so much later; what is due for the first time stays due, and
        goes out in one message when Slack takes it.
        """
        waiting = await unit.repositories.outbox.waiting(incident.number)
        unsent = [effect.created_at for effect in waiting if is_reminder(effect)]
        if not unsent:
            return False
        is_stuck = unit.at - min(unsent) >= STUCK
        for each in begun:
            if each.id is None:
                continue
            later = unit.at + ask_every(each, incident, self._policy)
            until = later if is_stuck and each.asked else each.due_at
            await unit.repositories.reminders.snooze(each.id, until)
        return True


async def _still_due(unit: Unit, number: int, begun: Sequence[Reminder]) -> list[Reminder]:
    """Return what of it waits unchanged, now that nobody else can change the incident."""
    ids = {reminder.id for reminder in begun}
    waiting = await unit.repositories.reminders.waiting(number)
    return [each for each in waiting if each.id in ids and each.due_at <= unit.at]


async def _settle(unit: Unit, verdict: Verdict) -> bool:
    """Bring the row to what was decided; False for an asking that another copy has claimed."""
    reminders = unit.repositories.reminders
    if isinstance(verdict, Later):
        await reminders.add(verdict.reminder)
    if not isinstance(verdict, Ask):
        return True
    if verdict.reminder.id is None or not await reminders.claim(verdict.reminder.id, unit.at):
        return False
    following = next_of(verdict)
    if following is not None:
        await reminders.add(following)
    return True
