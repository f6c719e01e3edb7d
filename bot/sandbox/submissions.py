"""Submitting and closing modals: what Slack's client checks first, and what the app's answer does to it."""

from dataclasses import dataclass, field

from bot.sandbox.content import checked_view
from bot.sandbox.delivery_log import Kind
from bot.sandbox.elements import interactive_elements, state_value
from bot.sandbox.entities import JsonObject, User
from bot.sandbox.errors import SlackError
from bot.sandbox.payloads import interaction
from bot.sandbox.replies import reply_in
from bot.sandbox.trouble import trouble
from bot.sandbox.views_state import View
from bot.sandbox.workspace import Workspace

FAILED = "We had some trouble connecting. Try again?"


@dataclass(frozen=True)
class SubmitResult:
    """What became of a submitted modal.

    Attributes:
        errors: the words under each input, by block_id, from Slack's client or from the app.
        closed: whether the modal is gone.
        updated: the modal with its new content, when the app answered `update`.
        pushed: the modal that now lies on top, when the app answered `push`.
        error: why it failed altogether, in Slack's words.
    """

    errors: dict[str, str] = field(default_factory=dict)
    closed: bool = False
    updated: View | None = None
    pushed: View | None = None
    error: str | None = None


class Submissions:
    """What one workspace's people do with modals as a whole."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def submit(self, view: View) -> SubmitResult:
        """Press the modal's submit button."""
        if not view.content.get("submit"):
            raise LookupError("this modal has nothing to submit")
        complaints = view.form.complaints(view.blocks)
        if complaints:
            return self._complained(view, complaints)
        workspace, app, user = self._workspace, view.app, view.user
        payload = interaction(
            workspace,
            app,
            user,
            "view_submission",
            trigger_id=workspace.triggers.issue(app, user, view.id),
            view=view.to_dict(with_state=True),
            response_urls=self._response_urls(view),
        )
        name = str(view.content.get("callback_id") or "view_submission")
        response = await workspace.deliveries.ask(app, Kind.INTERACTION, name, payload)
        problem = trouble(response)
        if problem:
            return self._failed(user, problem)
        try:
            return self._obey(view, reply_in(response))
        except SlackError as refusal:
            return self._failed(user, refusal.code)

    def _obey(self, view: View, answer: JsonObject | None) -> SubmitResult:
        """Carry out the answer; an empty one closes this view alone."""
        views = self._workspace.views
        action = None if answer is None else answer.get("response_action")
        if answer is None:
            views.close(view)
            return SubmitResult(closed=True)
        if action == "clear":
            for each in views.stack(view):
                views.close(each)
            return SubmitResult(closed=True)
        if action == "errors":
            return self._complained(view, _checked_errors(view, answer.get("errors")))
        if action == "update":
            return SubmitResult(updated=views.replace(view, self._modal(answer)))
        if action == "push":
            return SubmitResult(pushed=views.push(view, self._modal(answer)))
        raise SlackError("invalid_response_action")

    def _modal(self, answer: JsonObject) -> JsonObject:
        return checked_view(answer.get("view"), "modal", self._workspace.ids)

    def _complained(self, view: View, errors: dict[str, str]) -> SubmitResult:
        view.complaints = errors
        self._workspace.changed.notify()
        return SubmitResult(errors=errors)

    def _failed(self, user: User, problem: str) -> SubmitResult:
        self._workspace.toast(user, f"{FAILED} ({problem})")
        return SubmitResult(error=problem)

    def _response_urls(self, view: View) -> list[JsonObject]:
        """Addresses for the conversations chosen in menus that ask for one."""
        found = []
        for block, element in interactive_elements(view.blocks):
            if not element.get("response_url_enabled"):
                continue
            chosen = state_value(view.form.values[block["block_id"]][element["action_id"]])
            channel = self._workspace.channels.get(chosen or "")
            if channel:
                url = self._workspace.response_urls.issue(view.app, view.user, channel)
                names = {"block_id": block["block_id"], "action_id": element["action_id"]}
                found.append({**names, "channel_id": channel.id, "response_url": url})
        return found

    async def close(self, view: View, *, whole_stack: bool = False) -> None:
        """Press the modal's close button (or the cross, for the whole stack); the app may want to know."""
        views = self._workspace.views
        clear = whole_stack or bool(view.content.get("clear_on_close"))
        closing = list(reversed(views.stack(view))) if clear else [view]
        for each in closing:
            views.close(each)
        for each in closing:
            if each.content.get("notify_on_close"):
                await self._tell_closed(each, cleared=clear)

    async def _tell_closed(self, view: View, *, cleared: bool) -> None:
        workspace = self._workspace
        payload = interaction(
            workspace,
            view.app,
            view.user,
            "view_closed",
            view=view.to_dict(with_state=True),
            is_cleared=cleared,
        )
        name = str(view.content.get("callback_id") or "view_closed")
        await workspace.deliveries.ask(view.app, Kind.INTERACTION, name, payload)


def _checked_errors(view: View, errors: object) -> dict[str, str]:
    """Errors stand only under input blocks of this view, and say something."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise SlackError("invalid_errors")
    if not all(isinstance(words, str) and words for words in errors.values()):
        raise SlackError("invalid_errors")
    return errors
