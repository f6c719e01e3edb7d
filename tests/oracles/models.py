"""slack_sdk's models as a second opinion on blocks and views: they know the lengths that types cannot say."""

from collections.abc import Iterator, Sequence
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View


def model_differences(value: Sequence[dict[str, Any]] | dict[str, Any]) -> list[str]:
    """What slack_sdk refuses in a list of blocks or in a view."""
    if isinstance(value, dict):
        return [*_refusals(value, View(**value)), *model_differences(value["blocks"])]
    found = list(_unknown(value))
    for index, raw in enumerate(value):
        if (block := Block.parse(raw)) is not None:
            found.extend(f"/{index}{line}" for line in _refusals(raw, block))
    return found


def _refusals(raw: dict[str, Any], model: Block | View) -> Iterator[str]:
    try:
        model.to_dict()
    except SlackObjectFormationError as refusal:
        yield f"/{raw.get('type')}: {refusal}"


def _unknown(blocks: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Blocks that slack_sdk does not recognise, which it would otherwise drop without a word."""
    for index, raw in enumerate(blocks):
        if Block.parse(raw) is None:
            yield f"/{index}: slack_sdk knows no block {raw.get('type')!r}"
