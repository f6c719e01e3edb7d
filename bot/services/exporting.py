"""An incident as a file: gathered in one snapshot, written in the form that was asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.errors import UnknownWord
from bot.domain.export import Export, TimelinePart, export
from bot.domain.incident import Incident
from bot.domain.permission import Act
from bot.domain.timeline import Corrections, Head, Shown
from bot.services import effects
from bot.services.unit import Unit
from bot.views import casefile, sheet, webpage
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
            raise UnknownWord(f"I export as `json`, `md`, `html` or `csv`, not as `{text.strip()[:40]}`.")
        return cls(word)


@dataclass(frozen=True)
class Case:
    """All that is known of an incident, at one moment.

    Attributes:
        names: the people who appear in it, by id, as far as they are known.
        head: the end of the timeline, by which it can be verified.
    """

    incident: Incident
    export: Export
    names: Mapping[str, str]
    head: Head


async def gather(
    repositories: Repositories, incident: Incident, at: datetime, *, key_events: int | None = None
) -> Case:
    """Read an incident whole as it stands now; entries are read in batches and kept only as exported.

    With `key_events`, no more of the timeline than so many of its last key events.
    """
    number = incident.number
    corrections = Corrections(await repositories.timeline.corrections_of_all(number))
    people = {h.user_id for h in incident.roles} | {incident.declared_by}
    people |= {answer.answered_by for answer in incident.triage}
    dossier = await repositories.duties.dossier(number)
    people |= {each.answered_by for each in dossier.facts}
    people |= {each.decided_by for each in dossier.deadlines if each.decided_by}
    if key_events is None:
        shown = [corrections.applied_to(entry) async for entry in repositories.timeline.stream(number)]
    else:
        last = await repositories.timeline.key_events(number, key_events)
        shown = [corrections.applied_to(entry) for entry in last]
    known = await repositories.people.many(people | names_needed(shown))
    apps = {
        each.entry.actor: str(each.entry.details["name"]) for each in shown if "name" in each.entry.details
    }
    names = apps | {person.user_id: person.name for person in known.values()}
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
    return Case(incident, told, names, await repositories.timeline.head(number))


def _part(shown: Shown, names: Mapping[str, str]) -> TimelinePart:
    entry, original = shown.entry, shown.original_text
    first = None if original is None else said(entry, original, names)
    return TimelinePart.of(shown, said(entry, shown.text, names), first)


def render(case: Case, form: Form) -> str:
    """Return the incident in one of the forms."""
    forms: dict[Form, Callable[[], str]] = {
        Form.JSON: lambda: case.export.model_dump_json(indent=2) + "\n",
        Form.MD: lambda: casefile.casefile(case.export, case.names, case.head),
        Form.HTML: lambda: webpage.webpage(case.export, case.names, case.head),
        Form.CSV: lambda: sheet.sheet(case.export, case.names),
    }
    return forms[form]()


async def attach(unit: Unit, incident: Incident, form: Form) -> None:
    """Put the incident as a file into its channel.

    Raises:
        NotAllowed: the person is not in it.
    """
    await unit.allow(Act.RESPOND, incident)
    case = await gather(unit.repositories, incident, unit.at)
    name = f"{incident.reference}.{form.value}"
    title = f"{incident.reference}, whole, as it stood at {unit.at:%Y-%m-%d %H:%M} UTC"
    await unit.put(effects.upload(incident, name, title, render(case, form), unit.at))


async def attach_timeline(unit: Unit, incident: Incident, *, comment: str = "") -> None:
    """Put the whole timeline as a file into the incident's channel."""
    case = await gather(unit.repositories, incident, unit.at)
    content = casefile.timeline(case.export, case.names, case.head)
    name, title = f"{incident.reference}-timeline.md", f"The whole timeline of {incident.reference}"
    await unit.put(effects.upload(incident, name, title, content, unit.at, comment=comment))
