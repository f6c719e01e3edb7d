"""The form of what stands for the organisation: answered once, for each legal entity, by counsel."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.duties.standing import StandingAnswerOf
from bot.domain.errors import WrongUse
from bot.domain.regulation.answer import Answer
from bot.domain.regulation.fact import Fact
from bot.views import form, ids
from bot.views.blocks import Block, context, date, option
from bot.views.form import Filled

ENTITY = "standing_entity"
NONE, UNKNOWN = "none", Answer.UNKNOWN.value
_GROUP = "standing:"
_HINT = (
    "These decide which laws may apply at all, in every incident. Answer them once; who answered and when is"
    " kept. What you leave empty stays unknown, and whatever hangs on it is only proposed."
)
_TITLES = {
    "eu_ai": "AI in the European Union",
    "europe": "Europe besides the AI Act",
    "us_finance": "United States: finance and markets",
    "us_other": "United States: everything else",
    "elsewhere": "The rest of the world",
    "agreed": "Contracts and insurance",
}
_REST = "More"


def standing_form(
    number: int | None,
    asked: Sequence[Fact],
    told: Sequence[StandingAnswerOf],
    *,
    entity: str,
    entities: Sequence[str],
    configured: int,
) -> dict[str, Any]:
    """Return the form for one legal entity.

    Args:
        number: the incident it was opened from, whose clocks follow at once.
        asked: what the configuration leaves open.
        told: what was answered for this entity so far.
        entity: whom it is about; "" where there is one alone without a profile.
        entities: all there are.
        configured: how many facts the configuration answers.
    """
    blocks: list[Block] = [context(_HINT)]
    if configured:
        blocks.append(context(f"{configured} more are answered in the configuration, and are changed there."))
    if len(entities) > 1:
        options = {each: option(each, each) for each in entities}
        chosen = form.choice(ENTITY, "Which legal entity?", [*options.values()], initial=options[entity])
        blocks.append(form.telling(chosen))
    known = {each.fact: each for each in told}
    for group, facts in _grouped(asked).items():
        blocks += _question(group, facts, known, entity)
    return form.modal(
        ids.STANDING_FORM, "Your organisation", "Record", blocks, metadata=ids.ref(number, entity)
    )


def _grouped(asked: Sequence[Fact]) -> dict[str, list[Fact]]:
    groups: dict[str, list[Fact]] = {}
    for fact in asked:
        groups.setdefault(fact.group or "", []).append(fact)
    return groups


def _question(
    group: str, facts: Sequence[Fact], known: Mapping[str, StandingAnswerOf], entity: str
) -> list[Block]:
    none = option("None of these", NONE)
    unknown = option("Not known yet for the others", UNKNOWN)
    options = {fact.id: option(fact.label or fact.question, fact.id) for fact in facts}
    said = {fact.id: known[fact.id].answer for fact in facts if fact.id in known}
    initial = [options[fact] for fact, answer in said.items() if answer is Answer.YES]
    if said and any(answer is Answer.UNKNOWN for answer in said.values()):
        initial.append(unknown)
    elif said and not initial:
        initial = [none]
    asked = form.several(
        block_of(group, entity),
        _TITLES.get(group, group.capitalize() or _REST),
        [*options.values(), none, unknown],
        initial=initial,
        hint="Choose all that apply, or “none of these”. Those you leave out are then no.",
    )
    last = max((known[fact] for fact in said), key=lambda each: each.answered_at, default=None)
    who = [context(f"Answered by <@{last.answered_by}>, {date(last.answered_at)}")] if last else []
    return [asked, *who]


def block_of(group: str, entity: str) -> str:
    """Return where a group is answered; of each entity by itself, so that Slack carries nothing over."""
    return f"{_GROUP}{group}:{entity}"[: ids.BLOCK_ID_MAX]


def answers_in(view: Mapping[str, Any], asked: Sequence[Fact], entity: str) -> dict[str, Answer]:
    """Return what was answered; a group that was left empty is not among it.

    Raises:
        WrongUse: “none of these” was chosen beside something else.
    """
    filled = Filled(view)
    answers: dict[str, Answer] = {}
    for group, facts in _grouped(asked).items():
        block_id = block_of(group, entity)
        chosen = filled.ticked(block_id)
        if NONE in chosen and len(chosen) > 1:
            error = WrongUse("“None of these” stands alone: take it away, or whatever else is chosen.")
            error.field = block_id
            raise error
        rest = Answer.UNKNOWN if UNKNOWN in chosen else Answer.NO
        answers |= {fact.id: Answer.YES if fact.id in chosen else rest for fact in facts if chosen}
    return answers
