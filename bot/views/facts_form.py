"""The forms of the facts that decide which duties apply: nine first, then what these lead to."""

from collections.abc import Sequence
from typing import Any

from bot.domain.duties.dossier import Dossier
from bot.domain.incident import Incident
from bot.domain.regulation.answer import Answer
from bot.domain.regulation.fact import Fact
from bot.views import form, ids
from bot.views.blocks import Block, context, option
from bot.views.form import Filled

NOTE = "note"
_GROUP = "group:"
_UNKNOWN = Answer.UNKNOWN.value
_OPTIONS = {
    Answer.YES: option("Yes", Answer.YES.value),
    Answer.NO: option("No", Answer.NO.value),
    Answer.UNKNOWN: option("Not known yet", _UNKNOWN),
}
_GROUPS = {"residence": "Where do the affected people live?"}
_HINT = (
    "“Not known yet” is a good answer: it proposes what may apply. What you leave out is not counted and"
    " stays asked for. Every answer can be changed later, and the earlier one stays in the record."
)


def first_form(incident: Incident, facts: Sequence[Fact], dossier: Dossier) -> dict[str, Any]:
    """Return the form with the facts asked at once."""
    blocks = [context(_HINT), *_questions(facts, dossier), _note()]
    return _form(incident, ids.FACTS_FORM, "Next", blocks)


def more_form(incident: Incident, facts: Sequence[Fact], dossier: Dossier) -> dict[str, Any]:
    """Return the form with the facts that the first answers made relevant."""
    blocks = [context("Recorded. These follow from your answers."), *_questions(facts, dossier), _note()]
    # Closing it closes the first as well: that one is recorded, and a form counts once.
    return {**_form(incident, ids.MORE_FACTS_FORM, "Record", blocks), "clear_on_close": True}


def _form(incident: Incident, callback_id: str, submit: str, blocks: Sequence[Block]) -> dict[str, Any]:
    title = f"Facts of {incident.reference}"
    return form.modal(callback_id, title, submit, blocks, metadata=ids.ref(incident.number))


def _note() -> Block:
    hint = "Who says so, how it is known, what is being found out."
    return form.text_input(NOTE, "Note", hint=hint, optional=True, lines=True, limit=1000)


def _questions(facts: Sequence[Fact], dossier: Dossier) -> list[Block]:
    """One question a fact; facts of one group are one question with several answers."""
    blocks: list[Block] = []
    for fact in facts:
        if fact.group is None:
            blocks.append(_question(fact, dossier))
        elif all(each.group != fact.group for each in facts[: facts.index(fact)]):
            blocks.append(_several([each for each in facts if each.group == fact.group], dossier))
    return blocks


def _question(fact: Fact, dossier: Dossier) -> Block:
    given = dossier.answer(fact.id)
    initial = _OPTIONS[given] if given else None
    asked = form.radio(fact.id, fact.question, list(_OPTIONS.values()), initial=initial)
    return {**asked, "optional": True}


def _several(facts: Sequence[Fact], dossier: Dossier) -> Block:
    group = facts[0].group or ""
    options = {fact.id: option(fact.label or fact.question, fact.id) for fact in facts}
    chosen = [options[fact.id] for fact in facts if dossier.answer(fact.id) is Answer.YES]
    unknown = option("Not known yet", _UNKNOWN)
    if any(dossier.answer(fact.id) is Answer.UNKNOWN for fact in facts):
        chosen.append(unknown)
    hint = "All that apply. With “not known yet”, those you leave out are not known; without it they are no."
    label = _GROUPS.get(group, group.capitalize())
    return form.several(f"{_GROUP}{group}", label, [*options.values(), unknown], initial=chosen, hint=hint)


def answers_in(view: dict[str, Any], facts: Sequence[Fact]) -> dict[str, Answer]:
    """Return what was answered in one of the forms; what was left out is not among it."""
    filled = Filled(view)
    there = {block.get("block_id") for block in view.get("blocks") or ()}
    answers: dict[str, Answer] = {}
    for fact in facts:
        if fact.group is None:
            word = filled.chosen(fact.id)
            if word:
                answers[fact.id] = Answer(word)
        elif f"{_GROUP}{fact.group}" in there:
            answers |= _in_group(fact, filled.ticked(f"{_GROUP}{fact.group}"))
    return answers


def _in_group(fact: Fact, chosen: set[str]) -> dict[str, Answer]:
    if not chosen:
        return {}
    if fact.id in chosen:
        return {fact.id: Answer.YES}
    return {fact.id: Answer.UNKNOWN if _UNKNOWN in chosen else Answer.NO}
