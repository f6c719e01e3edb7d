"""`/incident role` and `/incident roles`, the buttons to take and hand over roles, and their checklists."""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.catalogue import Catalogue
from bot.domain.actor import Actor
from bot.domain.errors import WrongUse
from bot.domain.reference import split_reference
from bot.domain.role import Role
from bot.services import checklists, responding
from bot.services.meeting import Meant, Meeting
from bot.views import ids
from bot.views import roles as words
from bot.views.form import Filled
from bot.views.ids import Ref
from handlers.answers import Answer
from handlers.arguments import Arguments
from handlers.forms import Forms
from handlers.role_words import Wish, read_wish
from handlers.subcommand import on_subcommand
from handlers.work import Work


def register(app: AsyncApp) -> None:
    """Register everything about roles."""
    on_subcommand(app, "role", role)
    on_subcommand(app, "roles", roles)
    app.action(re.compile(f"^{ids.CLAIM_ROLE}(:|$)"))(claim)
    app.action(re.compile(f"^{ids.HAND_OVER}(:|$)"))(hand_over)
    app.view(ids.HAND_OVER_FORM)(handed_over)
    app.action(ids.PICK_HOLDER)(pick)
    app.action(ids.TICK_CHECKLIST)(tick)


async def role(arguments: Arguments, actor: Actor, work: Work, answer: Answer, meeting: Meeting) -> None:
    """`/incident role ROLE @user [note]`, `role ROLE none`."""
    asked = read_wish(split_reference(arguments.text, in_channel=False)[1])
    meant = await _meant(asked, actor, work, meeting)
    unit, incident, rest = await work.on_incident(arguments)
    wish = read_wish(rest)
    if wish.nobody:
        await responding.release(unit, incident, wish.role)
        await answer(f"{incident.reference}: nobody is {wish.role.label.lower()} now.")
    elif meant.person is not None:
        await responding.assign(unit, incident, wish.role, meant.person, note=wish.note)
        await answer(words.taken(incident, wish.role, meant.person.user_id, actor.user_id))
    else:
        question = words.who(incident, wish.role, meant.asked_for, meant.possible, wish.note)
        await answer(question)


async def _meant(wish: Wish, actor: Actor, work: Work, meeting: Meeting) -> Meant:
    """Who is meant, found out before the unit of work begins."""
    if wish.mention is not None:
        return await meeting.of(wish.mention, work.here)
    return Meant(asked_for="me", person=None if wish.nobody else await meeting.oneself(actor))


async def roles(arguments: Arguments, work: Work, answer: Answer, catalogue: Catalogue) -> None:
    """`/incident roles`."""
    unit, number, _ = await work.which(arguments)
    incident = await unit.glance(number)
    names = await unit.names("".join(f"<@{holding.user_id}>" for holding in incident.roles))
    await answer(words.roles_message(incident, unit.actor.user_id, names, catalogue))


async def claim(about: Ref, actor: Actor, work: Work, answer: Answer, meeting: Meeting) -> None:
    """Take an empty role by its button."""
    holder = await meeting.oneself(actor)
    unit, incident = await work.about(about)
    wanted = _role(about)
    incident = await responding.claim(unit, incident, wanted, holder)
    await answer(words.taken(incident, wanted, actor.user_id, actor.user_id))


async def hand_over(about: Ref, work: Work, ack: AsyncAck, forms: Forms, body: dict[str, Any]) -> None:
    """Open the form to hand a role over, with what is open."""
    unit, incident = await work.about(about)
    wanted = _role(about)
    responding.require_held(incident, wanted, about.x)
    points = await responding.open_points(unit, incident, wanted)
    forms.open(body, words.hand_over_form(incident, wanted, points))
    await ack()


async def handed_over(about: Ref, work: Work, answer: Answer, meeting: Meeting, view: dict[str, Any]) -> None:
    """Hand a role over as the form says."""
    filled, wanted = Filled(view), _role(about)
    holder = await meeting.known(filled.person("holder") or "")
    unit, incident = await work.about(about)
    note = filled.text("note")
    await responding.hand_over(unit, incident, wanted, holder, note=note, seen=about.x)
    await answer(words.taken(incident, wanted, holder.user_id, unit.actor.user_id))


async def pick(work: Work, action: dict[str, Any], answer: Answer, meeting: Meeting) -> None:
    """Give a role to the person picked from the menu, when the command's name was not clear."""
    about = Ref.unpack(action["block_id"])
    holder = await meeting.known(action["selected_user"])
    unit, incident = await work.about(about)
    await responding.assign(unit, incident, _role(about), holder, note=about.x)
    await answer(words.taken(incident, _role(about), holder.user_id, unit.actor.user_id))


async def tick(action: dict[str, Any], body: dict[str, Any], work: Work, ack: AsyncAck) -> None:
    """Record what was ticked on a checklist, and show it."""
    about = Ref.unpack(action["block_id"])
    unit, incident = await work.about(about)
    chosen = {option["value"] for option in action.get("selected_options") or []}
    shown = words.boxes_ticked(body["message"])
    place = (body["container"]["channel_id"], body["container"]["message_ts"])
    await checklists.tick(unit, incident, _role(about), chosen=chosen, shown_done=shown, place=place)
    await ack()


def _role(about: Ref) -> Role:
    found = Role.parse_or_none(about.s)
    if found is None:
        raise WrongUse("That button is too old for me. `/incident roles` shows the newest.")
    return found
