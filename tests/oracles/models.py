"""slack_sdk's models as a second opinion on blocks and views: they know the lengths that types cannot say."""

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View


def model_differences(value: Sequence[dict[str, Any]] | dict[str, Any]) -> list[str]:
    """What slack_sdk refuses in a list of blocks or in a view."""
    if isinstance(value, dict):
        return [*_refusals(value, View(**value)), *model_differences(value["blocks"])]
    return [f"/{index}{line}" for index, raw in enumerate(value) for line in _faults(json.dumps(raw))]


@lru_cache(maxsize=10_000)
def _faults(written: str) -> tuple[str, ...]:
    """What slack_sdk refuses in a block, or that it knows none such and would drop it without a word.

    Messages that are drawn again and again have most of their blocks in common.
    """
    raw = json.loads(written)
    block = Block.parse(raw)
    if block is None:
        return (f": slack_sdk knows no block {raw.get('type')!r}",)
    return tuple(_refusals(raw, block))


def _refusals(raw: dict[str, Any], model: Block | View) -> Iterator[str]:
    try:
        model.to_dict()
    except SlackObjectFormationError as refusal:
        yield f"/{raw.get('type')}: {refusal}"
