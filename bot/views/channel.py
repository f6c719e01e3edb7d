"""What people are told about the incident's channel itself: who could not come, what Slack does not allow."""

from collections.abc import Mapping

from bot.domain.effect import EffectKind
from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.views.blocks import sentence

_WHY = {
    "user_not_found": "no such person any more",
    "user_is_restricted": "a guest who may not join",
    "cant_invite": "cannot be invited",
    "user_disabled": "deactivated",
    "org_user_not_in_team": "not in this workspace",
    "ura_max_channels": "a guest who is in too many channels",
}

_WHAT = {
    EffectKind.OPEN_CHANNEL: "open the incident's channel",
    EffectKind.POST: "post a message",
    EffectKind.CARD: "post the card",
    EffectKind.PIN_CARD: "pin the card",
    EffectKind.BOOKMARK: "add the bookmark",
    EffectKind.TOPIC: "set the topic",
    EffectKind.ANNOUNCEMENT: "announce the incident",
    EffectKind.UPLOAD: "attach a file",
    EffectKind.INVITE: "invite people",
    EffectKind.CONVERT: "rename the channel",
}

_MEND = {
    "no_announcement_channel": "Invite the bot to a channel named `incidents`, or name another in the configuration.",
    "missing_scope": "Install the app again with the manifest's scopes.",
    "is_archived": "Unarchive the channel.",
    "not_in_channel": "Invite the bot to the channel.",
}


def where(incident: Incident) -> str:
    """Return the channel as a link, or the reference while there is none."""
    channel = incident.places.channel_id
    return f"{incident.reference} (<#{channel}>)" if channel else incident.reference


def not_invited(refused: Mapping[str, str]) -> Outgoing:
    """Return who could not be invited, and why."""
    people = ", ".join(f"<@{user}> ({_WHY.get(code, code)})" for user, code in refused.items())
    return sentence(f"I could not invite {people}. Bring somebody else in if you need them.")


def failed(incident: Incident, kind: EffectKind, code: str) -> Outgoing:
    """Return what Slack refused, and how to mend it."""
    mend = _MEND.get(code, "Nothing of the incident is lost; go on without it.")
    return sentence(
        f"{where(incident)}: I could not {_WHAT.get(kind, kind.value)} (Slack says `{code}`). {mend}"
    )


def forbidden(incident: Incident, *, borrowed: bool) -> Outgoing:
    """Return that the bot may not create channels, and who can change that."""
    text = (
        f"This workspace does not let me create channels, so {incident.reference} has none of its own."
        " A workspace owner can allow it for apps."
    )
    if borrowed:
        return sentence(f"{text} It lives in <#{incident.places.channel_id}>: all commands work there.")
    return sentence(
        f"{text} Until then use its number in commands, for example `/incident status {incident.reference}`."
    )


def convert(incident: Incident) -> Outgoing:
    """Ask people to do what Slack does not let bots do."""
    kind = "private" if incident.private else "public"
    return sentence(
        f"{incident.reference} is {kind} now, but Slack lets only people change a channel's kind."
        f" Channel settings → *Change to a {kind} channel*: the commander sees to it now."
    )
