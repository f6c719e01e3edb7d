"""The review summary, in whole and in short.

Read aloud it is calm: what happened, how long it took, who decided what, what is left, who goes on. People
are named, never called, except the one who sees to the review next.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.catalogue import Catalogue
from bot.domain.incident import Incident, Status
from bot.domain.key_times import KeyTime, key_times
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import clip, escape_mrkdwn, inert
from bot.domain.question import Question
from bot.domain.responder import Holding
from bot.domain.review import REVIEW_QUESTIONS, ReviewAnswer
from bot.domain.role import Role
from bot.domain.summary import Summary
from bot.domain.timeline import Shown
from bot.domain.words import join_words
from bot.views import ids
from bot.views.blocks import (
    Block,
    actions,
    button,
    clock_time,
    context,
    date,
    header,
    outgoing,
    paragraphs,
    section,
)
from bot.views.card import title_line
from bot.views.lifecycle import who_reviews
from bot.views.room import MOST, fitting
from bot.views.timeline import told as words_in_short

Names = Mapping[str, str]

STORY_SHOWN = 20
DECISIONS_SHOWN = 10
LINE = 240
DECISION = 300
ANSWER = 400
ROOM_FOR_WORDS = 3_000
"""Characters of summary, answers and open points beside which the story is told in full."""
ROOM_AROUND = 600
"""Characters of headline, what is next, and the timeline's end."""
DAY_AND_TIME = "{date_short} {time}"


def summary(told: Summary, catalogue: Catalogue) -> Outgoing:
    """Return the whole summary."""
    incident = told.incident
    lead = f"Review summary: {title_line(incident)}"
    impact = _impact(told, catalogue)
    parts = (
        _times(incident),
        _story(told, STORY_SHOWN if _is_short(impact, told) else STORY_SHOWN // 4),
        _people(told),
        _triage(told, catalogue),
        _decisions(told),
        _left_open(told),
        _questions(told),
    )
    blocks: list[Block] = [header(lead)]
    for part in [impact, *fitting([part for part in parts if part], MOST - ROOM_AROUND - len(impact))]:
        blocks += paragraphs(part)
    following = who_reviews(told.review) or "No review is due at this severity; anybody may take one on."
    blocks.append(section(f"*Next:* {following}"))
    if incident.status not in (Status.CANCELLED, Status.MERGED):
        blocks.append(_buttons(incident))
    blocks.append(context(f"Timeline: {told.head.count} entries, head `{told.head.hash}`"))
    return outgoing(inert(lead), blocks)


def in_short(told: Summary) -> Outgoing:
    """Return the few lines that stand where the incident was announced."""
    incident = told.incident
    lines = [f"*{incident.reference} is closed.* {inert(clip(incident.summary or incident.title, 600))}"]
    spans = [f"{t.label.lower()} {t.spans[0]}" for t in key_times(incident) if t.spans and t.label in _SHORT]
    if spans:
        listed = join_words(spans)
        lines.append(f"{listed[0].upper()}{listed[1:]}.")
    if told.review.due_at is not None:
        lines.append(who_reviews(told.review, told.names))
    return outgoing(lines[0], paragraphs("\n".join(lines)))


_SHORT = ("Declared", "Contained", "Resolved")


def _impact(told: Summary, catalogue: Catalogue) -> str:
    incident = told.incident
    severity = incident.severity.mark
    if not incident.severity_assessed:
        severity += " (never assessed)"
    elif told.declared_as is not incident.severity:
        severity += f" (declared as {told.declared_as.value})"
    lines = [f"*Severity:* {severity}"]
    if incident.category is not None:
        subtype = catalogue.taxonomy.subtype(incident.subtype) if incident.subtype else None
        lines.append(f"*Category:* {incident.category.label}{f' / {subtype.label}' if subtype else ''}")
    if incident.affected_systems:
        lines.append(f"*Affected:* {inert(clip(', '.join(incident.affected_systems), 300))}")
    if incident.summary:
        lines.append(inert(clip(incident.summary, 1500)))
    return "\n".join(lines)


def _times(incident: Incident) -> str:
    return "*Times*\n" + "\n".join(_time(each) for each in key_times(incident))


def _time(each: KeyTime) -> str:
    if each.at is None:
        return f"• {each.label}: {'unknown' if each.label == 'Harm began' else 'nobody said so'}"
    about = "about " if each.about else ""
    spans = f" ({', '.join(each.spans)})" if each.spans else ""
    return f"• {each.label}: {about}{date(each.at, DAY_AND_TIME)}{spans}"


def _is_short(impact: str, told: Summary) -> bool:
    """Whether there is room for the whole story beside what people wrote about it."""
    answers = sum(min(len(escape_mrkdwn(answer.text)), ANSWER) for answer in told.review.answers)
    return len(impact) + answers + sum(map(len, told.left_open)) < ROOM_FOR_WORDS


def _story(told: Summary, most: int) -> str:
    story = told.story
    if not story:
        return ""
    shown = _weightiest(story, most)
    lines = []
    for each in shown:
        when = _when(each.entry.at, told)
        said = each.entry.kind in ("message", "note")
        author = f"{inert(told.names.get(each.entry.actor, each.entry.actor))}: " if said else ""
        lines.append(f"• {when} {author}{words_in_short(each, told.names, limit=LINE)}")
    if len(story) > len(shown):
        lines.append(f"… and {len(story) - len(shown)} more key events in the timeline")
    return "*What happened*\n" + "\n".join(lines)


def _weightiest(story: Sequence[Shown], most: int) -> Sequence[Shown]:
    """Return as much as is shown: routine steps go first, then the oldest of what remains."""
    for kind in _ROUTINE:
        if len(story) > most:
            story = [each for each in story if each.entry.kind != kind]
    return story[-most:]


_ROUTINE = ("phase_entered", "declared_from_message", "update_posted")
"""What says least about how it came and went, the least first."""


def _when(at: datetime, told: Summary) -> str:
    """Return when something was; with the day where the incident took more than one."""
    first, last = told.incident.declared_at, told.incident.closed_at or at
    within_a_day = (max(last, at) - min(first, at)).days < 1
    return clock_time(at) if within_a_day else date(at, DAY_AND_TIME)


def _people(told: Summary) -> str:
    held = {role: [h for h in told.incident.roles if h.role is role] for role in Role}
    lines = [
        f"• {role.label}: {', then '.join(_holding(each, told) for each in holdings)}"
        for role, holdings in held.items()
        if holdings
    ]
    never = [role.label.lower() for role, holdings in held.items() if not holdings]
    lines += [f"• Nobody as {join_words(never)}"] if never else []
    return "*Who*\n" + "\n".join(lines)


def _holding(holding: Holding, told: Summary) -> str:
    until = f" to {_when(holding.released_at, told)}" if holding.released_at else ""
    who = inert(told.names.get(holding.user_id, holding.user_id))
    return f"{who} (from {_when(holding.assigned_at, told)}{until})"


def _triage(told: Summary, catalogue: Catalogue) -> str:
    lines = []
    for question in Question:
        given, guide = told.incident.answer(question), catalogue.question(question)
        if given is None:
            continue
        who = inert(told.names.get(given.answered_by, given.answered_by))
        note = f": {inert(clip(given.note, LINE))}" if given.note else ""
        lines.append(f"• {guide.text} *{guide.label_of(given.answer)}* ({who}){note}")
    return "*Triage*\n" + "\n".join(lines) if lines else "*Triage:* no question was answered"


def _decisions(told: Summary) -> str:
    shown = told.decisions
    if not shown:
        return ""
    lines = [
        f"• {_when(each.entry.at, told)} {_decision(each, told.names)}" for each in shown[-DECISIONS_SHOWN:]
    ]
    return "*Decisions*\n" + "\n".join(lines)


def _decision(shown: Shown, names: Names) -> str:
    """What was decided; what was left open by closing has its own place."""
    if shown.entry.kind == "closed":
        shown = shown.model_copy(update={"text": shown.text.partition(" Left open: ")[0]})
    return words_in_short(shown, names, limit=DECISION)


def _left_open(told: Summary) -> str:
    if not told.left_open:
        return "*Left open:* nothing"
    return "*Left open*\n" + "\n".join(f"• {inert(point)}" for point in told.left_open)


def _questions(told: Summary) -> str:
    if not told.review.answers:
        asked = "\n".join(f"• {question}" for question in REVIEW_QUESTIONS.values())
        return f"*Review questions:* none answered yet\n{asked}"
    parts = []
    for question, asked in REVIEW_QUESTIONS.items():
        given = [answer for answer in told.review.answers if answer.question is question]
        lines = [f"*{asked}*", *(answer_line(answer, told.names) for answer in given)]
        parts.append("\n".join(lines if given else [*lines, "Not answered yet."]))
    return "\n".join(parts)


def answer_line(answer: ReviewAnswer, names: Names) -> str:
    """Return somebody's answer as one line."""
    who = inert(names.get(answer.answered_by, answer.answered_by))
    return f"• {who}: {inert(clip(' '.join(answer.text.split()), ANSWER))}"


def _buttons(incident: Incident) -> Block:
    number = ids.ref(incident.number)
    return actions(
        button("Answer the review questions", ids.OPEN_REVIEW, number),
        button("I see to the review", ids.TAKE_REVIEW, number),
    )
