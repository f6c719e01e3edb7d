"""Effects on Slack, ready for the outbox: which lane they queue in, and how soon they go."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from bot.domain.catching_up import CatchUp
from bot.domain.effect import Effect, EffectKind, Priority, Target
from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.domain.severity import Severity

_URGENCY = {
    Severity.CRITICAL: Priority.CRITICAL,
    Severity.HIGH: Priority.HIGH,
    Severity.MEDIUM: Priority.NORMAL,
    Severity.LOW: Priority.LOW,
}


def _effect(
    incident: Incident | None, kind: EffectKind, lane: str, at: datetime, payload: dict[str, Any], **more: Any
) -> Effect:
    number = incident.number if incident else None
    priority = more.pop("priority", _URGENCY[incident.severity] if incident else Priority.NORMAL)
    return Effect(
        id=uuid4().hex,
        incident=number,
        kind=kind,
        lane=f"{number or 'all'}:{lane}",
        priority=priority,
        payload=payload,
        created_at=at,
        **more,
    )


def _message(message: Outgoing, target: Target, **where: Any) -> dict[str, Any]:
    return {"target": target.value, "message": message.model_dump(mode="json"), **where}


def open_channel(incident: Incident, at: datetime) -> Effect:
    """Create the incident's channel, or find that it was created."""
    return _effect(incident, EffectKind.OPEN_CHANNEL, "open", at, {}, needs_channel=False)


def invite(incident: Incident, user_ids: tuple[str, ...], at: datetime, *, lane: str = "invite") -> Effect:
    """Invite people or user groups; one who cannot come never keeps the others out."""
    return _effect(incident, EffectKind.INVITE, lane, at, {"users": list(user_ids)})


def post(
    incident: Incident,
    message: Outgoing,
    at: datetime,
    *,
    thread_ts: str | None = None,
    slot: str | None = None,
) -> Effect:
    """Post into the incident's channel, in order with its other messages."""
    where = {"thread_ts": thread_ts, "slot": slot}
    return _effect(incident, EffectKind.POST, "post", at, _message(message, Target.INCIDENT, **where))


def post_in(
    incident: Incident | None,
    channel_id: str,
    message: Outgoing,
    at: datetime,
    *,
    thread_ts: str | None = None,
    when_open: bool = False,
) -> Effect:
    """Post into any channel, for example where the incident was declared; `when_open` as in `reply`."""
    payload = _message(message, Target.CHANNEL, channel=channel_id, thread_ts=thread_ts, linked=when_open)
    lane = f"opened:{channel_id}" if when_open else f"channel:{channel_id}"
    return _effect(incident, EffectKind.POST, lane, at, payload, needs_channel=when_open)


def announce(incident: Incident, message: Outgoing, at: datetime) -> Effect:
    """Post under the incident's announcement, for those outside; never for a private one."""
    payload = _message(message, Target.ANNOUNCEMENTS)
    return _effect(incident, EffectKind.POST, "announce", at, payload, needs_channel=False)


def tell(
    incident: Incident | None, user_id: str, message: Outgoing, at: datetime, *, when_open: bool = False
) -> Effect:
    """Send a person a direct message; `when_open` as in `reply`."""
    payload = _message(message, Target.PERSON, user=user_id, linked=when_open)
    lane = f"opened:{user_id}" if when_open else f"dm:{user_id}"
    return _effect(incident, EffectKind.POST, lane, at, payload, needs_channel=when_open)


def remind(
    incident: Incident,
    message: Outgoing,
    at: datetime,
    *,
    due_at: datetime,
    was_down: bool,
    user_id: str | None = None,
) -> Effect:
    """Ask for what is due, in the incident's channel or of one person; what is late says so when it is sent.

    Args:
        incident: what it is about.
        message: what is asked.
        at: now.
        due_at: since when the oldest of it is due.
        was_down: the bot was not running then.
        user_id: whom to ask by direct message; None for the channel.
    """
    target = Target.INCIDENT if user_id is None else Target.PERSON
    payload = _message(message, target, due_at=due_at.isoformat(), was_down=was_down)
    if user_id is None:
        return _effect(incident, EffectKind.POST, "post", at, payload)
    payload["user"] = user_id
    return _effect(incident, EffectKind.POST, f"dm:{user_id}", at, payload, needs_channel=False)


def is_reminder(effect: Effect) -> bool:
    """Whether an effect asks for what is due."""
    return effect.kind is EffectKind.POST and "due_at" in effect.payload


def remind_instead(effect: Effect, user_id: str) -> Effect:
    """Ask a person what could not be asked in the incident's channel."""
    payload = effect.payload | {"target": Target.PERSON.value, "user": user_id}
    lane = f"{effect.incident}:dm:{user_id}"
    changed = {"id": uuid4().hex, "lane": lane, "payload": payload, "needs_channel": False}
    return effect.model_copy(update=changed)


def whisper(incident: Incident, user_id: str, message: Outgoing, at: datetime) -> Effect:
    """Show a message in the incident's channel to one person only; it may be repeated, never lost."""
    payload = _message(message, Target.INCIDENT, user=user_id)
    return _effect(
        incident, EffectKind.EPHEMERAL, f"whisper:{user_id}", at, payload, priority=Priority.ANSWER
    )


def whisper_in(
    channel_id: str, user_id: str, message: Outgoing, at: datetime, *, thread_ts: str | None = None
) -> Effect:
    """Show a message in any channel, or in a thread of it, to one person only."""
    payload = _message(message, Target.CHANNEL, channel=channel_id, user=user_id, thread_ts=thread_ts)
    lane = f"whisper:{user_id}"
    kind = EffectKind.EPHEMERAL
    return _effect(None, kind, lane, at, payload, priority=Priority.ANSWER, needs_channel=False)


def reply(
    incident: Incident | None,
    response_url: str,
    message: Outgoing,
    at: datetime,
    *,
    when_open: bool = False,
    replace: bool = False,
    else_tell: str | None = None,
) -> Effect:
    """Answer through a response_url; with `when_open`, once the incident's channel exists.

    `{channel}` in the message's text is then replaced by the channel's link, so what people wrote stands
    there as `bot.views.declaring.unlinked` leaves it. With `replace` it takes the place of the message that
    was acted on. Where Slack takes the answer no more, `else_tell` is sent it as a direct message.
    """
    payload = {
        "user": else_tell,
        "response_url": response_url,
        "message": message.model_dump(mode="json"),
        "linked": when_open,
        "replace_original": replace,
    }
    lane = f"reply:{uuid4().hex}"
    kind = EffectKind.REPLY
    return _effect(incident, kind, lane, at, payload, priority=Priority.ANSWER, needs_channel=when_open)


def refresh_message(incident: Incident, channel_id: str, ts: str, message: Outgoing, at: datetime) -> Effect:
    """Change a message of the bot in place, for example a question that was answered."""
    payload = {"channel": channel_id, "ts": ts, "message": message.model_dump(mode="json")}
    return _effect(incident, EffectKind.UPDATE_MESSAGE, f"message:{ts}", at, payload, needs_channel=False)


def surfaces(incident: Incident, at: datetime) -> tuple[Effect, ...]:
    """Bring card, topic and announcement up to date; bursts of changes are one update each."""
    card = _effect(incident, EffectKind.CARD, "post", at, {}, coalesce="card")
    topic = _effect(incident, EffectKind.TOPIC, "topic", at, {}, coalesce="topic")
    if incident.private or incident.drill:
        return (card, topic)
    news = _effect(incident, EffectKind.ANNOUNCEMENT, "announce", at, {}, coalesce="announcement")
    return (card, topic, news)


def seal(incident: Incident, at: datetime) -> Effect:
    """Put the timeline's head and count into the card's metadata, though the card looks the same."""
    return _effect(incident, EffectKind.CARD, "post", at, {"again": True}, coalesce="seal")


def triage(incident: Incident, at: datetime, *, anew: bool = False) -> Effect:
    """Bring the triage questions up to date in place; `anew` asks them again at the channel's end."""
    word = None if anew else "triage"
    return _effect(incident, EffectKind.TRIAGE, "post", at, {"anew": anew}, coalesce=word)


def withdraw(incident: Incident, at: datetime) -> Effect:
    """Take the announcement away from what must not be announced any more."""
    return _effect(incident, EffectKind.ANNOUNCEMENT, "announce", at, {}, coalesce="announcement")


def convert(incident: Incident, at: datetime) -> Effect:
    """Let the channel's name fit its incident, and see whether people must change the channel's kind."""
    return _effect(incident, EffectKind.CONVERT, "convert", at, {}, coalesce="convert")


def upload(
    incident: Incident, name: str, title: str, content: str, at: datetime, *, comment: str = ""
) -> Effect:
    """Share a short text file, written already, in the incident's channel."""
    payload = {
        "target": Target.INCIDENT.value,
        "name": name,
        "title": title,
        "content": content,
        "comment": comment,
    }
    return _effect(incident, EffectKind.UPLOAD, "post", at, payload)


def document(incident: Incident, name: str, title: str, about: dict[str, Any], at: datetime) -> Effect:
    """Share the incident as a file in its channel; `about` says in which form, written as it is sent."""
    payload = {"target": Target.INCIDENT.value, "name": name, "title": title, **about}
    return _effect(incident, EffectKind.UPLOAD, "post", at, payload)


def hand(user_id: str, name: str, title: str, content: str, at: datetime) -> Effect:
    """Share a text file with one person, by direct message."""
    payload = {
        "target": Target.PERSON.value,
        "user": user_id,
        "name": name,
        "title": title,
        "content": content,
        "comment": "",
    }
    return _effect(None, EffectKind.UPLOAD, f"dm:{user_id}", at, payload, needs_channel=False)


def home(user_id: str, at: datetime) -> Effect:
    """Bring a person's App Home up to date."""
    lane = f"home:{user_id}"
    payload = {"user": user_id}
    return _effect(None, EffectKind.HOME, lane, at, payload, needs_channel=False, coalesce=f"home:{user_id}")


def catch_up(incident: Incident, progress: CatchUp, at: datetime, *, coalesce: str | None = None) -> Effect:
    """Read the next page of what was said in the incident's channel while the bot did not hear it."""
    payload = progress.model_dump(mode="json")
    kind, priority = EffectKind.CATCH_UP, Priority.LOW
    return _effect(incident, kind, "catch_up", at, payload, priority=priority, coalesce=coalesce)


def fetch_marked(incident: Incident, channel_id: str, ts: str, user_id: str, at: datetime) -> Effect:
    """Read a message that was marked but never captured, and enter it into the timeline."""
    payload = {"channel": channel_id, "ts": ts, "user": user_id}
    return _effect(incident, EffectKind.FETCH_MARKED, f"fetch:{ts}", at, payload)
