"""An incident's deadlines as people see them: the soonest first, with what each asks for and what to do."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.duties.deadline import Deadline
from bot.domain.duties.dossier import Dossier
from bot.domain.duties.fact import unanswered
from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import clip, inert
from bot.domain.regulation.regulations import Regulations
from bot.domain.words import count_in_words
from bot.views import ids
from bot.views.blocks import Block, actions, button, context, divider, outgoing, section
from bot.views.card import title_line
from bot.views.deadline_details import Beside, details, start_of
from bot.views.deadline_lines import decide_button, decide_buttons, headline

SHOWN = 10


def deadline_list(
    incident: Incident,
    dossier: Dossier,
    regulations: Regulations,
    at: datetime,
    *,
    beside: Mapping[int, Beside],
    unsaid: int,
    start: int = 0,
) -> Outgoing:
    """Return one page of an incident's deadlines: what is owed first, the soonest of it on top.

    Args:
        incident: as it is now.
        dossier: everything about its duties.
        regulations: what the notices have to contain.
        at: now.
        beside: what has to be looked up of each deadline besides.
        unsaid: how many facts nobody answered for the organisation.
        start: how many stand on the pages before.
    """
    ordered = in_order(dossier)
    owed = dossier.owed
    counted = f"{count_in_words(len(owed), 'open deadline')}, {len(ordered) - len(owed)} ended"
    text = f"{incident.reference}: {counted}"
    heading = section(f"*{inert(title_line(incident))}*" + (f"\n{counted}" if ordered else ""))
    blocks: list[Block] = [heading, *_catalogue(regulations, at), *_organisation(regulations, unsaid)]
    blocks += _unanswered(dossier, regulations)
    if not ordered:
        blocks.append(section("None yet. `/incident facts` asks what decides which duties apply."))
        blocks.append(actions(_facts(incident), _standing(incident)))
        return outgoing(f"{incident.reference}: no deadlines yet", blocks)
    page = ordered[start : start + SHOWN]
    for each in page:
        blocks += _blocks(each, regulations, at, beside.get(each.number, Beside()))
    rest = len(ordered) - start - len(page)
    row = [_facts(incident), _calendar(incident), _standing(incident)]
    if rest > 0:
        value = ids.ref(incident.number, str(start + SHOWN))
        row.insert(0, button(f"Show {min(rest, SHOWN)} more", ids.DEADLINES_MORE, value))
        blocks.append(context(f"and {rest} more"))
    return outgoing(text, [*blocks, divider(), actions(*row)])


def in_order(dossier: Dossier) -> list[Deadline]:
    """Return deadlines in the order in which they are shown."""
    return sorted(dossier.deadlines, key=lambda each: each.urgency)


def all_deadlines(
    found: Sequence[tuple[Incident, Deadline]],
    regulations: Regulations,
    at: datetime,
    *,
    unsaid: int,
    start: int = 0,
) -> Outgoing:
    """Return the open deadlines of several incidents, the soonest first."""
    if not found:
        nothing = "No deadline is open in any incident that you can see."
        blocks = [section(nothing), *_catalogue(regulations, at), *_organisation(regulations, unsaid)]
        return outgoing(nothing, [*blocks, actions(_standing(None))] if unsaid else blocks)
    ordered = sorted(found, key=lambda pair: pair[1].urgency)
    page = ordered[start : start + 2 * SHOWN]
    text = f"{count_in_words(len(ordered), 'open deadline')}, the soonest first"
    blocks = [section(f"*{text}*"), *_catalogue(regulations, at), *_organisation(regulations, unsaid)]
    blocks += [section(_across(incident, deadline, regulations, at)) for incident, deadline in page]
    rest = len(ordered) - start - len(page)
    if rest > 0:
        more = button(
            f"Show {min(rest, 2 * SHOWN)} more", ids.DEADLINES_MORE, ids.ref(None, str(start + 2 * SHOWN))
        )
        blocks += [context(f"and {rest} more"), actions(more)]
    return outgoing(text, [*blocks, actions(_calendar(None), _standing(None))])


def _across(incident: Incident, deadline: Deadline, regulations: Regulations, at: datetime) -> str:
    channel = f" · <#{incident.places.channel_id}>" if incident.places.channel_id else ""
    waits = "" if deadline.starts_at else f"\n{start_of(deadline, regulations)}"
    title = f"*{incident.reference}* {clip(inert(incident.title), 100)}{channel}"
    return f"{title}\n{headline(deadline, at)}{waits}"


def _catalogue(regulations: Regulations, at: datetime) -> list[Block]:
    """Warn where the laws may have changed since they were looked up."""
    if not regulations.stale(at.date()):
        return []
    compiled = regulations.meta.compiled_on
    return [context(f"⚠️ The catalogue of regulations is of {compiled}: check what has changed since.")]


def _organisation(regulations: Regulations, unsaid: int) -> list[Block]:
    """Say what nobody answered for the organisation: whatever may hang on it is only proposed."""
    if not unsaid:
        return []
    if unsaid < len(regulations.standing_facts):
        counted = count_in_words(unsaid, "fact")
        return [
            context(f"❔ {counted} about your organisation not answered yet; what hangs on it is proposed.")
        ]
    return [
        section(
            "❗ *Nobody has said what your organisation falls under* (NIS2, DORA, HIPAA, the SEC …), so every"
            " law that may apply is proposed. Counsel answers that once, with “Your organisation” below, or"
            " in the file that the configuration names as `profiles`."
        )
    ]


def _unanswered(dossier: Dossier, regulations: Regulations) -> list[Block]:
    """Say what nobody has answered yet: it is not counted, and may hide a clock."""
    missing = unanswered(dossier.facts, regulations) if dossier.facts else 0
    if not missing:
        return []
    return [context(f"❔ {count_in_words(missing, 'fact')} of those asked first not answered yet.")]


def _calendar(incident: Incident | None) -> Block:
    """Offer the deadlines as a calendar file: of one incident into its channel, of all to the person."""
    return button("Calendar file", ids.DEADLINE_CALENDAR, ids.ref(incident.number if incident else None))


def _standing(incident: Incident | None) -> Block:
    return button("Your organisation", ids.OPEN_STANDING, ids.ref(incident.number if incident else None))


def _facts(incident: Incident) -> Block:
    return button("Answer the facts", ids.OPEN_FACTS, ids.ref(incident.number))


def _blocks(deadline: Deadline, regulations: Regulations, at: datetime, beside: Beside) -> list[Block]:
    lines = [headline(deadline, at)]
    if deadline.is_owed:
        lines += details(deadline, regulations, beside)
    blocks = [section("\n".join(lines))]
    row = _buttons(deadline, regulations)
    return [*blocks, actions(*row, block_id=f"deadline:{deadline.number}")] if row else blocks


def _buttons(deadline: Deadline, regulations: Regulations) -> list[Block]:
    if deadline.decision is not None:
        return [decide_button(deadline, "Take back", "take_back")]
    if not deadline.is_owed:
        return []
    value = ids.ref(deadline.incident, str(deadline.number))
    draft = button("Draft notice", f"{ids.DRAFT_NOTICE}:{deadline.number}", value)
    row = [*decide_buttons(deadline), draft]
    kind = regulations.anchor_kinds.get(deadline.anchor)
    if kind is not None and (kind.asked or kind.derived_from) and not deadline.anchor_confirmed:
        label = "Confirm start" if deadline.starts_at else "Say when"
        value = ids.ref(deadline.incident, deadline.anchor, deadline.regime)
        row.append(button(label, f"{ids.OPEN_ANCHOR}:{deadline.number}", value))
    return row
