"""The triage questions in the channel: one tap each, visible who answered, and the severity they suggest."""

from bot.catalogue import Catalogue
from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.domain.question import Question
from bot.views import ids
from bot.views.blocks import Block, actions, button, context, outgoing, section
from bot.views.people import mention


def questions_message(incident: Incident, catalogue: Catalogue) -> Outgoing:
    """Return the four questions with their second halves, answered ones with who answered."""
    blocks: list[Block] = [section("*Triage: four questions, one tap each.* Unknown is a good answer.")]
    for question in Question:
        blocks += _question(incident, question, catalogue)
    return outgoing(f"{incident.reference}: four triage questions to answer", blocks)


def _question(incident: Incident, question: Question, catalogue: Catalogue) -> list[Block]:
    guide = catalogue.question(question)
    given = incident.answer(question)
    row = actions(
        *(
            button(
                guide.label_of(answer),
                f"{ids.ANSWER_TRIAGE}:{question.value}:{answer}",
                ids.ref(incident.number, question.value, answer),
                style="primary" if given is not None and given.answer == answer else None,
            )
            for answer in question.answers
        ),
        block_id=f"triage:{question.value}",
    )
    said = context(f"{guide.label_of(given.answer)}, says {mention(given.answered_by)}") if given else None
    return [section(guide.text), *([said] if said else []), row]
