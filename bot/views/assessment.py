"""What people read when severity, category or times changed, and the forms to set them."""

from datetime import datetime
from typing import Any

from bot.catalogue import Catalogue
from bot.domain.category import Category, CategoryGuide, Subtype
from bot.domain.changes.assessment import NOTE_MAX
from bot.domain.event import DetectedSet, SeverityChanged, StartedSet
from bot.domain.incident import Certainty, Incident
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import inert
from bot.domain.question import Question, QuestionGuide
from bot.domain.severity import Severity
from bot.views import form, ids
from bot.views.blocks import Block, context, date, option, section, sentence
from bot.views.card import title_line
from bot.views.people import calm
from bot.views.scene import Scene

SYSTEMS = "systems"
SYSTEMS_ON_A_LINE = 4


def severity_changed(event: SeverityChanged, scene: Scene) -> Outgoing:
    """Return who changed the severity and why, and what it means."""
    meaning = f"{event.new.label} means: {event.new.meaning[0].lower()}{event.new.meaning[1:]}"
    return sentence(f"*{event.new.mark}.* {calm(event.line(), scene.names)}\n{meaning}")


def started_set(event: StartedSet, scene: Scene) -> Outgoing:
    """Return when harm began, for each reader in their own zone."""
    who = calm(f"<@{event.by}>", scene.names)
    if event.started_at is None:
        return sentence(f"{who} said that it is not known when harm began.")
    return sentence(f"{who} put the start of harm at {moment(event.started_at, event.certainty)}.")


def detected_set(event: DetectedSet, scene: Scene) -> Outgoing:
    """Return when it was first noticed, for each reader in their own zone."""
    who = calm(f"<@{event.by}>", scene.names)
    return sentence(f"{who} put the first notice at {moment(event.detected_at, event.certainty)}.")


def moment(at: datetime, certainty: Certainty) -> str:
    """Return an instant as it was understood, with `about` where it is an estimate."""
    about = "about " if certainty is Certainty.ESTIMATED else ""
    return f"{about}{date(at)}"


def started(incident: Incident) -> str:
    """Return the answer to whoever said when harm began."""
    if incident.started_at is None:
        return f"{incident.reference}: the start of harm is recorded as not known."
    return (
        f"{incident.reference}: harm began {moment(incident.started_at, incident.started_certainty)},"
        f" which is {incident.started_at:%Y-%m-%d %H:%M} UTC.{_out_of_order(incident)}"
    )


def detected(incident: Incident, certainty: Certainty) -> str:
    """Return the answer to whoever said when it was first noticed."""
    at = incident.detected_at or incident.declared_at
    told = f"first noticed {moment(at, certainty)}, which is {at:%Y-%m-%d %H:%M} UTC."
    return f"{incident.reference}: {told}{_out_of_order(incident)}"


def _out_of_order(incident: Incident) -> str:
    """Ask to check where harm began only after somebody had noticed it; what was told is recorded."""
    noticed = incident.detected_at or incident.declared_at
    if incident.started_at is None or incident.started_at <= noticed:
        return ""
    how = "first noticed" if incident.detected_at else "declared"
    return (
        f" So harm began after it was {how}, {date(noticed)}. Please check;"
        " `/incident started WHEN` and `/incident detected WHEN` correct it."
    )


def label_of(category: Category, subtype: Subtype | None) -> str:
    """Return category and subtype as people read them."""
    return f"{category.label} / {subtype.label}" if subtype else category.label


def recorded(guide: QuestionGuide, answer: str) -> str:
    """Return the answer to whoever tapped away from the questions themselves."""
    return f"Recorded: “{guide.text}” {guide.label_of(answer)}."


def answer_form(incident: Incident, question: Question, catalogue: Catalogue) -> dict[str, Any]:
    """Return the form to change an answer, or to add a note to it."""
    guide, given = catalogue.question(question), incident.answer(question)
    options = {a.answer: option(a.label, a.answer, a.hint) for a in guide.answers}
    blocks = [
        form.radio(
            "answer", guide.text, list(options.values()), initial=options[given.answer] if given else None
        ),
        form.text_input(
            "note",
            "How many, as far as is known" if question is Question.SCOPE else "Note",
            placeholder="about 400 accounts, by the export of 09:40" if question is Question.SCOPE else None,
            hint="Who says so, how it is known, what is being found out.",
            initial=(given.note or "") if given else "",
            optional=True,
            lines=True,
            limit=NOTE_MAX,
        ),
        context(guide.hint),
    ]
    metadata = ids.ref(incident.number, question.value)
    return form.modal(ids.TRIAGE_FORM, "Triage answer", "Record", blocks, metadata=metadata)


def keep_form(incident: Incident, suggested: Severity) -> dict[str, Any]:
    """Return the form that asks why a suggested severity is not taken."""
    present = incident.severity
    reason = form.text_input(
        "reason",
        f"Why is {present.label} right?",
        placeholder="Only our own test accounts could see it",
        hint=f"Triage suggests {suggested.label}. Your reason goes into the record.",
        lines=True,
        limit=NOTE_MAX,
    )
    blocks = [section(f"*{inert(title_line(incident))}*\nSeverity now: {present.mark}"), reason]
    metadata = ids.ref(incident.number, suggested.value, present.value)
    return form.modal(
        ids.KEEP_FORM, f"Keep {present.label}", f"Keep {present.label}", blocks, metadata=metadata
    )


def category_form(incident: Incident, catalogue: Catalogue, chosen: str | None = None) -> dict[str, Any]:
    """Return the form for category, subtype, what the incident involves and the affected systems.

    `chosen` is shown with what it means: a category by its word, or a subtype by its id.
    """
    taxonomy = catalogue.taxonomy
    choices = {
        guide.label: [_whole(guide), *(_choice(subtype) for subtype in taxonomy.subtypes_of(guide.category))]
        for guide in taxonomy.categories
    }
    present = chosen or incident.subtype or (incident.category.value if incident.category else None)
    initial = next((o for group in choices.values() for o in group if o["value"] == present), None)
    picker = form.choice("category", "What kind is it?", groups=choices, initial=initial, optional=True)
    facets = {facet.id: option(facet.label, facet.id) for facet in taxonomy.facets}
    involved = [facets[facet] for facet in incident.facets if facet in facets]
    blocks: list[Block] = [
        _named(form.telling(picker), ids.CATEGORY_CHOSEN),
        context(_definition(present, catalogue)),
        form.several("facets", "What does it involve?", list(facets.values()), initial=involved),
        form.text_input(
            SYSTEMS,
            "Affected systems",
            placeholder="support chatbot, refund model",
            hint="Separated by commas.",
            initial=", ".join(incident.affected_systems),
            optional=True,
            lines=len(incident.affected_systems) > SYSTEMS_ON_A_LINE,
        ),
    ]
    metadata = ids.ref(incident.number)
    return form.modal(ids.CATEGORY_FORM, "Category and systems", "Set", blocks, metadata=metadata)


def _named(block: Block, action_id: str) -> Block:
    return {**block, "element": {**block["element"], "action_id": action_id}}


def _whole(guide: CategoryGuide) -> Block:
    return option(f"{guide.label}, kind not known yet", guide.category.value, guide.hint)


def _choice(subtype: Subtype) -> Block:
    return option(subtype.label, subtype.id, subtype.hint)


def _definition(chosen: str | None, catalogue: Catalogue) -> str:
    taxonomy = catalogue.taxonomy
    subtype = taxonomy.subtype(chosen) if chosen else None
    if subtype is not None:
        return f"*{subtype.label}:* {subtype.definition}"
    guides = [guide for guide in taxonomy.categories if chosen in (None, guide.category.value)]
    return "\n".join(f"*{guide.label}:* {guide.definition}" for guide in guides)
