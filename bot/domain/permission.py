"""The one gate: who may see an incident, and who may do what in it.

A private incident exists only for those in its channel (and whoever declared it or holds a role in it), and
any incident does for a guest from outside, to whom Slack shows no channel that they were not brought into.
Whoever cannot see it gets the answer that a number gets which does not exist.
"""

from enum import StrEnum

from bot.domain.actor import BOT_ID, Actor
from bot.domain.errors import NoSuchIncident, NotAllowed
from bot.domain.incident import Incident
from bot.domain.role import Role
from bot.domain.value import Value


class Act(StrEnum):
    """What is asked for, by who may do it."""

    RESPOND = "respond"
    COMMAND = "command"
    DECIDE = "decide"


class Standing(Value):
    """How a person stands to an incident.

    Attributes:
        is_here: the person acts from the incident's own channel, which only members can.
        is_member: the person is known to be in the incident's channel.
    """

    actor: Actor
    is_here: bool = False
    is_member: bool = False


def belongs(incident: Incident, standing: Standing) -> bool:
    """Whether the person is one of those who run the incident."""
    user_id = standing.actor.user_id
    holds = any(h.user_id == user_id and h.is_current for h in incident.roles)
    return standing.is_here or standing.is_member or holds or user_id in (incident.declared_by, BOT_ID)


def may_see(incident: Incident, standing: Standing) -> bool:
    """Whether anything of the incident may be shown to the person."""
    is_open = not incident.private and not standing.actor.is_guest
    return is_open or belongs(incident, standing)


def unseen(number: int) -> NoSuchIncident:
    """Return the answer for an incident that does not exist, or not for this person."""
    return NoSuchIncident(f"There is no INC-{number} that you can see. `/incident list` shows those you can.")


def require(act: Act, incident: Incident, standing: Standing) -> None:
    """Let through who may.

    Raises:
        NoSuchIncident: the person cannot see it.
        NotAllowed: the person may not do this; the sentence says who can.
    """
    if not may_see(incident, standing):
        raise unseen(incident.number)
    user_id = standing.actor.user_id
    if user_id == BOT_ID:
        return
    if not belongs(incident, standing):
        channel = incident.places.channel_id
        where = f"<#{channel}>" if channel else "its channel"
        raise NotAllowed(f"Only people in {where} can do that for {incident.reference}. Join it first.")
    if act is Act.DECIDE:
        _require_counsel(incident, user_id)
    if act is Act.COMMAND and incident.commander not in (None, user_id):
        raise NotAllowed(
            f"Only the commander, <@{incident.commander}>, can do that for {incident.reference}. Ask them,"
            " or take command with `/incident role commander me`."
        )


def counsel_of(incident: Incident) -> str | None:
    """Who decides about duties: whoever holds the legal role, or the commander while nobody does."""
    return incident.holder(Role.LEGAL) or incident.commander


def stands_in_for_legal(incident: Incident) -> bool:
    """Whether the commander decides about duties, since nobody holds the legal role; the record says so."""
    return incident.holder(Role.LEGAL) is None


def _require_counsel(incident: Incident, user_id: str) -> None:
    """Let through whoever holds the legal role; while nobody does, the commander."""
    counsel, commander = incident.holder(Role.LEGAL), incident.commander
    if user_id == (counsel or commander):
        return
    if counsel is not None:
        raise NotAllowed(
            f"Only the legal lead, <@{counsel}>, can do that for {incident.reference}. Ask them."
        )
    if commander is not None:
        raise NotAllowed(
            f"Nobody holds the role of legal lead in {incident.reference}; meanwhile the commander,"
            f" <@{commander}>, can do that. Ask them, or take the role with `/incident role legal me`."
        )
    raise NotAllowed(
        f"That is for the legal lead, and nobody holds that role in {incident.reference}."
        " Take it with `/incident role legal me`."
    )
