"""Who holds which role: the list with its history, claiming, handing over, and the role's checklist."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.catalogue import Catalogue
from bot.domain.checklist import ChecklistItem
from bot.domain.event import RoleAssigned
from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import inert
from bot.domain.person import Person
from bot.domain.responder import Holding
from bot.domain.role import Role
from bot.domain.words import join_words
from bot.views import form, ids
from bot.views.blocks import (
    OPTION_MAX,
    Block,
    actions,
    button,
    clock_time,
    context,
    date,
    option,
    outgoing,
    plain_text,
    section,
    sentence,
)
from bot.views.card import title_line
from bot.views.people import calm, mention
from bot.views.scene import Scene

Names = Mapping[str, str]

HISTORY_SHOWN = 6
PLACEHOLDER_MAX = 150


def take_label(role: Role) -> str:
    """Return what the button says by which somebody takes an empty role."""
    return "Take command" if role is Role.COMMANDER else f"Take {role.label.lower()}"


def roles_message(incident: Incident, viewer: str, names: Names, catalogue: Catalogue) -> Outgoing:
    """Return who holds what with the hand-overs so far, and what this person can do about it."""
    blocks: list[Block] = [section(f"*{inert(title_line(incident))}*: who holds what")]
    blocks += [_role(incident, role, viewer, catalogue) for role in Role]
    past = [holding for holding in incident.roles if not holding.is_current]
    if past:
        earlier = [_past(holding, names) for holding in past[-HISTORY_SHOWN:]]
        left_out = f"{len(past) - HISTORY_SHOWN} more before. " if len(past) > HISTORY_SHOWN else ""
        blocks.append(context(f"Earlier: {left_out}{'; '.join(earlier)}."))
    if not incident.status.is_over:
        blocks.append(
            context("`/incident role comms @alice` gives a role, `/incident role comms none` frees it.")
        )
    held = [f"{role.label}: {inert(_name(incident.holder(role), names))}" for role in Role]
    return outgoing(f"{incident.reference} roles. {'; '.join(held)}", blocks)


def _role(incident: Incident, role: Role, viewer: str, catalogue: Catalogue) -> Block:
    holding = next((h for h in incident.roles if h.role is role and h.is_current), None)
    duty = catalogue.role(role).accountable_for
    if holding is None:
        text = f"*{role.label}:* nobody yet\n{duty}"
        do = button(take_label(role), f"{ids.CLAIM_ROLE}:{role.value}", ids.ref(incident.number, role.value))
    else:
        text = f"*{role.label}:* {mention(holding.user_id)} since {date(holding.assigned_at)}\n{duty}"
        value = ids.ref(incident.number, role.value, holding.user_id)
        do = button("Hand over", f"{ids.HAND_OVER}:{role.value}", value)
    offered = not incident.status.is_over and (holding is None or holding.user_id == viewer)
    return section(text, accessory=do if offered else None)


def _past(holding: Holding, names: Names) -> str:
    until = f" to {clock_time(holding.released_at)}" if holding.released_at else ""
    who = inert(_name(holding.user_id, names))
    return f"{holding.role.label.lower()} {who} {date(holding.assigned_at)}{until}"


def _name(user_id: str | None, names: Names) -> str:
    return names.get(user_id, user_id) if user_id else "nobody yet"


def assigned(event: RoleAssigned, scene: Scene) -> Outgoing:
    """Return what the channel is told: whoever was given a role is called, nobody else."""
    called = None if event.by == event.user_id else event.user_id
    return sentence(calm(event.line(), {u: name for u, name in scene.names.items() if u != called}))


def taken(incident: Incident, role: Role, holder: str, actor: str) -> str:
    """Return the answer to whoever took or gave a role."""
    if holder == actor:
        return (
            f"{incident.reference}: you are {role.label.lower()}. Your checklist is in your direct messages."
        )
    who = mention(holder)
    return f"{incident.reference}: {who} is {role.label.lower()}. They are told privately how it stands."


def who(incident: Incident, role: Role, asked_for: str, possible: Sequence[Person], note: str) -> Outgoing:
    """Return the question whom somebody meant, with a menu where the note is short enough to travel."""
    text = f"I cannot find {inert(asked_for)} in this channel."
    if possible:
        several = join_words([inert(f"{person.name} (@{person.handle})") for person in possible[:10]])
        text = f"Several people here could be {inert(asked_for)}: {several}."
    block_id = ids.ref(incident.number, role.value, note)
    if len(block_id) > ids.BLOCK_ID_MAX:
        command = f"`/incident role {role.value} @alice` with your note"
        return sentence(
            f"{text} Nothing was recorded. Pick them from Slack's list after typing `@`: {command}."
        )
    text += f" Who shall be {role.label.lower()} of {incident.reference}?"
    menu: Block = {
        "type": "users_select",
        "action_id": ids.PICK_HOLDER,
        "placeholder": plain_text("Choose a person", PLACEHOLDER_MAX),
    }
    return outgoing(text, [section(text), actions(menu, block_id=block_id)])


def checklist_message(
    incident: Incident, role: Role, items: Sequence[ChecklistItem], catalogue: Catalogue
) -> Outgoing:
    """Return a role's checklist with boxes to tick, for its holder alone."""
    done = sum(item.done_at is not None for item in items)
    title = f"{role.label}, {incident.reference}: checklist, {done} of {len(items)} done"
    blocks: list[Block] = [
        section(f"*{title}*\n{catalogue.role(role).accountable_for}"),
        actions(_boxes(items), block_id=ids.ref(incident.number, role.value)),
        context("Ticking goes into the record. `/incident roles` hands the role over."),
    ]
    return outgoing(title, blocks)


def boxes_ticked(message: Mapping[str, Any]) -> set[str]:
    """Return which boxes a checklist showed as ticked when it was drawn."""
    elements = [e for block in message.get("blocks") or [] for e in block.get("elements") or []]
    drawn = [e for e in elements if e.get("action_id") == ids.TICK_CHECKLIST]
    return {str(box["value"]) for element in drawn for box in element.get("initial_options") or []}


def _boxes(items: Sequence[ChecklistItem]) -> Block:
    options = {item.key: _box(item) for item in items[:10]}
    element: Block = {
        "type": "checkboxes",
        "action_id": ids.TICK_CHECKLIST,
        "options": list(options.values()),
    }
    ticked = [options[item.key] for item in items[:10] if item.done_at is not None]
    if ticked:
        element["initial_options"] = ticked
    return element


def _box(item: ChecklistItem) -> Block:
    """Return an item as a box; what is too long for its label goes on below it."""
    if len(item.text) <= OPTION_MAX:
        return option(item.text, item.key)
    cut = item.text.rfind(" ", 0, OPTION_MAX)
    cut = cut if cut > 0 else OPTION_MAX
    return option(item.text[:cut], item.key, item.text[cut:].strip())


def hand_over_form(incident: Incident, role: Role, open_points: str) -> dict[str, Any]:
    """Return the form to hand a role over, with what is open as the first draft of the note."""
    metadata = ids.ref(incident.number, role.value, incident.holder(role) or "")
    points = form.text_input(
        "note",
        "Open points",
        hint="What they have to know to go on. Drafted from what is open now; change it as you like.",
        initial=open_points,
        optional=True,
        lines=True,
    )
    blocks = [
        section(f"*{inert(title_line(incident))}*\n{role.label}"),
        form.person("holder", "Who takes over?"),
        points,
        context(
            "They are invited to the channel and get the state, these points and the checklist privately."
        ),
    ]
    return form.modal(ids.HAND_OVER_FORM, "Hand over", "Hand over", blocks, metadata=metadata)
