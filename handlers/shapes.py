"""What a delivery has to look like to be read: of the parts that are looked at, their types.

A part may be missing or null, since Slack leaves out much; one that is there and is something else is not
Slack's, and whoever reads a delivery need not be prepared for it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

STAMP = re.compile(r"\d{1,11}(?:\.\d{1,9})?")
"""A message's ts, and what is written like it."""

EPOCH = range(10**10)
"""Seconds since 1970 for the next centuries."""

THING = dict

Check = Callable[[Any], bool]
"""Says whether a part is what it should be."""


@dataclass(frozen=True)
class Each:
    """A thing whose keys are anybody's, and whose parts are all of one shape."""

    shape: Any


@dataclass(frozen=True)
class Whole:
    """A thing none of whose parts may be missing."""

    parts: Mapping[str, Any]


_ACTION = {
    "type": str,
    "action_id": str,
    "block_id": str,
    "action_ts": STAMP,
    "value": str,
    "selected_option": Whole({"value": str}),
    "selected_options": [Whole({"value": str})],
    "selected_user": str,
    "selected_users": [str],
    "selected_conversation": str,
    "selected_channel": str,
    "selected_date": str,
    "selected_time": str,
    "selected_date_time": int,
}
_FILLED = {name: shape for name, shape in _ACTION.items() if not name.endswith("_id")}
_FILE = {"id": str, "name": str, "title": str}
_SAID = {
    "type": str,
    "subtype": str,
    "ts": STAMP,
    "thread_ts": STAMP,
    "text": str,
    "user": str,
    "bot_id": str,
    "username": str,
    "bot_profile": {"name": str},
    "files": [_FILE],
    "blocks": [THING],
    "attachments": [{"blocks": [THING], "fields": [THING], "files": [THING]}],
}
_VIEW = {
    "id": str,
    "type": str,
    "callback_id": str,
    "private_metadata": str,
    "hash": str,
    "blocks": [{"type": str, "block_id": str}],
    "state": {"values": Each(Each(_FILLED))},
}
_PERSON = {"id": str, "name": str, "username": str}
_PLACE = {"id": str, "name": str, "created": int}
_EVENT = {
    **_SAID,
    "channel": (str, _PLACE),
    "user": (str, _PERSON),
    "event_ts": STAMP,
    "deleted_ts": STAMP,
    "message": _SAID,
    "previous_message": _SAID,
    "item": {"type": str, "channel": str, "ts": STAMP},
    "reaction": str,
    "item_user": str,
    "tab": str,
    "tokens": {"bot": [str], "oauth": [str]},
    "inviter": str,
    "name": str,
    "old_name": str,
    "topic": str,
    "purpose": str,
    "old_channel_id": str,
    "new_channel_id": str,
}
_DELIVERY = {
    **dict.fromkeys(
        (
            "type",
            "command",
            "text",
            "user_id",
            "channel_id",
            "channel_name",
            "trigger_id",
            "response_url",
            "callback_id",
            "event_id",
            "team_id",
            "enterprise_id",
            "challenge",
            "action_ts",
        ),
        str,
    ),
    "event": _EVENT,
    "user": (str, _PERSON),
    "channel": (str, _PLACE),
    "team": (str, {"id": str}),
    "enterprise": (str, {"id": str}),
    "container": {"type": str, "channel_id": str, "message_ts": STAMP, "thread_ts": STAMP, "view_id": str},
    "message": _SAID,
    "actions": [_ACTION],
    "view": _VIEW,
    "minute_rate_limited": EPOCH,
    "authorizations": [{"team_id": str, "user_id": str}],
}
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "event_callback": ("event.type",),
    "block_actions": ("user.id", "actions"),
    "view_submission": ("user.id", "view.id"),
    "view_closed": ("user.id", "view.id"),
    "workflow_step_edit": ("workflow_step",),
    "message_action": ("user.id", "message.ts", "channel.id", "callback_id"),
    "shortcut": ("user.id", "callback_id"),
}
_NEEDED_OF_EVENTS: Mapping[str, tuple[str, ...]] = {
    "app_home_opened": ("user",),
    "app_mention": ("channel", "ts"),
    "channel_id_changed": ("old_channel_id", "new_channel_id"),
    "channel_left": ("channel",),
    "channel_name": ("name",),
    "channel_rename": ("channel.id", "channel.name"),
    "group_left": ("channel",),
    "group_name": ("name",),
    "group_rename": ("channel.id", "channel.name"),
    "member_joined_channel": ("user", "channel"),
    "member_left_channel": ("user", "channel"),
    "message": ("channel", "ts"),
    "message_changed": ("message.ts",),
    "message_deleted": ("deleted_ts",),
    "reaction_added": ("user", "item", "event_ts"),
    "reaction_removed": ("user", "item", "event_ts"),
}
_OF_A_COMMAND = ("user_id", "channel_id")
"""What each kind of delivery, event and change of a message is nothing without."""


def is_readable(body: Mapping[str, Any]) -> bool:
    """Whether each part that anybody looks at is what Slack sends there, and none is missing that must be."""
    return _is_delivery(body) and _is_whole(body)


def _is_whole(body: Mapping[str, Any]) -> bool:
    if body.get("command") is not None:
        return _has(body, _OF_A_COMMAND)
    event = body.get("event")
    if not _has(body, _NEEDED.get(body.get("type") or "", ())):
        return False
    if not all(_has(action, ("action_id",)) for action in body.get("actions") or ()):
        return False
    if body.get("type") == "view_submission" and not _is_filled_in(body["view"]):
        return False
    if event is None:
        return True
    kinds = (event.get("type"), event.get("subtype"))
    needed = [_NEEDED_OF_EVENTS[kind] for kind in kinds if kind in _NEEDED_OF_EVENTS]
    return all(_has(event, paths) and _names_ids(event, paths) for paths in needed) and (
        "reaction" not in event or _is_placed(event)
    )


def _is_filled_in(view: Mapping[str, Any]) -> bool:
    """Whether a view is one that people submit."""
    return view.get("type") == "modal" and view.get("private_metadata") is not None


def _names_ids(event: Mapping[str, Any], needed: Iterable[str]) -> bool:
    """Whether a person and a place are told by their ids, save where a whole one is what it is about."""
    whole = {path.partition(".")[0] for path in needed if "." in path}
    return not any(isinstance(event.get(name), dict) for name in {"user", "channel"} - whole)


def _is_placed(event: Mapping[str, Any]) -> bool:
    """Whether an event about a message says which."""
    item = event.get("item") or {}
    return item.get("type") != "message" or _has(item, ("channel", "ts"))


def _has(whole: Mapping[str, Any], paths: Iterable[str]) -> bool:
    return all(_part(whole, path) for path in paths)


def _part(whole: Mapping[str, Any], path: str) -> Any:
    part: Any = whole
    for name in path.split("."):
        part = part.get(name) if isinstance(part, Mapping) else None
    return part


def _fitting(shape: Any) -> Check:
    """Return what says whether a part is of a shape; made once for each, since every delivery passes it."""
    if isinstance(shape, dict):
        return _a_thing({name: _fitting(inner) for name, inner in shape.items()})
    if isinstance(shape, list):
        member = _fitting(shape[0])
        return lambda part: isinstance(part, list) and all(each is not None and member(each) for each in part)
    if isinstance(shape, tuple):
        choices = [_fitting(either) for either in shape]
        return lambda part: any(fits(part) for fits in choices)
    if isinstance(shape, Whole):
        thing, names = _fitting(shape.parts), tuple(shape.parts)
        return lambda part: thing(part) and all(part.get(name) is not None for name in names)
    if isinstance(shape, Each):
        value = _fitting(shape.shape)
        return lambda part: (
            isinstance(part, dict) and all(each is None or value(each) for each in part.values())
        )
    if isinstance(shape, range):
        return lambda part: isinstance(part, int) and part in shape
    if isinstance(shape, re.Pattern):
        return lambda part: isinstance(part, str) and (not part or shape.fullmatch(part) is not None)
    assert isinstance(shape, type)  # noqa: S101 - there is no other kind of shape
    return lambda part: isinstance(part, shape)


def _a_thing(checks: Mapping[str, Check]) -> Check:
    def fits(part: Any) -> bool:
        if not isinstance(part, dict):
            return False
        for name, inner in part.items():
            check = checks.get(name) if inner is not None else None
            if check is not None and not check(inner):
                return False
        return True

    return fits


_is_delivery = _fitting(_DELIVERY)
