"""Builds what Slack sends to an app: event envelopes, command forms and interaction payloads."""

import base64
import copy
import json
from typing import Any

from bot.sandbox.entities import App, Channel, JsonObject, Message, User
from bot.sandbox.state import State
from bot.sandbox.views_state import View


def event_envelope(state: State, app: App, event: JsonObject, channel: Channel | None) -> JsonObject:
    """The `event_callback` around an inner event; the same event has another id for every app."""
    context = {"et": event["type"], "tid": state.team_id, "aid": app.app_id}
    if channel:
        context["cid"] = channel.id
    authorization = {
        "enterprise_id": None,
        "team_id": state.team_id,
        "user_id": app.bot_user_id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": app.verification_token,
        "team_id": state.team_id,
        "context_team_id": state.team_id,
        "context_enterprise_id": None,
        "api_app_id": app.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": state.ids.fresh("Ev"),
        "event_time": int(float(event["event_ts"])),
        "authorizations": [authorization],
        "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
        "event_context": "4-" + base64.urlsafe_b64encode(json.dumps(context).encode()).decode().rstrip("="),
    }


def shown_name(channel: Channel) -> str:
    """The channel's name in commands and interactions, which do not tell the names of private ones."""
    if channel.is_im:
        return "directmessage"
    return channel.name if channel.is_public else "privategroup"


def command_form(
    state: State, app: App, user: User, channel: Channel, *, command: str, text: str, **links: str
) -> JsonObject:
    """The form of a slash command; `links` are its response_url and trigger_id."""
    return {
        "token": app.verification_token,
        "team_id": state.team_id,
        "team_domain": state.settings.domain,
        "channel_id": channel.id,
        "channel_name": shown_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": app.app_id,
        "is_enterprise_install": "false",
        **links,
    }


def interaction(state: State, app: App, user: User, kind: str, **more: Any) -> JsonObject:
    """What every interaction payload has, and `more`; it is a copy that later changes do not reach."""
    who = {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id}
    # Two kinds know a person by one of these names only.
    who.pop({"shortcut": "name", "block_suggestion": "username"}.get(kind, ""), None)
    # Slack's shortcuts do not say which app they are for.
    named = {} if kind in ("shortcut", "message_action") else {"api_app_id": app.app_id}
    payload = {
        "type": kind,
        "user": who,
        **named,
        "token": app.verification_token,
        "team": {"id": state.team_id, "domain": state.settings.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        **more,
    }
    return copy.deepcopy(payload)


def message_surface(channel: Channel, message: Message) -> JsonObject:
    """Container, channel and content of a message that was acted on; of an ephemeral one no content."""
    container: JsonObject = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    surface: JsonObject = {"container": container, "channel": {"id": channel.id, "name": shown_name(channel)}}
    if message.ephemeral_to is None:
        surface["message"] = message.to_dict()
    return surface


def view_surface(view: View) -> JsonObject:
    """Container and content of a view that was acted on."""
    return {"container": {"type": "view", "view_id": view.id}, "view": view.to_dict(with_state=True)}
