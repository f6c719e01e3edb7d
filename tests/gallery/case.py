"""What a row of the gallery is made of: an incident with all that belongs to it, plain or at its worst."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, cached_property
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.checklist import ChecklistItem
from bot.domain.duties.deadline import Deadline
from bot.domain.event.base import Event
from bot.domain.incident import ChannelState, Incident, Places, Status
from bot.domain.message import Source
from bot.domain.person import Person
from bot.domain.responder import Holding
from bot.domain.review import Review, ReviewAnswer, ReviewQuestion
from bot.domain.role import Role
from bot.domain.severity import Severity
from bot.domain.summary import Summary
from bot.domain.task import Task, TaskStatus
from bot.domain.timeline import Entry, EntryKind, Head, Shown
from bot.domain.update import Update
from bot.views.origin import Origin
from bot.views.scene import Scene
from tests.duties.case import Case as Duties
from tests.duties.case import an_incident as leaking
from tests.views.incidents import AT, CATALOGUE, a_full_incident, an_incident, later

BAD = (
    "*_~` <!channel> <@U0000000001> &amp; <https://example.com|click me> @everyone 👩🏾‍💻🇩🇪 "
    "مرحبا بالعالم \u202eright-to-left ```code``` Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen "
)
"""Some of everything that people write, and that must neither call anybody nor break what stands around."""

BERLIN = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True)
class Case:
    """An incident with what belongs to it.

    Attributes:
        words: what people write everywhere; "" where each place has its own short words.
        alice: the id of whoever declared it and commands.
        bob: the id of somebody else.
        channel: the id of the incident's channel.
    """

    words: str = ""
    alice: str = "UALICE"
    bob: str = "UBOB"
    channel: str = "C0123456789"

    @property
    def is_worst(self) -> bool:
        """Whether everything is as long and as many as can be."""
        return bool(self.words)

    def said(self, short: str, limit: int) -> str:
        """What somebody wrote where at most `limit` signs fit."""
        if not self.is_worst:
            return short
        long = self.words * (limit // len(self.words) + 1)
        return long[:limit].strip() or short

    def line(self, short: str, limit: int) -> str:
        """The same on one line."""
        return " ".join(self.said(short, limit).split()) or short

    def many(self, few: int, most: int) -> range:
        """How many there are of something, counted from 1."""
        return range(1, (most if self.is_worst else few) + 1)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Who is known by name."""
        return {self.alice: self.line("Alice Njoroge", 80), self.bob: self.line("Bob Lindqvist", 80)}

    @cached_property
    def incident(self) -> Incident:
        """It is open and under way."""
        places = Places(
            channel_id=self.channel, channel_name="inc-7-chatbot-invents", channel_state=ChannelState.OPEN
        )
        own = {"declared_by": self.alice, "places": places, "next_update_at": later(60)}
        if self.is_worst:
            systems = tuple(self.line("", 30) + f" {n}" for n in self.many(1, 100))
            return a_full_incident(
                self.words * (3000 // len(self.words) + 1),
                title=self.line("", 200),
                affected_systems=systems,
                roles=self._roles(),
                **own,
            )
        return an_incident(
            severity=Severity.HIGH,
            severity_assessed=True,
            severity_confirmed_at=AT,
            summary="Customers were promised refunds that nobody approved.",
            affected_systems=("support chatbot",),
            roles=self._roles()[:1],
            **own,
        )

    def _roles(self) -> tuple[Holding, ...]:
        def holding(role: Role, who: str, at: float, until: float | None = None) -> Holding:
            ended = later(until) if until else None
            return Holding(role=role, user_id=who, assigned_by=who, assigned_at=later(at), released_at=ended)

        past = tuple(holding(Role.COMMANDER, self.bob, n, n + 1) for n in self.many(0, 12))
        return (
            holding(Role.COMMANDER, self.alice, 20),
            *(holding(role, self.bob, 5) for role in Role if role is not Role.COMMANDER),
            *past,
        )

    def turned(self, status: Status, **fields: Any) -> Incident:
        """The incident as it ended."""
        return self.incident.model_copy(update={"status": status, **fields})

    @cached_property
    def closed(self) -> Incident:
        """It is over."""
        return self.turned(
            Status.CLOSED, closed_at=later(240), resolved_at=later(200), contained_at=later(90)
        )

    @cached_property
    def fresh(self) -> Incident:
        """It was declared just now, and nobody has looked at it."""
        bare = an_incident(
            number=8, declared_by=self.bob, title=self.line("Search shows other users' files", 200)
        )
        return bare.model_copy(update={"places": Places(channel_id=self.channel)})

    def incidents(self) -> list[Incident]:
        """Several that are open, with different numbers."""
        return [self.incident.model_copy(update={"number": n}) for n in self.many(2, 40)]

    @cached_property
    def scene(self) -> Scene:
        """The incident after an event."""
        return Scene(self.incident, CATALOGUE, self.names)

    def task(self, number: int = 1, **fields: Any) -> Task:
        """A task of the incident."""
        values: dict[str, Any] = {
            "incident": 7,
            "number": number,
            "title": self.line("copy the index before it is rebuilt", 500),
            "owner": self.bob,
            "due_at": later(1440),
            "created_by": self.alice,
            "created_at": AT,
        }
        return Task(**(values | fields))

    def tasks(self) -> list[Task]:
        """Open ones and done ones."""
        done = self.task(90, status=TaskStatus.DONE, done_by=self.bob, done_at=later(30))
        return [*(self.task(n) for n in self.many(2, 60)), done]

    def shown(self, number: int, kind: str, text: str, *, actor: str | None = None, **fields: Any) -> Shown:
        """An entry of the timeline."""
        link = f"https://sandbox.example/archives/{self.channel}/p1773997200000100"
        source = Source(channel_id=self.channel, message_ts=f"1773997200.0001{number:02}", permalink=link)
        entry = Entry(
            incident=7,
            sequence=number,
            at=later(number),
            recorded_at=later(number),
            kind=kind,
            actor=actor or self.alice,
            text=text,
            key_event=True,
            source=source if kind == EntryKind.MESSAGE else None,
            details=fields,
            salt="s",
            digest="d",
            previous="p",
            hash="h",
        )
        return Shown(entry=entry, text=text, key_event=True)

    def events(self) -> list[Shown]:
        """Key events: what the bot recorded, what people said and noted."""
        written = self.said("three customers wrote that they were promised money", 3000)
        first = [
            self.shown(1, "declared", f"<@{self.alice}> declared the incident: model drifts. Severity high."),
            self.shown(2, EntryKind.MESSAGE, written, files=["screenshot.png"]),
            self.shown(3, EntryKind.NOTE, written, certainty="estimated"),
        ]
        more = [self.shown(n, EntryKind.MESSAGE, written, actor=self.bob) for n in self.many(4, 60)[3:]]
        return first + more

    @cached_property
    def update(self) -> Update:
        """A stakeholder update."""
        return Update(
            incident=7,
            number=3,
            conditions=self.said("The chatbot is off; nobody sees wrong answers any more.", 3000),
            actions=self.said("We look for everybody who was promised a refund.", 3000),
            needs=self.said("A decision on goodwill payments.", 3000),
            posted_by=self.alice,
            posted_at=later(40),
            next_due_at=later(100),
        )

    @cached_property
    def review(self) -> Review:
        """A review with answers."""
        answers = tuple(
            ReviewAnswer(
                question=question,
                text=self.said("No check stood between prompt and release.", 3000),
                answered_by=self.bob,
                answered_at=later(300),
            )
            for question in ReviewQuestion
            for _ in self.many(1, 5)
        )
        return Review(incident=7, owner=self.bob, due_at=later(14400), answers=answers)

    @cached_property
    def summary(self) -> Summary:
        """All that the review looks at."""
        points = tuple(self.line(f"Task {n} is open: copy the index", 300) for n in self.many(2, 30))
        return Summary(
            incident=self.closed,
            key_events=tuple(self.events()),
            declared_as=Severity.LOW,
            left_open=points,
            review=self.review,
            head=Head(count=412, hash="0f" * 32),
            names=self.names,
        )

    def people(self) -> list[Person]:
        """People who could be meant."""
        return [
            Person(user_id=f"U{n}", name=self.line(f"Bob Lindqvist {n}", 80), handle=f"bob{n}", fetched_at=AT)
            for n in self.many(2, 30)
        ]

    def checklist(self, role: Role) -> list[ChecklistItem]:
        """A role's checklist, begun."""
        texts = CATALOGUE.role(role).checklist
        items = [
            ChecklistItem(incident=7, role=role, key=str(at), text=str(getattr(each, "text", each)))
            for at, each in enumerate(texts)
        ]
        return [items[0].model_copy(update={"done_by": self.alice, "done_at": later(9)}), *items[1:]]

    @cached_property
    def origin(self) -> Origin:
        """The message that something was opened from."""
        words = self.said("The bot promised a refund", 4000)
        return Origin(c=self.channel, m="1773997200.000100", u=self.bob, x=words)

    @property
    def duties(self) -> Duties:
        """The regulatory side of it: facts answered, clocks that run."""
        return _duties(self.alice, most=self.is_worst)

    def deadlines(self) -> list[Deadline]:
        """What is owed, the soonest first."""
        return list(self.duties.dossier.owed)

    def clock_news(self) -> list[Event]:
        """What happened to the clocks."""
        return list(self.duties.events)

    @property
    def late(self) -> Any:
        """An instant by which the first clocks are overdue."""
        return self.duties.at + timedelta(days=4)


@cache
def _duties(declared_by: str, *, most: bool) -> Duties:
    """One clock, or as many as there can be."""
    found = Duties(incident=leaking(declared_by=declared_by))
    if not most:
        found.answers_all(personal_data_involved="yes", eu_data_subjects="yes")
        return found
    facts = [fact.id for fact in CATALOGUE.regulations.facts if not fact.standing]
    found.answers(**dict.fromkeys(facts, "unknown"))
    found.answers(**dict.fromkeys(facts, "yes"))
    return found
