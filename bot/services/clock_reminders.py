"""Reminds of regulatory clocks: legal and the channel, and who stands in where nobody answers."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.actor import BOT_ID
from bot.domain.due_moments import reminder
from bot.domain.duties.deadline import Deadline
from bot.domain.duties.watching import Watch, awaited, next_due
from bot.domain.effect import Effect
from bot.domain.event import Change, ReminderSent
from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.domain.regulation.reminding import (
    Escalation,
    Level,
    addressee,
    due_together,
    next_asking,
    next_step,
    planned_moments,
)
from bot.domain.reminder import Reminder, ReminderKind
from bot.domain.role import Role
from bot.services import effects
from bot.services.clock_watch import watch_of
from bot.services.prompting import has_no_channel, may_be_told
from bot.services.unit import Unit
from bot.views import clock_reminder as words


async def remind(unit: Unit, incident: Incident, due: Sequence[Reminder], *, running_since: datetime) -> None:
    """Do what is due about clocks; the incident is locked, and whoever acts is the bot."""
    if any(each.kind is ReminderKind.CLOCKS_ANEW for each in due):
        await _anew(unit, incident, due)
    watch = await watch_of(unit.repositories, incident, await unit.organised(), unit.policy, unit.at)
    desk = _Desk(unit, incident, watch, running_since)
    if any(each.kind is ReminderKind.CLOCK_DUE for each in due):
        await desk.remind()
    await desk.escalate([each for each in due if each.kind is ReminderKind.CLOCK_UNANSWERED])
    if any(each.kind is ReminderKind.CLOCK_START_UNKNOWN for each in due):
        await desk.ask_starts()


async def _anew(unit: Unit, incident: Incident, due: Sequence[Reminder]) -> None:
    for each in due:
        if each.kind is ReminderKind.CLOCKS_ANEW and each.id is not None:
            await unit.repositories.reminders.claim(each.id, unit.at)
    await unit.follow(incident)


class _Desk:
    """What is said of an incident's clocks in one go, and to whom."""

    def __init__(self, unit: Unit, incident: Incident, watch: Watch, running_since: datetime) -> None:
        self._unit = unit
        self._incident = incident
        self._watch = watch
        self._running_since = running_since
        self._owed = {str(each.number): each for each in watch.deadlines if each.is_owed}

    async def remind(self) -> None:
        """Say all that is due, and what falls due within so short a time, in one message to each place."""
        rows = [row for row in self._together() if await self._claimed(row)]
        if not rows:
            return
        deadlines = [self._owed[row.subject] for row in rows]
        message = words.due(self._incident, deadlines, self._unit.at)
        oldest = min(row.due_at for row in rows)
        legal = await self._person(Level.LEGAL)
        await self._tell(legal, message, oldest)
        # What started just now stands in the channel already, in the message that says so.
        if any(row.asked for row in rows) or legal is None:
            await self._post(message, oldest, besides=legal)
        if any(self._goes_further(row) for row in rows):
            backup = await self._person(Level.BACKUP)
            await self._tell(backup if backup != legal else None, message, oldest)
        await self._entered(words.short(deadlines, self._unit.at))
        for row in rows:
            await self._wait_for_answer(row, Level.LEGAL, asked=0)

    def _together(self) -> list[Reminder]:
        rows = list(self._watch.rows(ReminderKind.CLOCK_DUE).values())
        within = timedelta(minutes=self._watch.policy.bundle_minutes)
        found = {
            row.subject: row
            for row in due_together(rows, at=lambda r: r.due_at, now=self._unit.at, within=within)
        }
        if any(self._is_overdue(row) for row in found.values()):
            found |= {row.subject: row for row in rows if self._is_overdue(row)}
        return sorted(found.values(), key=lambda row: row.due_at)

    def _is_overdue(self, row: Reminder) -> bool:
        deadline = self._owed.get(row.subject)
        return deadline is not None and deadline.is_overdue(self._unit.at)

    async def _claimed(self, row: Reminder) -> bool:
        """Take a reminder and let the next one wait; what is not owed any more is stopped."""
        reminders, deadline = self._unit.repositories.reminders, self._owed.get(row.subject)
        term = self._watch.terms.get(int(row.subject))
        if deadline is None or term is None:
            await reminders.stop(self._incident.number, row.kind, row.subject, by=BOT_ID, at=self._unit.at)
            return False
        if row.id is None or not await reminders.claim(row.id, self._unit.at):
            return False
        # What was said early, beside something due, is not said again when its own time comes.
        after = max(self._unit.at, row.due_at)
        at = next_due(deadline, term, self._watch.policy, after, self._watch.zone)
        if at is not None:
            await self._wait(ReminderKind.CLOCK_DUE, at, subject=row.subject, asked=row.asked + 1)
        return True

    def _goes_further(self, row: Reminder) -> bool:
        """Whether the backup hears of it too: of this moment, or of one that nobody could be told of."""
        term, deadline = self._watch.terms[int(row.subject)], self._owed[row.subject]
        planned = planned_moments(term, self._watch.policy, lead_zone=self._watch.zone)
        # What was said a little early beside something due is not missed, but said.
        since = row.since + timedelta(minutes=self._watch.policy.bundle_minutes)
        until = max(self._unit.at, row.due_at)
        said = [m.escalation for m in planned if m.at == row.due_at or since < m.at <= until]
        if Escalation.ALWAYS in said:
            return True
        return Escalation.UNLESS_DRAFTED in said and deadline.drafted_at is None

    async def _wait_for_answer(self, row: Reminder, told: Level, *, asked: int) -> None:
        """Let the next person hear of it unless somebody says that they see to it."""
        if row.subject in self._watch.rows(ReminderKind.CLOCK_UNANSWERED) and told is Level.LEGAL:
            return
        term = self._watch.terms[int(row.subject)]
        step = next_step(
            term, self._watch.policy, told=told, told_at=self._unit.at, lead_zone=self._watch.zone
        )
        if step is not None:
            await self._wait(ReminderKind.CLOCK_UNANSWERED, step.at, subject=row.subject, asked=asked)

    async def escalate(self, due: Sequence[Reminder]) -> None:
        """Nobody said that they see to it: the backup hears of it, and then the commander."""
        said: dict[str, list[Deadline]] = {}
        since: list[datetime] = []
        for row in due:
            level = Level.COMMANDER if row.asked else Level.BACKUP
            deadline = self._owed.get(row.subject)
            answered = deadline is not None and (deadline.acknowledged_at or row.since) > row.since
            if row.id is None or not await self._unit.repositories.reminders.claim(row.id, self._unit.at):
                continue
            if deadline is None or answered or int(row.subject) not in self._watch.terms:
                continue
            person = await self._person(level)
            if person is None and level is Level.COMMANDER:
                continue  # The channel was told already, when there was no backup either.
            said.setdefault(person or "", []).append(deadline)
            since.append(row.due_at)
            await self._wait_for_answer(row, level, asked=row.asked + 1)
        for person_id, deadlines in said.items():
            message = words.unanswered(self._incident, deadlines, self._unit.at, person_id or None)
            if person_id:
                await self._tell(person_id, message, min(since))
            else:
                await self._post(message, min(since))
        if said:
            await self._entered(words.nobody_answered([d for each in said.values() for d in each]))

    async def ask_starts(self) -> None:
        """Ask, in one question, for the instants that clocks wait for."""
        row = self._watch.rows(ReminderKind.CLOCK_START_UNKNOWN).get("")
        missing = awaited(self._watch.deadlines, self._watch.kinds)
        if row is None or row.id is None:
            return
        if not await self._unit.repositories.reminders.claim(row.id, self._unit.at) or not missing:
            return
        message = words.starts(self._incident, self._watch.deadlines, missing, self._watch.kinds)
        legal = await self._person(Level.LEGAL)
        await self._tell(legal, message, row.due_at)
        if legal is None:
            await self._post(message, row.due_at)
        await self._entered(f"asked when clocks start: {', '.join(missing)}")
        at = next_asking(row.since, self._watch.policy, after=self._unit.at, lead_zone=self._watch.zone)
        await self._wait(row.kind, at, subject="", asked=row.asked + 1, since=row.since)

    async def _wait(
        self, kind: ReminderKind, at: datetime, *, subject: str, asked: int, since: datetime | None = None
    ) -> None:
        row = reminder(self._incident, kind, at, since=since or self._unit.at, subject=subject, asked=asked)
        await self._unit.repositories.reminders.add(row)

    async def _person(self, level: Level) -> str | None:
        """Who hears of it at this level; of a private incident nobody who cannot see it."""
        backup = self._watch.policy.backup
        if backup is not None and not await may_be_told(self._unit, self._incident, backup):
            backup = None
        return addressee(
            level,
            legal=self._incident.holder(Role.LEGAL),
            backup=backup,
            commander=self._incident.commander,
        )

    async def _tell(self, person: str | None, message: Outgoing, due_at: datetime) -> None:
        if person is not None:
            await self._unit.put(self._effect(message, due_at, person))

    async def _post(self, message: Outgoing, due_at: datetime, *, besides: str | None = None) -> None:
        """Say it in the channel; where there is none, to whoever commands, unless they are told `besides`."""
        if not has_no_channel(self._incident):
            await self._unit.put(self._effect(message, due_at, None))
            return
        person = self._incident.decider
        await self._tell(person if person != besides else None, message, due_at)

    def _effect(self, message: Outgoing, due_at: datetime, person: str | None) -> Effect:
        was_down = due_at < self._running_since
        return effects.remind(
            self._incident, message, self._unit.at, due_at=due_at, was_down=was_down, user_id=person
        )

    async def _entered(self, text: str) -> None:
        change = Change(incident=self._incident, events=(ReminderSent(text=f"{text}."),))
        await self._unit.record(change, quietly=True)
