"""Judges that are not ours: Slack's types, its method reference, slack_sdk's models."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.oracles.coercion import decoded
from tests.oracles.events import event_differences
from tests.oracles.methods import allowed_errors, documented_methods, method, required_scopes
from tests.oracles.models import model_differences
from tests.oracles.rendered import unshown
from tests.oracles.schemas import agree, differences, root

__all__ = [
    "allowed_errors",
    "check_arguments",
    "check_blocks",
    "check_command",
    "check_envelope",
    "check_event",
    "check_interaction",
    "check_models",
    "check_rendered",
    "check_reply",
    "check_response",
    "check_view",
    "check_view_answer",
    "documented_methods",
    "required_scopes",
]

_INTERACTIONS = {
    "block_actions",
    "view_submission",
    "view_closed",
    "message_action",
    "shortcut",
    "block_suggestion",
}


def check_event(event: Mapping[str, Any]) -> None:
    """An inner event of the Events API has exactly the keys and kinds of value that its type has."""
    agree(f"event {event.get('type')}/{event.get('subtype')}", event_differences(event))


def check_envelope(body: Mapping[str, Any]) -> None:
    """The whole body of an Events API request, its inner event included."""
    found = differences(body, root("envelope"))
    if len(body.get("authorizations", ())) > 1:
        found.append("/authorizations: at most one is sent")
    found.extend(event_differences(body.get("event", {}), at="/event"))
    agree("event envelope", found)


def check_blocks(blocks: Sequence[Any]) -> None:
    """Every block is one of Slack's known blocks, with nothing unknown in it."""
    found: list[str] = []
    for index, block in enumerate(blocks):
        found.extend(differences(block, root("block"), at=f"/{index}"))
    agree("blocks", found)


def check_view(view: Mapping[str, Any]) -> None:
    """A modal or a Home as an app sends it."""
    assert view.get("type") in {"modal", "home"}, f"/type: no view is of type {view.get('type')!r}"
    agree(f"view {view['type']}", differences(view, root(view["type"])))


def check_models(value: Sequence[dict[str, Any]] | dict[str, Any]) -> None:
    """Blocks, or a view, that slack_sdk's own models accept, with Slack's lengths and counts."""
    agree("what slack_sdk would send", model_differences(value))


def check_rendered(blocks: Sequence[dict[str, Any]]) -> None:
    """Blocks of which the page of the simulated workspace shows every kind, and every control in them."""
    agree("what the page shows", [f"/: nothing of a {kind} is shown" for kind in unshown(blocks)])


def check_response(name: str, body: Mapping[str, Any]) -> None:
    """An answer of the Web API: no key unknown to Slack's type; refusals only with a documented code."""
    found = differences(body, root(f"response/{name}"), nulls=True)
    if body.get("ok"):
        found.extend(f"/: {key} is missing" for key in sorted(method(name).answers - body.keys()))
    elif body.get("error") not in allowed_errors(name):
        found.append(f"/error: {name} never answers {body.get('error')!r}")
    if body.get("error") == "missing_scope" and not {"needed", "provided"} <= body.keys():
        found.append("/: missing_scope comes with needed and provided")
    agree(f"answer of {name}", found)


def check_arguments(name: str, arguments: Mapping[str, Any]) -> None:
    """The arguments of a call, decoded from whatever encoding they travelled in, fit the method."""
    definition = root(f"arguments/{name}")
    found = [f"/: {key} is missing" for key in sorted(method(name).required - arguments.keys())]
    found.extend(differences(decoded(arguments, definition), definition))
    agree(f"arguments of {name}", found)


def check_command(form: Mapping[str, str]) -> None:
    """The form of a slash command."""
    agree("slash command", differences(form, root("command")))


def check_interaction(payload: Mapping[str, Any]) -> None:
    """The payload of a button, a form or a shortcut."""
    kind = payload.get("type")
    assert kind in _INTERACTIONS, f"/type: no interaction is of type {kind!r}"
    agree(f"interaction {kind}", differences(payload, root(str(kind))))


def check_reply(content: Mapping[str, Any]) -> None:
    """What an app answers to a command, or sends to a response_url."""
    agree("reply", differences(content, root("reply")))
    if content.get("blocks"):
        check_blocks(content["blocks"])
        check_models(list(content["blocks"]))


def check_view_answer(answer: Mapping[str, Any]) -> None:
    """What an app answers to a submitted form: nothing else than one of Slack's response actions."""
    agree("answer to a form", differences(answer, root("view_answer")))
    if answer.get("view"):
        check_view(answer["view"])
        check_models(dict(answer["view"]))
