"""Judges all that passed between a simulated workspace and its apps: calls, deliveries, answers, messages."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from bot.sandbox.call_log import CallRecord
from bot.sandbox.delivery_log import Attempt, Delivery, Kind
from bot.sandbox.entities import App
from bot.sandbox.workspace import Workspace
from tests.oracles import (
    check_arguments,
    check_blocks,
    check_command,
    check_envelope,
    check_event,
    check_interaction,
    check_models,
    check_rendered,
    check_reply,
    check_response,
    check_view,
    check_view_answer,
)

_DECODED = ("blocks", "view")
_GOOD: set[bytes] = set()
"""Blocks and views that were judged before, by their digest: blocks come in a call and in its message."""


def check_everything(workspace: Workspace, app: App) -> None:
    """Nothing that this app sent, was sent, or showed would have surprised Slack."""
    for call in workspace.calls:
        if call.app in ("", app.name) and call.method != "upload":
            check_call(call)
    for delivery in workspace.deliveries.log.of(app.app_id):
        check_delivery(delivery)
    for channel in workspace.channels.values():
        shown = (*channel.messages.values(), *channel.ephemerals.values())
        check_shown(message.blocks for message in shown if message.app_id == app.app_id)


def check_call(call: CallRecord) -> None:
    """A call has the arguments of its method, blocks that Slack knows, and Slack's answer."""
    check_arguments(call.method, call.args)
    if call.answer is not None:
        check_response(call.method, call.answer)
    decoded = {key: _decoded(call.args[key]) for key in _DECODED if call.args.get(key)}
    if "blocks" in decoded:
        check_shown([decoded["blocks"]])
    if "view" in decoded and not _is_good(decoded["view"]):
        check_view(decoded["view"])
        check_models(decoded["view"])
        check_rendered(decoded["view"]["blocks"])
        _remember(decoded["view"])


def check_shown(messages: Iterable[list[dict[str, Any]]]) -> None:
    """The blocks of messages are Slack's, within the lengths that slack_sdk knows."""
    for blocks in messages:
        if _is_good(blocks):
            continue
        check_blocks(blocks)
        check_models(blocks)
        check_rendered(blocks)
        _remember(blocks)


def _is_good(shown: Any) -> bool:
    return _digest(shown) in _GOOD


def _remember(shown: Any) -> None:
    _GOOD.add(_digest(shown))


def _digest(shown: Any) -> bytes:
    return hashlib.blake2b(json.dumps(shown).encode(), digest_size=16).digest()


def check_delivery(delivery: Delivery) -> None:
    """A delivery has Slack's shape, and so has whatever the app answered to it."""
    payload = delivery.payload
    if delivery.kind is Kind.COMMAND:
        check_command(payload)
    elif delivery.kind is Kind.INTERACTION:
        check_interaction(payload)
    elif payload.get("type") == "event_callback":
        check_envelope(payload)
    else:
        check_event(payload)
    for attempt in delivery.attempts:
        _check_answer(delivery, attempt)


def _check_answer(delivery: Delivery, attempt: Attempt) -> None:
    response = attempt.response
    if not response.acknowledged or response.content_type != "application/json":
        return
    answer = _decoded(response.body) if response.body.strip() else None
    if not isinstance(answer, dict) or not answer:
        return
    if delivery.kind is Kind.COMMAND:
        check_reply(answer)
    elif delivery.payload.get("type") == "view_submission":
        check_view_answer(answer)
        check_rendered((answer.get("view") or {}).get("blocks", []))


def _decoded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
