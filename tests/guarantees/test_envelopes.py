"""What comes over a socket and is no delivery of Slack: read as nothing, not acked, nothing is begun."""

import json
from typing import Any

import aiohttp
import pytest

from handlers.envelopes import delivery_in, frame_of

FRAMES = {
    "no JSON": "{nonsense",
    "a key twice": '{"envelope_id": "1", "envelope_id": "2", "type": "events_api"}',
    "no number": '{"envelope_id": NaN}',
    "a list": "[1]",
    "nothing": "",
    "nested without end": '{"a":' * 50_000 + "1" + "}" * 50_000,
}
MESSAGE = {"type": "message", "channel": "C1", "ts": "1.0", "user": "U1", "text": "said"}
PAYLOADS: dict[str, Any] = {
    "none at all": None,
    "a text": "payload",
    "nested deeper than Slack's": json.loads('{"a":' * 80 + "1" + "}" * 80),
    "an event that is none": {"type": "event_callback", "event": "message"},
    "an event at no time": {"type": "event_callback", "event": {**MESSAGE, "ts": "soon"}},
    "an event nowhere": {"type": "event_callback", "event": {**MESSAGE, "channel": None}},
    "a press of nothing": {"type": "block_actions", "user": {"id": "U1"}, "actions": []},
    "a command of nobody": {"command": "/incident", "text": "list", "channel_id": "C1"},
}


def _framed(text: str) -> dict[str, Any]:
    return frame_of(aiohttp.WSMessage(aiohttp.WSMsgType.TEXT, text, ""))


@pytest.mark.parametrize("frame", FRAMES)
def test_a_frame_that_is_ambiguous_or_none_is_read_as_nothing(frame: str) -> None:
    assert _framed(FRAMES[frame]) == {}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_envelope_with_such_a_payload_carries_no_delivery(payload: str) -> None:
    assert delivery_in({"envelope_id": "1", "payload": PAYLOADS[payload]}) is None


def test_one_with_a_genuine_payload_does() -> None:
    frame = _framed(json.dumps({"envelope_id": "1", "payload": {"type": "event_callback", "event": MESSAGE}}))
    delivery = delivery_in(frame)
    assert delivery is not None
    assert delivery.body["event"] == MESSAGE
