"""Forms (modals) and their inputs, kept within Slack's limits; what was filled in is read back here too."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.mrkdwn import clip, unturned
from bot.views.blocks import Block, plain_text

TITLE_MAX = 24
LABEL_MAX = 2000
PLACEHOLDER_MAX = 150
INPUT_MAX = 3000
METADATA_MAX = 3000


def modal(
    callback_id: str,
    title: str,
    submit: str,
    blocks: Sequence[Block],
    *,
    metadata: str = "",
    close: str = "Cancel",
) -> dict[str, Any]:
    """Return a form; `metadata` comes back with it when it is submitted."""
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain_text(title, TITLE_MAX),
        "submit": plain_text(submit, TITLE_MAX),
        "close": plain_text(close, TITLE_MAX),
        "private_metadata": metadata,
        "blocks": list(blocks)[:100],
    }


def _input(block_id: str, label: str, element: Block, *, hint: str | None, optional: bool) -> Block:
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain_text(label, LABEL_MAX),
        "optional": optional,
        "element": {"action_id": block_id, **element},
    }
    if hint:
        block["hint"] = plain_text(hint, LABEL_MAX)
    return block


def text_input(
    block_id: str,
    label: str,
    *,
    placeholder: str | None = None,
    hint: str | None = None,
    initial: str = "",
    optional: bool = False,
    lines: bool = False,
    limit: int = INPUT_MAX,
) -> Block:
    """Return a field to write in, of several lines with `lines`."""
    element: Block = {"type": "plain_text_input", "multiline": lines, "max_length": limit}
    if initial:
        element["initial_value"] = clip(unturned(initial), limit)
    if placeholder:
        element["placeholder"] = plain_text(placeholder, PLACEHOLDER_MAX)
    return _input(block_id, label, element, hint=hint, optional=optional)


def choice(
    block_id: str,
    label: str,
    options: Sequence[Block] = (),
    *,
    groups: Mapping[str, Sequence[Block]] | None = None,
    placeholder: str | None = None,
    hint: str | None = None,
    initial: Block | None = None,
    optional: bool = False,
) -> Block:
    """Return a menu of options, or of groups of them under their labels."""
    element: Block = {"type": "static_select"}
    if groups:
        element["option_groups"] = [
            {"label": plain_text(name, 75), "options": list(members)[:100]}
            for name, members in groups.items()
        ]
    else:
        element["options"] = list(options)[:100]
    if initial:
        element["initial_option"] = initial
    if placeholder:
        element["placeholder"] = plain_text(placeholder, PLACEHOLDER_MAX)
    return _input(block_id, label, element, hint=hint, optional=optional)


def ticks(
    block_id: str,
    label: str,
    options: Sequence[Block],
    *,
    initial: Sequence[Block] = (),
    hint: str | None = None,
) -> Block:
    """Return boxes to tick, none of which has to be."""
    return _any_of(block_id, label, "checkboxes", list(options)[:10], initial=initial, hint=hint)


def person(
    block_id: str, label: str, *, hint: str | None = None, initial: str | None = None, optional: bool = False
) -> Block:
    """Return a menu of the workspace's people."""
    element: Block = {"type": "users_select"}
    if initial:
        element["initial_user"] = initial
    return _input(block_id, label, element, hint=hint, optional=optional)


def radio(
    block_id: str,
    label: str,
    options: Sequence[Block],
    *,
    initial: Block | None = None,
    hint: str | None = None,
) -> Block:
    """Return options that are all to be seen, one of which is chosen."""
    element: Block = {"type": "radio_buttons", "options": list(options)[:10]}
    if initial:
        element["initial_option"] = initial
    return _input(block_id, label, element, hint=hint, optional=False)


def several(
    block_id: str,
    label: str,
    options: Sequence[Block],
    *,
    initial: Sequence[Block] = (),
    hint: str | None = None,
) -> Block:
    """Return a menu from which several options, or none, may be chosen."""
    return _any_of(block_id, label, "multi_static_select", list(options)[:100], initial=initial, hint=hint)


def _any_of(
    block_id: str,
    label: str,
    kind: str,
    options: Sequence[Block],
    *,
    initial: Sequence[Block],
    hint: str | None,
) -> Block:
    element: Block = {"type": kind, "options": options}
    if initial:
        element["initial_options"] = list(initial)
    return _input(block_id, label, element, hint=hint, optional=True)


def telling(block: Block) -> Block:
    """Return an input that tells at once what was put into it, so that the form can follow."""
    return {**block, "dispatch_action": True}


class Filled:
    """What somebody filled in, by block id."""

    def __init__(self, view: Mapping[str, Any]) -> None:
        self._values: Mapping[str, Any] = (view.get("state") or {}).get("values") or {}

    def _element(self, block_id: str) -> Mapping[str, Any]:
        return next(iter((self._values.get(block_id) or {}).values()), {})

    def text(self, block_id: str) -> str:
        """Return what was written, without the space around it; "" when nothing was."""
        return str(self._element(block_id).get("value") or "").strip()

    def chosen(self, block_id: str) -> str | None:
        """Return the value of the option that was chosen."""
        option = self._element(block_id).get("selected_option")
        return str(option["value"]) if option else None

    def ticked(self, block_id: str) -> set[str]:
        """Return the values of the boxes that were ticked."""
        return {str(option["value"]) for option in self._element(block_id).get("selected_options") or []}

    def person(self, block_id: str) -> str | None:
        """Return the id of the person who was chosen."""
        chosen = self._element(block_id).get("selected_user")
        return str(chosen) if chosen else None
