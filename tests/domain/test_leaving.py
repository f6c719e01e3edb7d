"""Nothing of a private incident goes anywhere but into its channel and to those in it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.effect import Effect, EffectKind, Target
from bot.domain.incident import Incident, Places
from bot.domain.leaving import may_leave
from bot.domain.responder import Holding
from bot.domain.role import Role

AT = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
HOLDER = Holding(role=Role.LEGAL, user_id="ULEGAL", assigned_by="UALICE", assigned_at=AT)
PLACES = Places(channel_id="COWN", announcement_channel_id="CNEWS")


def an_incident(*, private: bool = True) -> Incident:
    return Incident(
        number=7,
        title="zebra",
        declared_by="UALICE",
        declared_at=AT,
        private=private,
        places=PLACES,
        roles=(HOLDER,),
    )


def an_effect(kind: EffectKind, **payload: Any) -> Effect:
    return Effect(id="1", incident=7, kind=kind, lane="7:x", payload=payload, created_at=AT)


WAYS = {
    "a post in its channel": (an_effect(EffectKind.POST, target=Target.INCIDENT), True),
    "a post in its channel, by id": (an_effect(EffectKind.POST, target=Target.CHANNEL, channel="COWN"), True),
    "a post elsewhere": (an_effect(EffectKind.POST, target=Target.CHANNEL, channel="CELSE"), False),
    "a post under the announcement": (an_effect(EffectKind.POST, target=Target.ANNOUNCEMENTS), False),
    "a file elsewhere": (an_effect(EffectKind.UPLOAD, target=Target.CHANNEL, channel="CELSE"), False),
    "a file for an outsider": (an_effect(EffectKind.UPLOAD, target=Target.PERSON, user="UOUT"), False),
    "a word to an outsider": (an_effect(EffectKind.POST, target=Target.PERSON, user="UOUT"), False),
    "a word to a member": (an_effect(EffectKind.POST, target=Target.PERSON, user="UBOB"), True),
    "a word to who declared it": (an_effect(EffectKind.POST, target=Target.PERSON, user="UALICE"), True),
    "a word to who holds a role": (an_effect(EffectKind.POST, target=Target.PERSON, user="ULEGAL"), True),
    "a whisper elsewhere": (
        an_effect(EffectKind.EPHEMERAL, target=Target.CHANNEL, channel="CELSE", user="UBOB"),
        False,
    ),
    "a message changed elsewhere": (an_effect(EffectKind.UPDATE_MESSAGE, channel="CELSE", ts="1.0"), False),
    "a message changed in its channel": (
        an_effect(EffectKind.UPDATE_MESSAGE, channel="COWN", ts="1.0"),
        True,
    ),
    "a message changed where somebody pressed it": (
        an_effect(EffectKind.UPDATE_MESSAGE, channel="D1", ts="1.0"),
        True,
    ),
    "an answer": (an_effect(EffectKind.REPLY, response_url="https://…"), True),
    "an answer that became a word to an outsider": (
        an_effect(EffectKind.REPLY, response_url="https://…", user="UOUT"),
        False,
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_of_a_private_incident_may_leave(way: str) -> None:
    effect, may = WAYS[way]
    assert may_leave(effect, an_incident(), {"UBOB"}) is may


@pytest.mark.parametrize("way", WAYS)
def test_of_a_public_incident_everything_may(way: str) -> None:
    assert may_leave(WAYS[way][0], an_incident(private=False), ())


@pytest.mark.parametrize("kind", EffectKind)
def test_no_kind_of_effect_is_forgotten(kind: EffectKind) -> None:
    """What is sent to a place of its own choosing does not leave; the rest is seen in the channel or judged
    by whoever draws it."""
    elsewhere = an_effect(kind, target=Target.CHANNEL, channel="CELSE", user="UOUT")
    judged = {EffectKind.ANNOUNCEMENT, EffectKind.HOME}
    inside = {
        EffectKind.OPEN_CHANNEL,
        EffectKind.INVITE,
        EffectKind.CARD,
        EffectKind.TRIAGE,
        EffectKind.PIN_CARD,
        EffectKind.TOPIC,
        EffectKind.FETCH_MARKED,
        EffectKind.CATCH_UP,
        EffectKind.CONVERT,
        EffectKind.TWINS,
    }
    assert may_leave(elsewhere, an_incident(), ()) is (kind in judged | inside)
