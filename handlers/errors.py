"""The one place where what went wrong becomes an answer: a rule's sentence, or a reference to the log."""

import secrets
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.domain.errors import IncidentError
from bot.views.people import mentioned, readable
from handlers.refusals import MISHAP, is_event, mishap, refusal
from handlers.work import Repeated, Work
from storage import DatabaseAway

log = structlog.get_logger()


def register(app: AsyncApp) -> None:
    """Catch everything that listeners raise."""
    app.error(answer_error)


async def answer_error(
    error: Exception, body: dict[str, Any], context: AsyncBoltContext, work: Work
) -> BoltResponse:
    """Undo the delivery and tell the person, and only that person, what was wrong.

    A command that was refused stays so when it is delivered again, whatever has changed meanwhile; a form
    that was refused is mended and submitted again.
    """
    had_begun = work.unit is not None
    await work.abandon()
    if isinstance(error, Repeated):
        return _as_before(error)
    if isinstance(error, DatabaseAway):
        raise error
    if not isinstance(error, IncidentError):
        work.is_lost = True
        return await _answer_mishap(error, body, context)
    words = error.message
    if body.get("type") == "view_submission" and "roster" in context:
        # Under a form's field Slack shows plain text: people by name, not by id.
        words = readable(words, await context["roster"].names(mentioned(words)))
    try:
        if had_begun and "command" in body:
            await work.begin()
        return await _answered(refusal(body, words, field=error.field), words, body, context)
    except Repeated as repeated:
        # The same came at the same time, and was carried out or refused first.
        await work.abandon()
        return _as_before(repeated)


async def _answer_mishap(error: Exception, body: dict[str, Any], context: AsyncBoltContext) -> BoltResponse:
    reference = secrets.token_hex(4)
    log.exception("delivery_failed", reference=reference, exc_info=error)
    return await _answered(mishap(body, reference), MISHAP.format(reference=reference), body, context)


async def _answered(
    response: BoltResponse, words: str, body: dict[str, Any], context: AsyncBoltContext
) -> BoltResponse:
    """Let the words go another way where the response cannot carry them."""
    if not response.body and not is_event(body) and "answer" in context:
        await context["answer"].tell(words)
    return response


def _as_before(repeated: Repeated) -> BoltResponse:
    if repeated.answer is None:
        return BoltResponse(status=200, body="")
    return BoltResponse(
        status=repeated.answer["status"], body=repeated.answer["body"], headers=repeated.answer["headers"]
    )
