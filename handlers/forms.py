"""Opens forms. Nothing is awaited before the ack: the trigger lives three seconds, and Slack may be slow."""

from typing import Any

import structlog

from bot.services.background import Background
from bot.slack.errors import SlackError
from bot.slack.gateway import Slack
from bot.views.blocks import sentence

log = structlog.get_logger()

NOT_OPENED = "Slack did not let me open the form in time. Tap or type it again."


class Forms:
    """Opens, stacks and changes modals beside the ack; a person whose form did not open is told so."""

    def __init__(self, slack: Slack, background: Background) -> None:
        self._slack = slack
        self._background = background

    def open(self, body: dict[str, Any], view: dict[str, Any]) -> None:
        """Open a form for whoever caused this delivery; on top of the one they are in, if they are in one."""
        self._background.spawn("form", self._open(body, view))

    def update(self, body: dict[str, Any], view: dict[str, Any]) -> None:
        """Change the form somebody is in."""
        self._background.spawn("form", self._update(body, view))

    async def _open(self, body: dict[str, Any], view: dict[str, Any]) -> None:
        in_modal = (body.get("view") or {}).get("type") == "modal"
        opener = self._slack.push_view if in_modal else self._slack.open_view
        try:
            await opener(str(body.get("trigger_id")), view)
        except SlackError as error:
            if error.word == "exchanged_trigger_id":
                return  # A repeated delivery: its form stands open already.
            log.warning("form_not_opened", callback=view.get("callback_id"), reason=str(error))
            await self._say_so(body)

    async def _update(self, body: dict[str, Any], view: dict[str, Any]) -> None:
        current = body["view"]
        try:
            await self._slack.update_view(current["id"], view, hash_=current.get("hash"))
        except SlackError as error:
            log.warning("form_not_updated", callback=view.get("callback_id"), reason=str(error))

    async def _say_so(self, body: dict[str, Any]) -> None:
        url, message = body.get("response_url"), sentence(NOT_OPENED)
        user = body.get("user_id") or (body.get("user") or {}).get("id")
        try:
            if url:
                await self._slack.respond(str(url), message)
            elif user:
                await self._slack.post(str(user), message)
        except SlackError as error:
            log.warning("person_not_told", reason=str(error))
