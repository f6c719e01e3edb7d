"""views.*: showing modals and Home tabs."""

from bot.sandbox.call import Call, Family
from bot.sandbox.content import checked_view
from bot.sandbox.entities import JsonObject
from bot.sandbox.errors import SlackError, invalid_arguments, missing_argument
from bot.sandbox.triggers import Trigger
from bot.sandbox.views_state import View, has_home

family = Family()


@family.method("views.open", tier=100)
async def open_view(call: Call) -> JsonObject:
    """A first modal, for whoever just acted."""
    content = _view(call, "modal")
    _fresh_external_id(call, content)
    trigger = _trigger(call)
    return _shown(call.workspace.views.open(call.app, trigger.user, content))


@family.method("views.push", tier=100)
async def push_view(call: Call) -> JsonObject:
    """A modal on top of the one in which somebody just acted."""
    content = _view(call, "modal")
    _fresh_external_id(call, content)
    trigger = _trigger(call)
    if trigger.view_id is None:
        raise SlackError("invalid_trigger_id")
    parent = call.workspace.views.find(call.app, view_id=trigger.view_id)
    return _shown(call.workspace.views.push(parent, content))


@family.method("views.update", tier=100)
async def update_view(call: Call) -> JsonObject:
    """New content for an open view, which needs no trigger."""
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if not view_id and not external_id:
        raise missing_argument("view_id")
    content = _view(call, "")
    views = call.workspace.views
    view = views.find(call.app, view_id=view_id, external_id="" if view_id else external_id)
    if content["type"] != view.content["type"]:
        raise invalid_arguments("a view cannot change its type [json-pointer:/view/type]")
    return _shown(views.replace(view, content, call.text("hash") or None))


@family.method("views.publish", tier=100, required=("user_id",))
async def publish_view(call: Call) -> JsonObject:
    """The Home tab one person sees from now on."""
    if not has_home(call.app):
        raise SlackError("not_enabled")
    content = _view(call, "home")
    user = call.workspace.users.get(call.text("user_id"))
    if user is None or user.is_bot or user.deleted:
        raise invalid_arguments("no such user [json-pointer:/user_id]")
    views = call.workspace.views
    return _shown(views.publish(call.app, user, content, call.text("hash") or None))


def _view(call: Call, kind: str) -> JsonObject:
    view = call.json("view")
    if view is None:
        raise missing_argument("view")
    return checked_view(view, kind, call.workspace.ids)


def _trigger(call: Call) -> Trigger:
    identity = call.text("trigger_id") or call.text("interactivity_pointer")
    if not identity:
        raise missing_argument("trigger_id")
    return call.workspace.triggers.exchange(call.app, identity)


def _fresh_external_id(call: Call, content: JsonObject) -> None:
    """Asked before the trigger is used up, so that a refused view leaves it good."""
    call.workspace.views.check_external_id(call.app, content)


def _shown(view: View) -> JsonObject:
    return {"view": view.to_dict()}
