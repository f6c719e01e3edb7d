"""The message that an incident was declared from: found again, and told only as far as all may read it."""

import asyncio

from bot.domain.event import DeclaredFrom
from bot.services import lookups
from bot.services.roster import Roster
from bot.slack.channels import Channel
from bot.slack.gateway import Slack
from bot.slack.identity import Identity
from bot.views.origin import Origin


async def place_of(origin: Origin, slack: Slack, roster: Roster) -> Channel | None:
    """Ask Slack at once for the message's channel and, where it is a person, for its author's name."""
    if not origin.m:
        return None
    if not origin.u.startswith(("U", "W")):
        return await lookups.channel(slack, origin.c)
    place, _ = await asyncio.gather(lookups.channel(slack, origin.c), roster.person(origin.u))
    return place


def source_of(origin: Origin, place: Channel | None, identity: Identity) -> DeclaredFrom | None:
    """Return the message it was declared from; its words only where the whole workspace can read them."""
    if origin.c is None or origin.m is None:
        return None
    is_public = place is not None and not place.is_private and not place.is_direct
    link = identity.permalink(origin.c, origin.m, thread_ts=origin.t)
    return DeclaredFrom(author=origin.u, text=origin.x if is_public else None, permalink=link)
