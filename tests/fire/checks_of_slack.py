"""What must be true on Slack after any fire: everything once, in its order, and as it is recorded."""

from collections import Counter
from collections.abc import Iterator

from bot.domain.incident import Status
from bot.views.card import notification
from tests.fire.outcome import Outcome, check


@check
def every_incident_has_one_channel(outcome: Outcome) -> Iterator[str]:
    ground = outcome.life.ground
    made = Counter(channel.name.split("-")[1] for channel in ground.incident_channels() if channel.name)
    if made != Counter(str(number) for number in outcome.incidents):
        yield f"{dict(made)} for {sorted(outcome.incidents)}"
    for number, incident in outcome.incidents.items():
        if incident.places.channel_id is None:
            yield f"INC-{number} has no channel"


@check
def no_message_was_sent_twice(outcome: Outcome) -> Iterator[str]:
    sent = Counter(effect for effect, _ in outcome.posted())
    for effect, count in sent.items():
        if count > 1:
            yield f"{outcome.effects.get(effect)} was posted {count} times"


@check
def what_is_said_in_a_channel_stands_in_its_order(outcome: Outcome) -> Iterator[str]:
    latest: dict[str, tuple[float, int]] = {}
    for effect_id, message in sorted(outcome.posted(), key=lambda each: float(each[1].ts)):
        effect = outcome.effects.get(effect_id)
        if effect is None or effect.kind != "post":
            continue
        if effect.position < latest.get(effect.lane, (0.0, 0))[1]:
            yield f"{effect} stands after what was said later"
        latest[effect.lane] = float(message.ts), effect.position


@check
def card_pin_and_announcement_are_there_once(outcome: Outcome) -> Iterator[str]:
    ground = outcome.life.ground
    for number, incident in outcome.incidents.items():
        channel = ground.workspace.channels[str(incident.places.channel_id)]
        made = Counter(
            outcome.effects[effect].kind for effect, _ in outcome.posted()
            if effect in outcome.effects and outcome.effects[effect].incident == number
        )  # fmt: skip
        for kind in ("card", "announcement"):
            if made[kind] != 1:
                yield f"INC-{number} has {made[kind]} messages of kind {kind}"
        if [pin["message_ts"] for pin in channel.pins] != [incident.places.card_ts]:
            yield f"INC-{number}: pinned is {channel.pins}, and the card {incident.places.card_ts}"


@check
def what_is_shown_is_what_is_recorded(outcome: Outcome) -> Iterator[str]:
    ground = outcome.life.ground
    for number, incident in outcome.incidents.items():
        channel = ground.workspace.channels[str(incident.places.channel_id)]
        topic = channel.topic["value"]
        status = incident.status.value.upper() if incident.status is not Status.OPEN else incident.phase.value
        if (
            incident.severity.label not in topic
            or f"| {status} |" not in topic
            or incident.title[:20] not in topic
        ):
            yield f"INC-{number}: the topic is {topic!r} of {incident.severity}, {status}, {incident.title}"
        shown = channel.messages[str(incident.places.card_ts)].text
        wanted = notification(incident)
        if shown != wanted:
            yield f"INC-{number}: the card says {shown!r}, and should say {wanted!r}"


@check
def no_effect_was_given_up(outcome: Outcome) -> Iterator[str]:
    for effect in outcome.effects.values():
        if effect.state == "failed" and effect.error not in ("expired_url", "used_url"):
            yield f"{effect}"
        if effect.state == "waiting":
            yield f"{effect} still waits"


@check
def nobody_saw_a_traceback_or_was_left_with_a_mishap(outcome: Outcome) -> Iterator[str]:
    workspace = outcome.life.ground.workspace
    seen = [
        m.text for c in workspace.channels.values() for m in (*c.messages.values(), *c.ephemerals.values())
    ]
    for text in [*seen, *outcome.life.answers]:
        if "Traceback" in text or "went wrong on my side" in text:
            yield text
