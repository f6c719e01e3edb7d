"""The list of incidents, page by page, and the card of one as a person alone sees it."""

from collections.abc import Mapping, Sequence

from bot.catalogue import Catalogue
from bot.domain.duties.deadline import Deadline
from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import clip, inert
from bot.domain.words import count_in_words
from bot.views import ids
from bot.views.blocks import Block, actions, button, context, outgoing, section
from bot.views.card import card, since_when, state_words, title_line
from bot.views.lifecycle import here

SHOWN = 15
TITLE_SHOWN = 200

_HEADINGS = {
    "open": "Open incidents",
    "all": "All incidents",
    "mine": "Your incidents",
}
_NOTHING = {
    "open": "No incident is open. Something looks odd? `/incident declare what you see`.",
    "all": "There is no incident yet. Something looks odd? `/incident declare what you see`.",
    "mine": "You are in no open incident. `/incident list` shows all that are open.",
}


def incident_list(
    incidents: Sequence[Incident], which: str, names: dict[str, str], *, start: int = 0, resolved: int = 0
) -> Outgoing:
    """Return one page of a list.

    Args:
        incidents: all of them, in the order in which they are shown.
        which: `open`, `all`, `mine` or a severity.
        names: the commanders by id.
        start: how many stand on the pages before.
        resolved: how many wait to be closed and are not listed.
    """
    heading = _HEADINGS.get(which, f"Open incidents of severity {which}")
    if not incidents:
        nothing = _NOTHING.get(which, f"No incident of severity {which} is open. `/incident list` shows all.")
        return outgoing(nothing, [section(nothing), *_waiting(resolved)])
    page = incidents[start : start + SHOWN]
    blocks: list[Block] = [section(f"*{heading}* ({len(incidents)})")]
    blocks += [section(_line(incident, names)) for incident in page]
    rest = len(incidents) - start - len(page)
    if rest > 0:
        more = button(
            f"Show {min(rest, SHOWN)} more", ids.LIST_MORE, ids.ref(None, which, str(start + SHOWN))
        )
        blocks += [context(f"and {rest} more"), actions(more)]
    return outgoing(f"{heading}: {len(incidents)}", [*blocks, *_waiting(resolved)])


def _waiting(resolved: int) -> list[Block]:
    if not resolved:
        return []
    are = "is" if resolved == 1 else "are"
    return [
        context(f"{count_in_words(resolved, 'incident')} {are} resolved and not closed: `/incident list all`")
    ]


def _line(incident: Incident, names: dict[str, str]) -> str:
    commander = incident.commander
    led = f"commander {inert(names.get(commander, commander))}" if commander else "no commander yet"
    state = f"{incident.severity.mark} · {state_words(incident)} · {led} · {since_when(incident)}"
    channel = f" · {here(incident)}" if incident.places.channel_id else ""
    return f"*{inert(clip(title_line(incident), TITLE_SHOWN))}*\n{state}{channel}"


def status(
    incident: Incident,
    catalogue: Catalogue,
    deadlines: Sequence[Deadline],
    missing: Mapping[int, Sequence[str]],
    *,
    inside: bool,
) -> Outgoing:
    """Return the card for one person: with its buttons for those inside, with the way in for others."""
    shown = card(incident, catalogue, deadlines, missing)
    blocks = [block for block in shown.blocks if inside or block["type"] != "actions"]
    channel = incident.places.channel_id
    where = f"It is handled in <#{channel}>." if channel else "It has no channel of its own yet."
    blocks.append(section(where))
    if channel and not inside and not incident.status.is_over:
        blocks.append(actions(button("Join", ids.JOIN, ids.ref(incident.number))))
    return outgoing(shown.text, blocks)
