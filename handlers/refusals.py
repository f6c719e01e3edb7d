"""What a delivery is answered when it could not be carried out: one clear sentence where the person is."""

import json
from collections.abc import Mapping
from typing import Any

from slack_bolt.response import BoltResponse

from bot.domain.message import Outgoing
from bot.domain.mrkdwn import plain
from bot.views.blocks import sentence

NOTHING_RECORDED = (
    "Nothing was recorded: my database cannot be reached. Try again in a minute;"
    " if it stays so, tell whoever runs the bot."
)
STILL_AT_IT = "This takes longer than usual. I am still at it and will say here how it ended."


def kind_of(body: Mapping[str, Any]) -> str:
    """What kind of delivery this is, for logs and counters."""
    event = body.get("event")
    if isinstance(event, Mapping):
        return f"event:{event.get('type')}"
    if "command" in body:
        return "command"
    return str(body.get("type") or "unknown")


def refusal(body: Mapping[str, Any], words: str, *, field: str | None = None) -> BoltResponse:
    """Say why not: in a command's answer, under a form's field; a button's answer goes another way.

    Returns:
        The response; with an empty body where the words have to be sent separately.
    """
    if "command" in body:
        return said(sentence(words))
    if body.get("type") == "view_submission":
        block_id = field or _first_input(body)
        if block_id:
            return _json({"response_action": "errors", "errors": {block_id: plain(words)[:2000]}})
    return BoltResponse(status=200, body="")


def away_response(body: Mapping[str, Any]) -> BoltResponse:
    """The database is away: people are told in words, events are not acked, so that Slack repeats them."""
    if isinstance(body.get("event"), Mapping):
        return BoltResponse(status=503, body="database away")
    return refusal(body, NOTHING_RECORDED)


def late_response(body: Mapping[str, Any]) -> BoltResponse:
    """It takes too long: people are told that it goes on, events are not acked."""
    if isinstance(body.get("event"), Mapping):
        return BoltResponse(status=503, body="busy")
    return refusal(body, STILL_AT_IT)


def _first_input(body: Mapping[str, Any]) -> str | None:
    blocks = body.get("view", {}).get("blocks", [])
    return next((block["block_id"] for block in blocks if block.get("type") == "input"), None)


def said(message: Outgoing) -> BoltResponse:
    """Answer a command in its ack, visible to the person alone."""
    content = {"text": message.text, "blocks": list(message.blocks)}
    return _json({"response_type": "ephemeral", **content})


def _json(content: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(content), headers={"content-type": ["application/json"]})
