"""An incident as a file: read in one snapshot, written piece by piece in the form that was asked for."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.duties.dossier import Dossier
from bot.domain.errors import UnknownWord
from bot.domain.export import Export, TimelinePart, export
from bot.domain.incident import Incident
from bot.domain.mrkdwn import quoted
from bot.domain.permission import Act
from bot.domain.timeline import Head, Order, Shown, fold
from bot.services import effects
from bot.services.unit import Unit
from bot.views import casefile, sheet, webpage
from bot.views.layout import Layout, written
from bot.views.people import mentioned
from bot.views.record import record
from bot.views.timeline import names_needed, said
from storage import Repositories


class Form(StrEnum):
    """The forms an incident can be exported in."""

    JSON = "json"
    MD = "md"
    HTML = "html"
    CSV = "csv"

    @classmethod
    def parse(cls, text: str) -> "Form":
        """Read what was asked for; nothing means json.

        Raises:
            UnknownWord: there is no such form.
        """
        word = text.strip().casefold().lstrip(".")
        word = {"markdown": "md", "htm": "html", "": "json"}.get(word, word)
        if word not in list(cls):
            raise UnknownWord(f"I export as `json`, `md`, `html` or `csv`, not as {quoted(text)}.")
        return cls(word)


@dataclass(frozen=True)
class Case:
    """All that is known of an incident, at one moment.

    Attributes:
        export: all of it, save the entries of its timeline.
        names: the people who appear in it, by id, as far as they are known.
        head: the end of the timeline, by which it can be verified.
        dossier: what the export tells of duties, as it is recorded.
    """

    export: Export
    names: Mapping[str, str]
    head: Head
    dossier: Dossier


async def gather(repositories: Repositories, incident: Incident, at: datetime, *, key_events: int) -> Case:
    """Read what is known of an incident as it stands now, with so many of its last key events."""
    shown = fold(await repositories.timeline.key_events(incident.number, key_events))
    apps = {each.entry.actor: each.entry.details["name"] for each in shown if "name" in each.entry.details}
    return await _gathered(repositories, incident, at, people=names_needed(shown), apps=apps, shown=shown)


async def _whole(repositories: Repositories, incident: Incident, at: datetime) -> Case:
    """Read all save the entries, which are read as they are written; who is named in them is known."""
    people: set[str] = set()
    apps: dict[str, str] = {}
    async for actor, text, details in repositories.pages.words(incident.number):
        people |= mentioned(text) | {actor}
        if "name" in details:
            apps[actor] = str(details["name"])
    return await _gathered(repositories, incident, at, people=people, apps=apps)


async def _gathered(
    repositories: Repositories,
    incident: Incident,
    at: datetime,
    *,
    people: set[str],
    apps: Mapping[str, str],
    shown: Sequence[Shown] = (),
) -> Case:
    number = incident.number
    people |= {h.user_id for h in incident.roles} | {incident.declared_by}
    people |= {answer.answered_by for answer in incident.triage}
    dossier = await repositories.duties.dossier(number)
    people |= {each.answered_by for each in dossier.facts}
    people |= {each.decided_by for each in dossier.deadlines if each.decided_by}
    known = await repositories.people.many(people)
    names = {**apps, **{person.user_id: person.name for person in known.values()}}
    told = export(
        incident,
        tuple(_part(each, names) for each in shown),
        tasks=await repositories.tasks.of(number),
        updates=await repositories.updates.of(number),
        checklists=await repositories.checklists.of(number),
        review=await repositories.reviews.get(number),
        dossier=dossier,
        reminders=await repositories.reminders.history(number),
        at=at,
    )
    return Case(told, names, await repositories.timeline.head(number), dossier)


async def pieces(
    repositories: Repositories, incident: Incident, form: Form, at: datetime, *, only_timeline: bool = False
) -> AsyncIterator[str]:
    """Yield an incident in one of the forms, piece by piece, as it stands at `at`."""
    case = await _whole(repositories, incident, at)

    async def entries(order: Order) -> AsyncIterator[TimelinePart]:
        async for shown in repositories.pages.shown(incident.number, order):
            yield _part(shown, case.names)

    async for piece in written(_layout(case, form, only_timeline=only_timeline), entries):
        yield piece


def _part(shown: Shown, names: Mapping[str, str]) -> TimelinePart:
    entry, original = shown.entry, shown.original_text
    first = None if original is None else said(entry, original, names)
    return TimelinePart.of(shown, said(entry, shown.text, names), first)


def _layout(case: Case, form: Form, *, only_timeline: bool) -> Layout:
    if only_timeline:
        return casefile.timeline(case.export, case.names, case.head)
    if form is Form.JSON:
        return record(case.export)
    if form is Form.CSV:
        return sheet.sheet(case.names)
    view = casefile.casefile if form is Form.MD else webpage.webpage
    return view(case.export, case.names, case.head)


async def attach(unit: Unit, incident: Incident, form: Form) -> None:
    """Put the incident as a file into its channel, as it stands when it is sent.

    Raises:
        NotAllowed: the person is not in it.
    """
    await unit.allow(Act.RESPOND, incident)
    name, title = f"{incident.reference}.{form.value}", f"{incident.reference}, whole"
    await unit.put(effects.document(incident, name, title, {"form": form.value}, unit.at))


async def attach_timeline(unit: Unit, incident: Incident) -> None:
    """Put the whole timeline as a file into the incident's channel."""
    name, title = f"{incident.reference}-timeline.md", f"The whole timeline of {incident.reference}"
    about = {"form": Form.MD.value, "only_timeline": True}
    await unit.put(effects.document(incident, name, title, about, unit.at))
