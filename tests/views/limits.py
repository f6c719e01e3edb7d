"""Holds what people are shown against Slack's limits, by the simulated workspace and by Slack's own types."""

from typing import Any

from bot.domain.message import Outgoing
from bot.sandbox.blocks import validate_message_blocks, validate_view
from bot.sandbox.transcript import message_text, view_text
from tests.oracles import check_blocks, check_view

CRUEL = (
    "&" * 3001,
    "<!channel> " * 400,
    "👩🏾‍💻" * 500,
    "مرحبا بالعالم " * 250,
    "*_~`" * 800,
    "<@U0000000001|alice> <#C1|x> <https://example.com|y>",
    "w" * 3001,
    "a\n" * 1500,
    "\u202eright-to-left override",
)
"""Texts that people, or attackers, write."""


def reads(message: Outgoing) -> str:
    """The message as it is read, once it is shown to be one that Slack takes."""
    blocks = [dict(block) for block in message.blocks]
    assert 0 < len(message.text) <= 4000
    if blocks:
        validate_message_blocks(blocks)
        check_blocks(blocks)
    for markup in [message.text, *_markup(blocks)]:
        assert "<!" not in markup.replace("<!date^", "")
    return message_text({"text": message.text, "blocks": blocks}, _name)


def reads_view(view: dict[str, Any]) -> str:
    """The form as it is read, once it is shown to be one that Slack takes."""
    validate_view(view)
    check_view(view)
    return view_text(view, _name)


def length(message: Outgoing) -> int:
    """How many characters of markup a message has altogether."""
    return sum(map(len, _markup([dict(block) for block in message.blocks])))


def _markup(part: Any) -> list[str]:
    """Every text in which Slack would read markup."""
    if isinstance(part, list):
        return [text for each in part for text in _markup(each)]
    if not isinstance(part, dict):
        return []
    if part.get("type") == "mrkdwn":
        return [part["text"]]
    return [text for each in part.values() for text in _markup(each)]


def _name(id_: str) -> str:
    return id_
