"""The three questions of the review as a form, and what the channel reads about the review."""

from collections.abc import Mapping
from typing import Any

from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import inert
from bot.domain.review import REVIEW_QUESTIONS, Review, ReviewQuestion
from bot.domain.summary import Summary
from bot.views import ids
from bot.views.blocks import Block, context, date, outgoing, paragraphs, section
from bot.views.form import INPUT_MAX, modal, text_input
from bot.views.review import answer_line

Names = Mapping[str, str]


def review_form(told: Summary, metadata: str) -> dict[str, Any]:
    """Return the form with the three questions, under each what was answered so far."""
    blocks: list[Block] = []
    for question, asked in REVIEW_QUESTIONS.items():
        given = [answer for answer in told.review.answers if answer.question is question]
        blocks.append(
            text_input(
                question.value,
                asked,
                placeholder=_PLACEHOLDERS[question],
                optional=True,
                lines=True,
                limit=INPUT_MAX,
            )
        )
        if given:
            blocks += paragraphs("\n".join(answer_line(answer, told.names) for answer in given[-5:]))
    hint = "How and what, not who: people are not at fault for what the process let happen."
    return modal(ids.REVIEW_FORM, "Review", "Save", [context(hint), *blocks], metadata=metadata)


_PLACEHOLDERS = {
    ReviewQuestion.PROCESS: "A step that was missing, skipped, or made it easy to go wrong",
    ReviewQuestion.MONITORING: "What could have told us earlier, and from which signal",
    ReviewQuestion.FASTER: "What we waited for, searched for, or did not know how to do",
}


def answered(incident: Incident, who: str, given: Mapping[ReviewQuestion, str]) -> Outgoing:
    """Return what the channel reads of somebody's answers."""
    lead = f"{inert(who)} answered for the review of {incident.reference}:"
    blocks: list[Block] = [section(lead)]
    for question, text in given.items():
        blocks += paragraphs(f"*{REVIEW_QUESTIONS[question]}*\n{inert(text)}")
    return outgoing(lead, blocks)


def taken(incident: Incident, review: Review, names: Names) -> Outgoing:
    """Return what the channel reads when somebody takes the review on."""
    who = inert(names.get(review.owner or "", review.owner or ""))
    due = f" by {date(review.due_at, '{date_short_pretty}')}" if review.due_at else ""
    text = f"{who} sees to the review of {incident.reference}{due}."
    return outgoing(text, [section(text)])
