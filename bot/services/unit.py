"""One unit of work: what one delivery, or one tick, changes, committed together or not at all."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.catalogue import Catalogue
from bot.domain.actor import BOT_ID, Actor
from bot.domain.concerning import concerned
from bot.domain.duties.standing import StandingAnswerOf, with_answers
from bot.domain.effect import Effect
from bot.domain.errors import NotAllowed
from bot.domain.event import Change, Declared, Event
from bot.domain.incident import Incident
from bot.domain.permission import Act, Standing, may_see, require, unseen
from bot.domain.policy import Policy
from bot.domain.reminder import ReminderKind
from bot.domain.reminding import Plan, needs_tasks, plan, waits_after
from bot.domain.timeline import Draft, Entry, append
from bot.services import effects
from bot.services.clock_watch import plan_reminders, watch_of
from bot.services.following import follow_up
from bot.services.holds import hold_of
from bot.views.duty_news import news_of_clocks
from bot.views.happenings import post_about
from bot.views.people import mentioned
from storage import Repositories


@dataclass
class Unit:
    """The open transaction, who acts, from where, and at which instant.

    Everything a use case wants done goes through it: `record` is the one way to change an incident.

    Attributes:
        here: the channel the actor acts from; None where there is none (a form from a global shortcut).
    """

    repositories: Repositories
    actor: Actor
    at: datetime
    policy: Policy
    catalogue: Catalogue
    here: str | None = None
    woken: bool = field(default=False, init=False)
    _organised: Catalogue | None = field(default=None, init=False)

    async def incident(self, number: int) -> Incident:
        """Load an incident for changing it; others who want to change it wait.

        Raises:
            NoSuchIncident: there is none, or the actor cannot see it.
        """
        structlog.contextvars.bind_contextvars(incident=number)
        incident = await self.repositories.incidents.lock(number)
        if incident is None or not may_see(incident, await self.standing(incident)):
            raise unseen(number)
        return incident

    async def glance(self, number: int) -> Incident:
        """Load an incident to look at it.

        Raises:
            NoSuchIncident: there is none, or the actor cannot see it.
        """
        incident = await self.repositories.incidents.get(number)
        if incident is None or not may_see(incident, await self.standing(incident)):
            raise unseen(number)
        return incident

    async def standing(self, incident: Incident) -> Standing:
        """How the actor stands to the incident."""
        is_here = self.here is not None and self.here == incident.places.channel_id
        is_member = is_here or await self.repositories.members.is_member(incident.number, self.actor.user_id)
        return Standing(actor=self.actor, is_here=is_here, is_member=is_member)

    async def allow(self, act: Act, incident: Incident) -> None:
        """Let the actor through, or refuse with who can (see `permission.require`)."""
        require(act, incident, await self.standing(incident))

    async def allow_command(self, incident: Incident, *, because: str | None, command: str) -> None:
        """Let through who may decide; a refusal names the reason too, where it is wanted and missing."""
        try:
            await self.allow(Act.COMMAND, incident)
        except NotAllowed as refused:
            if (because or "").strip():
                raise
            raise NotAllowed(f"{refused.message} It wants a reason as well: `/incident {command}`.") from None

    async def record(
        self, change: Change, *, quietly: bool = False, happened_at: datetime | None = None
    ) -> Incident:
        """Save what changed: the incident, its timeline, its reminders, and what Slack shall show.

        With `quietly`, nothing is posted into the channel about it; card, topic and announcement follow. What
        happened before it could be recorded is entered as of `happened_at`.
        """
        incident = change.incident
        structlog.contextvars.bind_contextvars(incident=incident.number)
        is_new = any(isinstance(event, Declared) for event in change.events)
        plans = await self._plans(change)
        due = [r.due_at for plan in plans for r in plan.add if r.kind is ReminderKind.UPDATE_DUE]
        if due:
            incident = incident.model_copy(update={"next_update_at": due[-1]})
        if is_new:
            await self.repositories.incidents.add(incident)
        else:
            await self.repositories.incidents.save(incident)
        await self.enter(incident, [self._draft(event, at=happened_at) for event in change.events])
        await self._remind(incident, plans)
        if not quietly:
            await self._tell(incident, change.events)
        if any(event.on_card for event in change.events):
            await self.put(*effects.surfaces(incident, self.at))
        if any(event.on_triage for event in change.events):
            await self.put(effects.triage(incident, self.at))
        await self.show_homes(concerned(incident, change.events))
        if any(event.moves_clocks for event in change.events):
            await self.follow(incident)
        return incident

    async def organised(self) -> Catalogue:
        """The catalogue with what people answered for the organisation, as it is recorded now."""
        if self._organised is None:
            told = await self.repositories.duties.standing()
            self._organised = self.catalogue.with_profiles(with_answers(self.catalogue.profiles, told))
        return self._organised

    async def answer_for_organisation(self, answers: Sequence[StandingAnswerOf]) -> Catalogue:
        """Keep answers that stand until somebody changes them; return the catalogue as it is then."""
        await self.repositories.duties.stand(answers)
        self._organised = None
        return await self.organised()

    async def follow(self, incident: Incident) -> None:
        """Let the regulatory clocks follow what was recorded: deadlines, timeline, reminders, the channel."""
        catalogue = await self.organised()
        followed = await follow_up(self.repositories, incident, catalogue, self.at)
        deadlines = await self.repositories.duties.deadlines(incident.number)
        if not deadlines:
            return
        await self.enter(incident, [self._draft(event, by=BOT_ID) for event in followed])
        watch = await watch_of(self.repositories, incident, catalogue, self.policy, self.at)
        await self._remind(incident, [plan_reminders(watch, followed)])
        if followed:
            await self.put(effects.post(incident, news_of_clocks(incident, followed), self.at))
            await self.put(*effects.surfaces(incident, self.at))
        hold = hold_of(incident, deadlines, followed, self.catalogue)
        if hold is not None:
            await self.put(effects.post(incident, hold, self.at))

    async def show_homes(self, user_ids: Collection[str]) -> None:
        """Bring the App Homes of those people up to date who have ever looked at theirs."""
        if user_ids:
            for user_id in await self.repositories.homes.among(user_ids):
                await self.put(effects.home(user_id, self.at))

    async def names(self, *texts: str) -> dict[str, str]:
        """Return the names of the people mentioned in recorded texts, as far as they are known."""
        ids = {user_id for text in texts for user_id in mentioned(text)}
        return {known.user_id: known.name for known in (await self.repositories.people.many(ids)).values()}

    async def _tell(self, incident: Incident, events: Sequence[Event]) -> None:
        """Tell the channel what happened, in one message however much it was."""
        owners = [f"<@{owner}>" for event in events if (owner := getattr(event, "owner", None))]
        names = await self.names(*(event.line() for event in events), *owners)
        about = post_about(events, incident, self.catalogue, names)
        if about is not None:
            await self.put(effects.post(incident, about, self.at))

    async def enter(self, incident: Incident, drafts: Sequence[Draft]) -> list[Entry]:
        """Append entries to the incident's timeline."""
        head = await self.repositories.timeline.head(incident.number)
        entries: list[Entry] = []
        for draft in drafts:
            salt = secrets.token_hex(16)
            entry = append(head, draft, incident=incident.number, at=self.at, salt=salt)
            head = head.model_copy(update={"count": entry.sequence, "hash": entry.hash})
            entries.append(entry)
        if entries:
            await self.repositories.timeline.add(entries)
        return entries

    async def put(self, *wanted: Effect) -> None:
        """Want effects on Slack; they are carried out after the commit."""
        for effect in wanted:
            await self.repositories.outbox.put(effect)
        self.woken = self.woken or bool(wanted)

    def _draft(self, event: Event, *, by: str | None = None, at: datetime | None = None) -> Draft:
        return Draft(
            at=at or self.at,
            kind=event.kind,
            actor=by or self.actor.user_id,
            text=event.line(),
            key_event=event.key,
            details=event.model_dump(mode="json"),
        )

    async def _plans(self, change: Change) -> list[Plan]:
        """Return what each event means for due work, one after the other."""
        number, plans = change.incident.number, []
        waiting = await self.repositories.reminders.waiting(number)
        tasks = await self.repositories.tasks.of(number) if needs_tasks(change.events) else []
        for event in change.events:
            planned = plan(change.incident, event, waiting, self.policy, at=self.at, tasks=tasks)
            waiting = waits_after(waiting, planned)
            plans.append(planned)
        return plans

    async def _remind(self, incident: Incident, plans: Sequence[Plan]) -> None:
        for each in plans:
            for stopped in each.stop:
                await self.repositories.reminders.stop(
                    incident.number, stopped.kind, subject=stopped.subject, by=self.actor.user_id, at=self.at
                )
            for added in each.add:
                await self.repositories.reminders.add(added)
