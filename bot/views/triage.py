"""The triage questions in the channel: one tap each, visible who answered, and the severity they suggest."""

from collections.abc import Mapping

from bot.catalogue import Catalogue
from bot.domain.assessing import is_declined, suggestion_for
from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import clip, inert
from bot.domain.question import FOUR_QUESTIONS, UNKNOWN, Question, QuestionGuide
from bot.domain.triage import Suggestion, TriageAnswer
from bot.views import ids
from bot.views.blocks import (
    Block,
    actions,
    button,
    clock_time,
    context,
    divider,
    outgoing,
    section,
    sentence,
)
from bot.views.card import SYSTEMS_SHOWN

Names = Mapping[str, str]

NOTE_SHOWN = 300
NO_DUTY = "none"
_SLOW_BURN = (
    "Drift and bias seldom feel ongoing, and usually are:"
    " *is the model still making these decisions right now?*"
)


def people(incident: Incident) -> set[str]:
    """Return who appears in the message."""
    return {given.answered_by for given in incident.triage}


def questions_message(incident: Incident, catalogue: Catalogue, names: Names) -> Outgoing:
    """Return the four questions with their second halves, answered ones with who answered."""
    answered = sum(incident.answer(question) is not None for question in FOUR_QUESTIONS)
    progress = f"{answered} of {len(FOUR_QUESTIONS)} answered"
    blocks: list[Block] = [section(_heading(incident, answered))]
    for question in Question:
        blocks += _question(incident, question, catalogue, names)
    blocks += [divider(), *_severity(incident), *_category(incident, catalogue)]
    return outgoing(f"{incident.reference}: triage, {progress}", blocks)


def moved(incident: Incident, link: str) -> Outgoing:
    """Return what stands where the questions were before they were asked again further down."""
    return sentence(f"{incident.reference}: the triage questions are <{link}|further down> now.")


def _heading(incident: Incident, answered: int) -> str:
    if incident.status.is_over:
        return f"*Triage of {incident.reference}, as it was answered*"
    if answered == len(FOUR_QUESTIONS):
        return "*Triage: all four questions are answered.* An answer can be changed at any time."
    return "*Triage: four questions, one tap each.* “Not known yet” is a good answer."


def _question(incident: Incident, question: Question, catalogue: Catalogue, names: Names) -> list[Block]:
    guide, given = catalogue.question(question), incident.answer(question)
    text = f"{_number(question)}{guide.text}"
    if given is not None:
        text += f"\n{_said(given, guide, names)}"
    blocks = [section(text, accessory=None if incident.status.is_over else _change(incident, given))]
    if incident.status.is_over:
        return blocks
    hint = _hint(incident, given, guide, catalogue)
    if hint:
        blocks.append(context(hint))
    if given is None or given.is_unknown:
        blocks.append(answer_buttons(incident, guide, given))
    if question is Question.REGULATORY and given is not None and given.answer != NO_DUTY:
        blocks.append(_facts(incident))
    return blocks


def _facts(incident: Incident) -> Block:
    """Lead on to what decides which duties there are."""
    answer = button("Answer the facts", ids.OPEN_FACTS, ids.ref(incident.number))
    return actions(answer, block_id="triage:facts")


def _number(question: Question) -> str:
    if question.first_half is not None:
        return "↳ "
    return f"*{FOUR_QUESTIONS.index(question) + 1}.* "


def _said(given: TriageAnswer, guide: QuestionGuide, names: Names) -> str:
    who = inert(names.get(given.answered_by, given.answered_by))
    note = f" “{inert(clip(given.note, NOTE_SHOWN))}”" if given.note else ""
    mark = "❔" if given.is_unknown else "✅"
    return f"{mark} *{guide.label_of(given.answer)}*, says {who} at {clock_time(given.answered_at)}.{note}"


def _change(incident: Incident, given: TriageAnswer | None) -> Block | None:
    if given is None:
        return None
    label = "Add a note" if given.is_unknown else "Change"
    question = given.question.value
    return button(label, f"{ids.CHANGE_ANSWER}:{question}", ids.ref(incident.number, question))


def _hint(
    incident: Incident, given: TriageAnswer | None, guide: QuestionGuide, catalogue: Catalogue
) -> str | None:
    subtype = catalogue.taxonomy.subtype(incident.subtype) if incident.subtype else None
    if guide.question is Question.ONGOING_HARM and subtype is not None and subtype.slow_burn:
        still_open = given is None or given.answer in ("no", "stopped", UNKNOWN)
        return _SLOW_BURN if still_open else None
    return guide.hint if given is None else None


def answer_buttons(incident: Incident, guide: QuestionGuide, given: TriageAnswer | None) -> Block:
    """Return the row of answers to one question, without the one that was given."""
    question = guide.question.value
    offered = [a for a in guide.answers if given is None or a.answer != given.answer]
    row = [
        button(
            answer.label,
            f"{ids.ANSWER_TRIAGE}:{question}:{answer.answer}",
            ids.ref(incident.number, question, answer.answer),
            hint=f"{answer.label}: {answer.hint}",
        )
        for answer in offered
    ]
    return actions(*row, block_id=f"triage:{question}")


def _severity(incident: Incident) -> list[Block]:
    suggestion = suggestion_for(incident)
    blocks = [section("\n".join(_severity_lines(incident, suggestion)))]
    row = _severity_buttons(incident, suggestion)
    if row and not incident.status.is_over:
        blocks.append(actions(*row))
    if suggestion.nudges:
        nudges = " ".join(nudge.text for nudge in suggestion.nudges)
        blocks.append(context(f"*For the commander:* {nudges}"))
    return blocks


def _severity_lines(incident: Incident, suggestion: Suggestion) -> list[str]:
    present = f"*Severity now:* {incident.severity.mark}"
    if not incident.severity_assessed:
        present += " (not yet assessed)"
    if suggestion.severity is None:
        return [present]
    lines = [present, f"*The answers suggest:* {suggestion.severity.mark}, because"]
    lines += [f"• {reason.because} ({reason.severity.value})" for reason in suggestion.reasons]
    if suggestion.beyond(incident.severity) is None:
        if suggestion.severity is not incident.severity:
            lines.append("While something is unanswered, that speaks for no lower severity.")
    elif is_declined(incident, suggestion):
        lines.append(f"Somebody decided to keep {incident.severity.label}; the reason is on the timeline.")
    return lines


def _severity_buttons(incident: Incident, suggestion: Suggestion) -> list[Block]:
    proposed, present = suggestion.beyond(incident.severity), incident.severity
    if proposed is None:
        if incident.severity_confirmed_at is not None or suggestion.severity is None:
            return []
        return [_set(incident, present.value, f"Confirm {present.label}")]
    row = [_set(incident, proposed.value, f"Set to {proposed.label}")]
    if not is_declined(incident, suggestion):
        value = ids.ref(incident.number, proposed.value, present.value)
        row.append(button(f"Keep {present.label}", ids.KEEP_SEVERITY, value))
    return row


def _set(incident: Incident, word: str, label: str) -> Block:
    value = ids.ref(incident.number, word, incident.severity.value)
    return button(label, ids.SET_SEVERITY, value, style="primary")


def _category(incident: Incident, catalogue: Catalogue) -> list[Block]:
    subtype = catalogue.taxonomy.subtype(incident.subtype) if incident.subtype else None
    if incident.category is None:
        text = "*Category:* not set"
    else:
        text = f"*Category:* {incident.category.label}{f' / {subtype.label}' if subtype else ''}"
    found = [catalogue.taxonomy.facet(facet) for facet in incident.facets]
    labels = [facet.label for facet in found if facet is not None]
    if labels:
        text += f"\n*Involves:* {', '.join(labels)}"
    if incident.affected_systems:
        text += f"\n*Affected:* {inert(clip(', '.join(incident.affected_systems), SYSTEMS_SHOWN))}"
    if incident.status.is_over:
        return [section(text)]
    label = "Choose category and systems" if incident.category is None else "Change category and systems"
    return [section(text, accessory=button(label, ids.OPEN_CATEGORY, ids.ref(incident.number)))]
