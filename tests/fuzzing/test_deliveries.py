"""Deliveries that Slack signed and nobody foresaw: genuine ones with parts missing, swapped and doubled."""

import copy
import json
from collections.abc import Iterator
from itertools import count
from typing import Any
from urllib.parse import urlencode

import aiohttp
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.delivery_log import Kind
from handlers.envelopes import ack_for, delivery_in, frame_of
from handlers.reading import FORM, JSON
from tests.fuzzing.ground import Ground, budget, on_ground
from tests.fuzzing.texts import anything, texts
from tests.guarantees.slack_side import delivered, posts
from tests.scenarios.room import a_room

DOCUMENTED = frozenset({200, 400, 404, 413, 503})
"""200 kept or answered, 400 not to be read, 404 listened for by nobody, 503 not kept in time."""

Json = dict[str, Any]
Payload = tuple[Kind, Json]
MUTATIONS = ("leave out", "replace", "empty", "double")


async def _lived_through(ground: Ground) -> list[Payload]:
    """A life in which everything is delivered once; what was delivered, a few of each sort."""
    stage = ground.stage
    room = await a_room(stage, "declare sev2 Chatbot invents refunds")
    alice, bob = room.person("alice"), room.person("bob")
    said = await alice.says(room.channel, "look <http://x|here>", files=[("a.log", b"x")])
    await bob.says(room.channel, "a reply", said)
    await alice.edits(said, "look again")
    await bob.reacts(said, "pushpin")
    await bob.unreacts(said, "pushpin")
    await alice.deletes(said)
    card = room.card
    await room.clicks("bob", card, "Take command")
    await alice.uses_shortcut("declare_incident_global")
    await alice.submits({"What is going wrong?": "Model drifts"})
    await stage.settle()
    other = await bob.says("general", "the model is odd")
    await bob.uses_shortcut("add_to_timeline", other)
    await bob.closes_view(whole_stack=True)
    await alice.opens_home()
    await alice.sets_topic(room.channel, "mine")
    await room.runs("alice", "note 10:00 it began")
    await stage.settle()
    found: dict[tuple[Any, ...], Payload] = {}
    for delivery in delivered(stage):
        event = delivery.payload.get("event") or {}
        sort = (delivery.kind, delivery.name, event.get("subtype"), delivery.payload.get("type"))
        found[sort] = (delivery.kind, delivery.payload)
    return [found[sort] for sort in sorted(found, key=repr)]


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a value that something could be done to."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield (*at, key)
        yield from places(part, (*at, key))


def changed(payload: Json, at: tuple[Any, ...], how: str, instead: Any) -> None:
    """Do something to one place of a payload."""
    parent: Any = payload
    try:
        for key in at[:-1]:
            parent = parent[key]
        if how == "leave out":
            del parent[at[-1]]
        elif how == "empty":
            parent[at[-1]] = type(parent[at[-1]])()
        elif how == "double":
            parent[at[-1]] = [parent[at[-1]]] * 2
        else:
            parent[at[-1]] = instead
    except (KeyError, IndexError, TypeError):
        return  # An earlier change took the place away.


FRESH = count(1)


def fresh(payload: Json) -> Json:
    """The same once more, as something that was not delivered before."""
    made, number = copy.deepcopy(payload), next(FRESH)
    for name in ("event_id", "trigger_id"):
        if name in made:
            made[name] = f"{made[name]}{number}"
    event = made.get("event")
    if isinstance(event, dict) and "ts" in event and event.get("type") == "message":
        event["ts"] = f"1774{number:06d}.{number:06d}"
    for action in made.get("actions") or ():
        action["action_ts"] = f"1774{number:06d}.{number:06d}"
    return made


def encoded(kind: Kind, payload: Json) -> tuple[bytes, str]:
    """A payload as it comes over HTTP."""
    if kind is Kind.EVENT:
        return json.dumps(payload).encode(), JSON
    if kind is Kind.COMMAND:
        fields = {k: v if isinstance(v, str) else json.dumps(v) for k, v in payload.items()}
        return urlencode(fields).encode("utf-8", "replace"), FORM
    return urlencode({"payload": json.dumps(payload)}).encode(), FORM


@st.composite
def twisted(draw: st.DrawFn, genuine: list[Payload]) -> Payload:
    """A genuine delivery to which one to four things were done."""
    kind, payload = draw(st.sampled_from(genuine))
    made = fresh(payload)
    everywhere = list(places(made))
    for _ in range(draw(st.integers(1, 4))):
        changed(made, draw(st.sampled_from(everywhere)), draw(st.sampled_from(MUTATIONS)), draw(anything))
    return kind, made


def test_what_slack_signed_is_answered_whatever_it_is(sqlite_url: str) -> None:
    with on_ground(sqlite_url, judged=False) as ground:
        genuine = ground.does(_lived_through(ground))

        @budget(150)
        @given(delivery=twisted(genuine))
        def tried(delivery: Payload) -> None:
            body, content_type = encoded(*delivery)
            status, _ = ground.does(posts(ground.stage, body, content_type))
            assert status in DOCUMENTED, (status, delivery)
            ground.holds()

        tried()


def test_what_comes_over_a_socket_is_answered_or_left_for_slack_to_repeat(sqlite_url: str) -> None:
    with on_ground(sqlite_url, judged=False) as ground:
        genuine = ground.does(_lived_through(ground))

        @budget(100)
        @given(delivery=twisted(genuine), envelope=st.dictionaries(texts, anything, max_size=2))
        def tried(delivery: Payload, envelope: Json) -> None:
            number = str(next(FRESH))
            envelope |= {"payload": delivery[1], "envelope_id": number, "accepts_response_payload": True}
            request = delivery_in(envelope)
            if request is None:
                return
            response = ground.does(ground.stage.bot.intake(request, number))
            assert response.status in DOCUMENTED, (response.status, delivery)
            assert json.dumps(ack_for(envelope, response))
            ground.holds()

        tried()


@budget(200)
@given(data=st.one_of(texts, st.binary(max_size=60).map(lambda b: b.decode("latin-1"))))
def test_a_frame_that_is_none_is_read_as_nothing(data: str) -> None:
    frame = frame_of(aiohttp.WSMessage(aiohttp.WSMsgType.TEXT, data, ""))
    assert isinstance(frame, dict)


def test_bodies_of_any_bytes_are_answered(sqlite_url: str) -> None:
    with on_ground(sqlite_url, judged=False) as ground:

        @budget(60)
        @given(
            body=st.one_of(st.binary(max_size=200), texts.map(str.encode)), kind=st.sampled_from([JSON, FORM])
        )
        def tried(body: bytes, kind: str) -> None:
            status, _ = ground.does(posts(ground.stage, body, kind))
            assert status in {*DOCUMENTED, 401}, (status, body)
            ground.holds()

        tried()
