"""The part of `check` that asks Slack about what the configuration names: channel, people, user groups."""

from collections.abc import AsyncIterator, Iterable

from bot.clock import system_clock
from bot.commands.finding import Finding
from bot.domain.policy import Policy
from bot.slack.channels import Channel
from bot.slack.codes import CHANNEL_GONE
from bot.slack.directory import CHANNEL_ID, Directory
from bot.slack.errors import SlackError, SlackRefused
from bot.slack.gateway import Slack
from bot.slack.identity import Identity
from bot.slack.people import NO_GROUP

_INSTEAD = "or set `announcements` in the configuration."


async def announcements(api: Slack, policy: Policy, identity: Identity) -> Finding:
    """Look at the announcement channel: there, alive, and the bot in it."""
    named = policy.announcements.lstrip("#")
    invite = f"Type /invite @{identity.name or 'incident-bot'} in {named}, {_INSTEAD}"
    try:
        channel = await Directory(api, announcements=named).announcements()
        found = await api.channel(channel) if channel else None
    except SlackRefused as error:
        if error.code in CHANNEL_GONE:
            text = f"the bot sees no channel {named}: incidents are not announced."
            return Finding("note", text, f"It may be private or gone: {invite}")
        return Finding("note", f"announcement channel {named}: {error}.", invite)
    except SlackError as error:
        return Finding("note", f"announcement channel {named}: {error}.", invite)
    if found is not None and found.is_archived:
        text = f"#{found.name} is archived: incidents are not announced."
        return Finding("note", text, f"Unarchive it, {_INSTEAD}")
    if found is None or not found.is_member:
        text = f"the bot is in no channel {named}: incidents are not announced."
        return Finding("note", text, invite)
    return _readers(found)


def _readers(channel: Channel) -> Finding:
    if channel.is_shared:
        text = f"announcements go to #{channel.name}, which people of other organisations read."
        return Finding("note", text, "Name one of your own as `announcements`, or say so to everybody.")
    return Finding("ok", f"announcements go to #{channel.name}.")


async def invitees(api: Slack, policy: Policy) -> AsyncIterator[Finding]:
    """Look at everybody whom the configuration invites: a mistake is found now, not in the incident."""
    named = _named(policy)
    wrong = 0
    for each in named:
        finding = await _invitee(api, each)
        if finding is not None:
            wrong += 1
            yield finding
    if named and not wrong:
        yield Finding("ok", "everybody whom the configuration invites can be invited.")


def _named(policy: Policy) -> list[str]:
    invitations = policy.invitations
    tables: Iterable[tuple[str, ...]] = (
        (policy.clocks.backup,) if policy.clocks.backup else (),
        invitations.always,
        *invitations.by_severity.values(),
        *invitations.by_category.values(),
    )
    return list(dict.fromkeys(each for table in tables for each in table))


async def _invitee(api: Slack, named: str) -> Finding | None:
    remedy = "Correct `invitations` or `clocks.backup` in the configuration."
    try:
        wrong = await (_group(api, named) if named.startswith("S") else _person(api, named))
    except SlackError as error:
        return Finding("note", f"{named} in the configuration: {error}.", "Try again in a minute.")
    return Finding("note", f"{named} in the configuration {wrong}", remedy) if wrong else None


async def _group(api: Slack, named: str) -> str | None:
    try:
        answer = await api.call("usergroups.users.list", {"usergroup": named})
    except SlackRefused as error:
        if error.code == "plan_upgrade_required":
            return "is a user group, and this workspace's plan has none."
        if error.code in NO_GROUP:
            return "is no user group of this workspace, or is disabled."
        raise
    return None if answer.get("users") else "is a user group with nobody in it."


async def _person(api: Slack, named: str) -> str | None:
    if CHANNEL_ID.fullmatch(named) or not named.startswith(("U", "W")):
        return "is neither a person's id (U…) nor a user group's (S…)."
    try:
        person = await api.person(named, at=system_clock())
    except SlackRefused as error:
        if error.code in ("user_not_found", "user_not_visible"):
            return "is nobody on this workspace."
        raise
    if person.deleted:
        return f"({person.name}) is deactivated."
    return f"({person.name}) is a bot." if person.is_bot else None
