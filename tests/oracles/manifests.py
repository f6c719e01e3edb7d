"""An app manifest against Slack's type for it, Slack's lengths, and the scopes that its events want."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

from tests.oracles.schemas import differences, root

_LIMITS = Path(__file__).with_name("manifest_limits.json")

# Each event, and the scopes of which every one has its share: public channels' and private ones'.
EVENT_SCOPES: Mapping[str, frozenset[str]] = {
    "app_home_opened": frozenset(),
    "app_mention": frozenset({"app_mentions:read"}),
    "app_uninstalled": frozenset(),
    "channel_archive": frozenset({"channels:read"}),
    "channel_created": frozenset({"channels:read"}),
    "channel_deleted": frozenset({"channels:read"}),
    "channel_id_changed": frozenset({"channels:read"}),
    "channel_rename": frozenset({"channels:read"}),
    "channel_unarchive": frozenset({"channels:read"}),
    "group_archive": frozenset({"groups:read"}),
    "group_deleted": frozenset({"groups:read"}),
    "group_rename": frozenset({"groups:read"}),
    "group_unarchive": frozenset({"groups:read"}),
    "member_joined_channel": frozenset({"channels:read", "groups:read"}),
    "member_left_channel": frozenset({"channels:read", "groups:read"}),
    "message.channels": frozenset({"channels:history"}),
    "message.groups": frozenset({"groups:history"}),
    "message.im": frozenset({"im:history"}),
    "message.mpim": frozenset({"mpim:history"}),
    "pin_added": frozenset({"pins:read"}),
    "pin_removed": frozenset({"pins:read"}),
    "reaction_added": frozenset({"reactions:read"}),
    "reaction_removed": frozenset({"reactions:read"}),
    "subteam_members_changed": frozenset({"usergroups:read"}),
    "subteam_updated": frozenset({"usergroups:read"}),
    "team_join": frozenset({"users:read"}),
    "tokens_revoked": frozenset(),
    "user_change": frozenset({"users:read"}),
}


@cache
def _limits() -> Draft7Validator:
    return Draft7Validator(json.loads(_LIMITS.read_text(encoding="utf-8")))


def manifest_differences(manifest: Mapping[str, Any]) -> list[str]:
    """What Slack would refuse in a manifest, one line each."""
    found = differences(manifest, root("manifest"))
    for error in _limits().iter_errors(manifest):
        found.append(f"{error.json_path}: {error.message}")
    scopes = set(manifest["oauth_config"]["scopes"]["bot"])
    for event in manifest["settings"]["event_subscriptions"]["bot_events"]:
        missing = EVENT_SCOPES.get(event, frozenset()) - scopes
        found.extend(f"/settings/event_subscriptions: {event} wants {scope}" for scope in sorted(missing))
    return found
