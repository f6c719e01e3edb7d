"""Holds blocks and views to Slack's limits, and fills in the ids that Slack gives where an app gave none."""

import copy
import json
from collections.abc import Iterator, Sequence
from typing import Any

from bot.sandbox.block_kinds import KINDS, LIMITS, MAX_MARKDOWN, Surface
from bot.sandbox.block_rules import (
    Check,
    Fault,
    Faults,
    anything,
    boolean,
    listing,
    plain_text,
    string,
    thing,
)
from bot.sandbox.entities import JsonObject
from bot.sandbox.errors import SlackError
from bot.sandbox.ids import Ids

MAX_VIEW_BYTES = 250_000
WITHOUT_ACTION = frozenset({"image", "plain_text", "mrkdwn"})


def block_faults(blocks: Any, surface: Surface = "message", pointer: str = "/blocks") -> Faults:
    """Everything wrong with a list of blocks on this surface."""
    faults: Faults = []
    low = 0 if surface == "message" else 1
    listing(KINDS[surface], low, LIMITS[surface])(blocks, pointer, faults)
    if not isinstance(blocks, list):
        return faults
    whole = [block if isinstance(block, dict) else {} for block in blocks]
    _check_block_ids(whole, pointer, faults)
    if surface == "message":
        _check_totals(whole, pointer, faults)
    else:
        _check_focus(whole, pointer, faults)
    return faults


def _check_block_ids(blocks: Sequence[JsonObject], pointer: str, faults: Faults) -> None:
    seen: set[str] = set()
    for at, block in enumerate(blocks):
        block_id = block.get("block_id")
        if isinstance(block_id, str) and block_id in seen:
            message = f'`block_id` "{block_id}" already exists'
            faults.append(Fault("duplicate", message, f"{pointer}/{at}/block_id"))
        elif isinstance(block_id, str):
            seen.add(block_id)


def _check_totals(blocks: Sequence[JsonObject], pointer: str, faults: Faults) -> None:
    markdown = [str(block.get("text", "")) for block in blocks if block.get("type") == "markdown"]
    if len(markdown) > 1 and sum(map(len, markdown)) > MAX_MARKDOWN:
        message = f"markdown blocks must be less than {MAX_MARKDOWN + 1} characters altogether"
        faults.append(Fault("max_length", message, pointer, MAX_MARKDOWN))
    if sum(block.get("type") == "table" for block in blocks) > 1:
        faults.append(Fault("max_items", "only one table allowed", pointer, 1))


def _check_focus(blocks: Sequence[JsonObject], pointer: str, faults: Faults) -> None:
    focused = [element for block in blocks for element in elements_of(block) if element.get("focus_on_load")]
    if len(focused) > 1:
        faults.append(Fault("focus", "only one element may have focus_on_load", pointer, 1))


def elements_of(block: JsonObject) -> Iterator[JsonObject]:
    """The elements of a block that people can use."""
    for place in (block.get("accessory"), block.get("element")):
        if isinstance(place, dict):
            yield place
    if block.get("type") in ("actions", "context_actions") and isinstance(block.get("elements"), list):
        yield from (element for element in block["elements"] if isinstance(element, dict))


_SHARED: dict[str, Check] = {
    "type": anything,
    "private_metadata": string(0, 3000),
    "callback_id": string(0, 255),
    "external_id": string(0, 255),
    "blocks": anything,
}
_VIEWS: dict[str, Check] = {
    "modal": thing(
        {"title": plain_text(24)},
        {
            **_SHARED,
            "submit": plain_text(24),
            "close": plain_text(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
    ),
    "home": thing({}, _SHARED),
}


def view_faults(view: Any) -> Faults:
    """Everything wrong with the view of a modal or a Home tab."""
    if not isinstance(view, dict):
        return [Fault("type_mismatch", "must provide an object", "/view")]
    kind = view.get("type")
    if kind not in ("modal", "home"):
        return [Fault("unsupported_type", f"unsupported type: {kind}", "/view/type")]
    faults: Faults = []
    _VIEWS[kind](view, "/view", faults)
    if view.get("blocks") is None:
        faults.append(Fault("required", "missing required field: blocks", "/view", "blocks"))
        return faults
    faults += block_faults(view["blocks"], kind, "/view/blocks")
    if kind == "modal" and not view.get("submit") and _has_input(view["blocks"]):
        message = "`submit` is required when an input block is within blocks"
        faults.append(Fault("required", message, "/view", "submit"))
    return faults


def _has_input(blocks: Any) -> bool:
    return isinstance(blocks, list) and any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)


def validate_view(view: Any) -> None:
    """Refuse a view Slack would refuse: view_too_large, or invalid_arguments with what is wrong and where."""
    if len(json.dumps(view, ensure_ascii=False).encode()) > MAX_VIEW_BYTES:
        raise SlackError("view_too_large")
    faults = view_faults(view)
    if faults:
        raise SlackError("invalid_arguments", response_metadata={"messages": [f.told() for f in faults]})


def validate_message_blocks(blocks: Any, pointer: str = "/blocks") -> None:
    """Refuse the blocks of a message with invalid_blocks and what is wrong where."""
    faults = block_faults(blocks, pointer=pointer)
    if faults:
        told = [fault.told() for fault in faults]
        errors = [text.removeprefix("[ERROR] ") for text in told]
        raise SlackError("invalid_blocks", errors=errors, response_metadata={"messages": told})


def checked_message_blocks(blocks: Any, ids: Ids, pointer: str = "/blocks") -> list[JsonObject]:
    """The blocks as Slack keeps them, once they are found good."""
    validate_message_blocks(blocks, pointer)
    return completed_blocks(blocks, ids)


def completed_blocks(blocks: Sequence[JsonObject], ids: Ids) -> list[JsonObject]:
    """A copy with ids for blocks and elements that have none, and Slack's defaults spelt out in texts."""
    kept = copy.deepcopy(list(blocks))
    for block in kept:
        if not block.get("block_id"):
            block["block_id"] = ids.word(5)
        for element in elements_of(block):
            if element["type"] not in WITHOUT_ACTION and not element.get("action_id"):
                element["action_id"] = ids.word(5)
        if block["type"] != "rich_text":
            _spell_out(block)
    return kept


def _spell_out(value: Any) -> None:
    if isinstance(value, list):
        for each in value:
            _spell_out(each)
    elif isinstance(value, dict):
        if value.get("type") == "plain_text":
            value.setdefault("emoji", True)
        elif value.get("type") == "mrkdwn":
            value.setdefault("verbatim", False)
        for each in value.values():
            _spell_out(each)
