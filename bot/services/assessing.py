"""What is known of the incident: severity, triage, category, title, summary and times; texts come plain."""

from collections.abc import Callable
from functools import partial

from bot.domain.assessing import suggestion_for
from bot.domain.category import Category, Subtype
from bot.domain.changes import assessment
from bot.domain.changes.common import together
from bot.domain.errors import NotNow
from bot.domain.event import Change
from bot.domain.incident import Certainty, Incident
from bot.domain.permission import Act
from bot.domain.question import Question
from bot.domain.severity import Severity
from bot.domain.triage import TriageAnswer
from bot.domain.when import Moment, parse_when
from bot.services import effects
from bot.services.declaring import invited
from bot.services.unit import Unit
from bot.views.assessment import label_of
from bot.views.blocks import sentence

NEAR = 12
"""Timeline entries after which the triage questions count as far up the channel."""


async def set_severity(unit: Unit, incident: Incident, severity: Severity, reason: str | None) -> Incident:
    """Raise, lower or confirm the severity; lowering is the commander's, with a reason."""
    lowering = incident.severity.is_higher_than(severity)
    if lowering:
        command = f"severity {severity.value} REASON"
        await unit.allow_command(incident, because=reason, command=command)
    else:
        await unit.allow(Act.RESPOND, incident)
    change = assessment.set_severity(incident, severity, reason, by=unit.actor, at=unit.at)
    return await _called(unit, incident, await unit.record(change))


async def accept_suggestion(unit: Unit, incident: Incident, severity: Severity) -> Incident:
    """Take the severity that triage suggests, with its reasons, or confirm the present one."""
    require_suggested(incident, severity)
    suggestion = suggestion_for(incident)
    because = "; ".join(r.because for r in suggestion.reasons if r.severity is suggestion.severity)
    reason = f"triage: {because}" if suggestion.severity is severity else None
    return await set_severity(unit, incident, severity, reason)


async def decline_suggestion(unit: Unit, incident: Incident, suggested: Severity, reason: str) -> Incident:
    """Keep the present severity against the suggestion, for a reason."""
    await unit.allow(Act.RESPOND, incident)
    require_suggested(incident, suggested)
    change = assessment.decline_suggestion(incident, suggested, reason, by=unit.actor, at=unit.at)
    return await unit.record(change)


def require_suggested(incident: Incident, severity: Severity) -> None:
    """Let through only what triage proposes now.

    Raises:
        NotNow: severity or answers have changed since the button was shown.
    """
    proposed = suggestion_for(incident).beyond(incident.severity) or incident.severity
    if severity is not proposed:
        raise NotNow(
            f"That changed meanwhile: severity is {incident.severity.value} and the answers speak for"
            f" {proposed.value}. Nothing was changed; look at the questions again: `/incident triage`."
        )


async def answer(
    unit: Unit, incident: Incident, question: Question, word: str, note: str | None = None
) -> Incident:
    """Answer a triage question; the commander is told what the answers now call for besides."""
    await unit.allow(Act.RESPOND, incident)
    given = TriageAnswer(
        question=question,
        answer=word,
        note=note or None,
        answered_by=unit.actor.user_id,
        answered_at=unit.at,
    )
    guide = unit.catalogue.question(question)
    before = suggestion_for(incident).nudges
    incident = await unit.record(assessment.answer_triage(incident, given, guide=guide, at=unit.at))
    new = [nudge.text for nudge in suggestion_for(incident).nudges if nudge not in before]
    if new and incident.commander is not None:
        words = sentence(f"{incident.reference}: {' '.join(new)}")
        await unit.put(effects.whisper(incident, incident.commander, words, unit.at))
    return incident


async def tap(unit: Unit, incident: Incident, question: Question, word: str) -> Incident:
    """Answer by a button, which carries no note: one that stands beside the same answer stays."""
    before = incident.answer(question)
    note = before.note if before is not None and before.answer == word else None
    return await answer(unit, incident, question, word, note)


async def ask_triage(unit: Unit, incident: Incident) -> Incident:
    """Ask the triage questions again at the end of the channel; the old ones point there."""
    await unit.allow(Act.RESPOND, incident)
    incident = await unit.record(assessment.ask_triage(incident))
    await unit.put(effects.triage(incident, unit.at, anew=True))
    return incident


async def questions_are_near(unit: Unit, incident: Incident) -> bool:
    """Whether the triage questions stand near the end of the channel."""
    latest = await unit.repositories.timeline.latest(incident.number, NEAR)
    asked = any(entry.kind in ("declared", "triage_asked") for entry in latest)
    return asked and incident.places.triage_ts is not None


async def set_category(
    unit: Unit, incident: Incident, category: Category, subtype: Subtype | None
) -> Incident:
    """Set what kind of incident it is."""
    await unit.allow(Act.RESPOND, incident)
    change = _kind_set(category, subtype, unit)(incident)
    return await _called(unit, incident, await unit.record(change))


async def describe(
    unit: Unit,
    incident: Incident,
    kind: tuple[Category, Subtype | None] | None,
    *,
    facets: tuple[str, ...],
    systems: tuple[str, ...],
) -> Incident:
    """Set what kind it is, if that is known, what it involves and which systems it affects; as one act."""
    await unit.allow(Act.RESPOND, incident)
    found = (unit.catalogue.taxonomy.facet(facet) for facet in facets)
    labels = tuple(facet.label for facet in found if facet is not None)
    change = together(
        incident,
        *([_kind_set(*kind, unit)] if kind else []),
        partial(assessment.set_facets, facets=facets, labels=labels, by=unit.actor),
        partial(assessment.set_systems, systems=systems, by=unit.actor),
    )
    return await _called(unit, incident, await unit.record(change))


def _kind_set(category: Category, subtype: Subtype | None, unit: Unit) -> Callable[[Incident], Change]:
    label, subtype_id = label_of(category, subtype), subtype.id if subtype else None
    return partial(assessment.set_category, category=category, subtype=subtype_id, label=label, by=unit.actor)


async def set_title(unit: Unit, incident: Incident, text: str) -> Incident:
    """Change the title."""
    await unit.allow(Act.RESPOND, incident)
    return await unit.record(assessment.set_title(incident, text, by=unit.actor))


async def set_summary(unit: Unit, incident: Incident, text: str) -> Incident:
    """Write what is known, for somebody outside."""
    await unit.allow(Act.RESPOND, incident)
    return await unit.record(assessment.set_summary(incident, text, by=unit.actor))


async def set_started(unit: Unit, incident: Incident, text: str) -> Incident:
    """Say when harm began, in the author's zone; `unknown` says that nobody knows."""
    await unit.allow(Act.RESPOND, incident)
    at, certainty = None, Certainty.UNKNOWN
    if text.strip().casefold() != "unknown":
        moment = parse_when(text, unit.actor.tz, unit.at)
        at, certainty = moment.at, moment.certainty
    return await unit.record(assessment.set_started(incident, at, certainty, by=unit.actor, at=unit.at))


async def set_detected(unit: Unit, incident: Incident, text: str) -> tuple[Incident, Moment]:
    """Say when it was first noticed, in the author's zone; returns also how it was understood."""
    await unit.allow(Act.RESPOND, incident)
    moment = parse_when(text, unit.actor.tz, unit.at)
    change = assessment.set_detected(incident, moment.at, moment.certainty, by=unit.actor, at=unit.at)
    return await unit.record(change), moment


async def _called(unit: Unit, before: Incident, after: Incident) -> Incident:
    """Bring in whom the policy wants at this severity and in this category, and did not want before."""
    known = {*invited(before, unit.policy), *await unit.repositories.members.current(after.number)}
    wanted = tuple(user for user in invited(after, unit.policy) if user not in known)
    if wanted and not before.severity.is_higher_than(after.severity):
        await unit.put(effects.invite(after, wanted, unit.at))
    return after
