"""What people are told about the incident's channel itself: who could not come, what Slack does not allow."""

from collections.abc import Mapping

from bot.domain.effect import EffectKind
from bot.domain.incident import ChannelState, Incident
from bot.domain.message import Outgoing
from bot.views.blocks import sentence
from bot.views.people import mention

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
    EffectKind.TOPIC: "set the topic",
    EffectKind.ANNOUNCEMENT: "announce the incident",
    EffectKind.UPLOAD: "attach a file",
    EffectKind.INVITE: "invite people",
    EffectKind.CONVERT: "rename the channel",
    EffectKind.CATCH_UP: "read what was said in the channel meanwhile",
}

_MEND = {
    "no_announcement_channel": (
        "Invite the bot to a channel named `incidents`, or name another in the configuration."
    ),
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


def forbidden(incident: Incident, *, borrowed: bool, prefix: str) -> Outgoing:
    """Return that the bot may not create channels, who can change that, and where the incident goes on."""
    text = (
        f"This workspace does not let me create channels, so {incident.reference} has none of its own."
        " A workspace owner can allow it for apps."
    )
    if borrowed:
        return sentence(f"{text} It lives in <#{incident.places.channel_id}>: all commands work there.")
    kind = "private channel" if incident.private else "channel"
    ways = [f"Create a {kind} whose name begins with `{_stem(incident, prefix)}` and invite me to it"]
    origin = incident.places.origin_channel_id
    if origin and not incident.private and not origin.startswith("D"):
        ways.append(f"or invite me to <#{origin}>")
    return sentence(
        f"{text} {' '.join(ways)}: the incident goes on there. Until then use its number in commands, for"
        f" example `/incident status {incident.reference}`."
    )


def _stem(incident: Incident, prefix: str) -> str:
    return f"{'drill' if incident.drill else prefix}-{incident.number}"


def archived(incident: Incident, who: str) -> Outgoing:
    """Return to whoever commands that the channel was archived under a running incident."""
    return sentence(
        f"<@{who}> archived {where(incident)}, and the incident is not over. Unarchive the channel to go on"
        f" there; until then commands take its number, for example `/incident status {incident.reference}`."
    )


def lost(incident: Incident, *, deleted: bool, prefix: str) -> Outgoing:
    """Return to whoever commands that the bot cannot reach the channel any more, and how to mend it."""
    number = f"Until then commands take its number, for example `/incident status {incident.reference}`."
    if deleted:
        kind = "private channel" if incident.private else "channel"
        return sentence(
            f"The channel of {incident.reference} was deleted; its timeline is kept. Create a {kind} whose"
            f" name begins with `{_stem(incident, prefix)}` and invite me to it: the incident goes on there."
            f" {number}"
        )
    return sentence(
        f"I was removed from {where(incident)}, so nothing said there is recorded any more."
        f" Invite me again (`/invite` there). {number}"
    )


def gone(incident: Incident, *, prefix: str) -> Outgoing:
    """Return what a refusal of Slack's told of the channel, and how to mend it."""
    if incident.places.channel_state is ChannelState.ARCHIVED:
        return sentence(
            f"The channel of {incident.reference} is archived. Unarchive it to go on there; until then"
            f" commands take its number, for example `/incident status {incident.reference}`."
        )
    return sentence(
        f"I cannot reach the channel of {incident.reference} any more. Invite me there again (`/invite`); if"
        f" it was deleted, create one whose name begins with `{_stem(incident, prefix)}` and invite me to it."
    )


def topic_kept() -> Outgoing:
    """Return to whoever wrote over the topic why it is back, and what to do instead."""
    return sentence(
        "I keep this channel's topic, so that severity, phase and commander can be seen at a glance, and put"
        " it back. To change what it says: `/incident title TEXT`, `/incident severity LEVEL`,"
        " `/incident phase PHASE`. The description is yours."
    )


def private_channel(incident: Incident) -> Outgoing:
    """Return that people made the channel private, and what that does not do by itself."""
    return sentence(
        f"This channel is private now. {incident.reference} itself is public still: it is announced, and"
        " everybody can look it up. `/incident private` makes it private too."
    )


def wants_private(incident: Incident, *, prefix: str) -> Outgoing:
    """Return to whoever invited the bot that a private incident does not move into a public channel."""
    return sentence(
        f"{incident.reference} is private, so I did not take it into that channel, which is public."
        f" Create a private channel whose name begins with `{_stem(incident, prefix)}` and invite me there."
    )


def convert(incident: Incident) -> Outgoing:
    """Ask people to do what Slack does not let bots do."""
    kind = "private" if incident.private else "public"
    meanwhile = " Until then everybody in the workspace can read it." if incident.private else ""
    return sentence(
        f"Slack lets only people change a channel's kind: {mention(incident.commander, 'somebody')}, please"
        f" open the channel's settings and choose *Change to a {kind} channel*.{meanwhile}"
    )
