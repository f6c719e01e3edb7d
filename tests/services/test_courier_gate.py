"""What was wanted while an incident was public does not go out once it is private."""

import pytest

from bot.domain.effect import Effect, EffectKind, Target
from tests.services.office import Office, an_effect, saying


def to_person(office: Office, name: str) -> Effect:
    payload = {"target": Target.PERSON.value, "user": office.user(name).id, "message": saying("zebra")}
    return an_effect(f"to {name}", payload=payload, needs_channel=False)


def to_channel(office: Office, name: str) -> Effect:
    channel_id = office.workspace.channel(name).id
    payload = {"target": Target.CHANNEL.value, "channel": channel_id, "message": saying("zebra")}
    return an_effect(f"to {name}", payload=payload, needs_channel=False)


def told(office: Office) -> int:
    """How often the word was said outside of the incident's channel."""
    elsewhere = [c for c in office.workspace.channels.values() if not (c.name or "").startswith("inc-")]
    return sum("zebra" in m.text for c in elsewhere for m in c.messages.values())


@pytest.mark.parametrize("private", [False, True])
async def test_a_word_to_an_outsider_goes_only_while_the_incident_is_public(
    office: Office, *, private: bool
) -> None:
    await office.opened()
    await office.change(1, private=private)
    await office.put(to_person(office, "bob"), to_channel(office, "incidents"))
    await office.courier.settle()
    assert told(office) == (0 if private else 2)
    assert [code for *_, code in office.heard.failures] == (["private", "private"] if private else [])


async def test_who_is_in_it_is_told_of_a_private_incident(office: Office) -> None:
    await office.opened(private=True)
    async with office.database.transaction() as repositories:
        await repositories.members.joined(1, office.user("bob").id, office.clock())
    await office.put(to_person(office, "bob"), to_person(office, "alice"))
    await office.courier.settle()
    assert told(office) == 2, "Bob is in its channel, and Alice declared it"


async def test_a_whisper_that_cannot_be_shown_in_a_private_channel_becomes_no_word_to_an_outsider(
    office: Office,
) -> None:
    await office.opened(private=True)
    payload = {"target": Target.INCIDENT.value, "user": office.user("bob").id, "message": saying("zebra")}
    await office.put(an_effect("whisper", EffectKind.EPHEMERAL, payload=payload))
    await office.courier.settle()
    assert told(office) == 0
    assert [code for *_, code in office.heard.failures] == ["private"]
