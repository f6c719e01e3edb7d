"""Block Kit pieces, kept within Slack's limits whatever people wrote (slack.md: block limits).

The texts given to `section`, `context` and `fields` are mrkdwn of ours: what people wrote goes through
`bot.domain.mrkdwn.inert` first. Headers, buttons and options are plain text.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from bot.domain.instant_token import STYLE, instant_token
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import clip, inert, split, unturned

Block = dict[str, Any]

SECTION_MAX = 3000
FIELD_MAX = 2000
HEADER_MAX = 150
BUTTON_MAX = 75
VALUE_MAX = 2000
OPTION_MAX = 75
MESSAGE_BLOCKS = 50
TEXT_MAX = 3900
"""Slack splits message text over 4,000 characters and refuses to edit it; a little below is safe."""
_ADDRESS = re.compile(r"https?://[^\s<>|]+")


def mrkdwn(text: str, limit: int = SECTION_MAX) -> Block:
    """Return a mrkdwn text object; Slack refuses an empty one."""
    return {"type": "mrkdwn", "text": clip(text, limit) or " "}


def plain_text(text: str, limit: int) -> Block:
    """Return a plain text object."""
    return {"type": "plain_text", "text": clip(unturned(text), limit) or " ", "emoji": True}


def section(text: str, *, accessory: Block | None = None, block_id: str | None = None) -> Block:
    """Return a paragraph."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if accessory:
        block["accessory"] = accessory
    if block_id:
        block["block_id"] = block_id
    return block


def fields(texts: Sequence[str]) -> Block:
    """Return up to ten short texts in two columns."""
    return {"type": "section", "fields": [mrkdwn(text, FIELD_MAX) for text in texts[:10]]}


def header(text: str) -> Block:
    """Return a headline."""
    return {"type": "header", "text": plain_text(text, HEADER_MAX)}


def context(*texts: str) -> Block:
    """Return small print."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts[:10]]}


def divider() -> Block:
    """Return a line across."""
    return {"type": "divider"}


def button(
    label: str,
    action_id: str,
    value: str = "-",
    *,
    style: str | None = None,
    confirm: Block | None = None,
    hint: str | None = None,
) -> Block:
    """Return a button, named by what happens; `hint` is read out by screen readers instead of the label."""
    element: Block = {
        "type": "button",
        "text": plain_text(label, BUTTON_MAX),
        "action_id": action_id,
        "value": value[:VALUE_MAX] or "-",
    }
    if style:
        element["style"] = style
    if confirm:
        element["confirm"] = confirm
    if hint:
        element["accessibility_label"] = clip(hint, BUTTON_MAX)
    return element


def confirm(title: str, text: str, yes: str, no: str = "Not now") -> Block:
    """Return a question asked before a button acts; only where something cannot be undone."""
    return {
        "title": plain_text(title, 100),
        "text": plain_text(text, 300),
        "confirm": plain_text(yes, 30),
        "deny": plain_text(no, 30),
    }


def actions(*elements: Block, block_id: str | None = None) -> Block:
    """Return a row of buttons or selects (at most 25)."""
    block: Block = {"type": "actions", "elements": list(elements[:25])}
    if block_id:
        block["block_id"] = block_id
    return block


def option(label: str, value: str, description: str | None = None) -> Block:
    """Return one choice of a select, of radio buttons or of checkboxes."""
    choice: Block = {"text": plain_text(label, OPTION_MAX), "value": value}
    if description:
        choice["description"] = plain_text(description, OPTION_MAX)
    return choice


def date(at: datetime, style: str = STYLE) -> str:
    """Return Slack's date token: each reader sees it in their own zone; the fallback is UTC."""
    return instant_token(at, style)


def linked(address: str, words: str) -> str:
    """Return words that lead to an address; what is none for the web stands beside them as it is."""
    if _ADDRESS.fullmatch(address):
        return f"<{address}|{inert(words)}>"
    return f"{inert(words)}: {inert(address)}"


def clock_time(at: datetime) -> str:
    """Return only the time of day, for things that happened lately."""
    return date(at, "{time}")


def paragraphs(text: str, *, limit: int = SECTION_MAX) -> list[Block]:
    """Return a long text as several sections, broken between lines or words, never inside a link."""
    sections: list[Block] = []
    rest = text
    while rest.strip():
        piece, rest = split(rest, limit)
        sections.append(section(piece))
    return sections


def outgoing(text: str, blocks: Iterable[Block] = ()) -> Outgoing:
    """Return a message: `text` is what a lock screen shows, and what is read where blocks are not."""
    shown = tuple(blocks)[:MESSAGE_BLOCKS]
    return Outgoing(text=clip(text, TEXT_MAX), blocks=shown)


def sentence(text: str) -> Outgoing:
    """Return a message of one or a few sentences in mrkdwn."""
    return outgoing(text, paragraphs(text))
