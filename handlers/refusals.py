"""What a delivery is answered when it could not be carried out: one clear sentence where the person is."""

import json
from collections.abc import Mapping
from typing import Any

from slack_bolt.response import BoltResponse

from bot.domain.message import Outgoing
from bot.domain.mrkdwn import plain
from bot.views.blocks import sentence

Body = Mapping[str, Any]

NOTHING_RECORDED = (
    "Nothing was recorded: my database cannot be reached. Try again in a minute;"
    " if it stays so, tell whoever runs the bot."
)
NOT_CONNECTED = (
    "Nothing was recorded: I am starting, and not connected to Slack yet. Try again in a minute;"
    " if it stays so, tell whoever runs the bot."
)
TOO_SLOW = (
    "Nothing was recorded: it took too long. Try again in a minute;"
    " if it stays so, tell whoever runs the bot."
)
UNDECIDED = (
    "My database is slow: I cannot say yet whether this was recorded. I will say here how it ended; if you"
    " hear no more, look with `/incident status` before you repeat it."
)
SUBMIT_AGAIN = (
    "My database is slow: I cannot say yet whether this was recorded. Submit again in a moment;"
    " it counts once."
)
RECORDED = "It is recorded now."
UNKNOWN = (
    "My database went away while it recorded this, so I cannot say whether it did. Look with"
    " `/incident status` before you repeat it."
)
MISHAP = (
    "Something went wrong on my side, and nothing was recorded. Try again; if it happens again, tell whoever"
    " runs the bot this reference: {reference}."
)


def is_event(body: Body) -> bool:
    """Whether Slack tells of something that happened, and sends it again until it is acked."""
    return isinstance(body.get("event"), Mapping)


def kind_of(body: Body) -> str:
    """What kind of delivery this is, for logs and counters."""
    if is_event(body):
        return f"event:{body['event'].get('type')}"
    if "command" in body:
        return "command"
    return str(body.get("type") or "unknown")


def person_of(body: Body) -> str | None:
    """Who typed the command, pressed the button or submitted the form."""
    user = body.get("user") or body.get("user_id")
    if isinstance(user, Mapping):
        user = user.get("id")
    return user if isinstance(user, str) else None


def refusal(body: Body, words: str, *, field: str | None = None) -> BoltResponse:
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
    if body.get("type") == "block_suggestion":
        return _json({"options": []})
    return BoltResponse(status=200, body="")


def unkept(body: Body, words: str) -> BoltResponse:
    """Nothing was kept: people are told in words, events are not acked, so that Slack repeats them."""
    return BoltResponse(status=503, body="not kept") if is_event(body) else refusal(body, words)


def mishap(body: Body, reference: str) -> BoltResponse:
    """A mistake of ours: people get a reference to the log, events come again."""
    if is_event(body):
        return BoltResponse(status=500, body="")
    return refusal(body, MISHAP.format(reference=reference))


def undecided_words(body: Body, *, ended: bool) -> str:
    """What is said while, or when, nobody can tell whether a commit took place: a form may be sent again."""
    if body.get("type") == "view_submission":
        return SUBMIT_AGAIN
    return UNKNOWN if ended else UNDECIDED


def words_in(response: BoltResponse) -> Outgoing | None:
    """Return what a response says, as a message; None when it says nothing."""
    if not response.body:
        return None
    try:
        content = json.loads(response.body)
    except ValueError:
        return sentence(response.body)
    if not isinstance(content, dict):
        return None
    if content.get("text"):
        return Outgoing(text=content["text"], blocks=tuple(content.get("blocks") or ()))
    complaints = list((content.get("errors") or {}).values())
    return sentence(complaints[0]) if complaints else None


def _first_input(body: Body) -> str | None:
    blocks = body.get("view", {}).get("blocks", [])
    return next((block["block_id"] for block in blocks if block.get("type") == "input"), None)


def said(message: Outgoing) -> BoltResponse:
    """Answer a command in its ack, visible to the person alone."""
    content = {"text": message.text, "blocks": list(message.blocks)}
    return _json({"response_type": "ephemeral", **content})


def _json(content: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(content), headers={"content-type": ["application/json"]})
