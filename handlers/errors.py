"""The one place where what went wrong becomes an answer: a rule's sentence, or a reference to the log."""

import secrets
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.domain.errors import IncidentError
from bot.views.people import mentioned, readable
from handlers.refusals import kind_of, refusal
from handlers.work import Repeated, Work
from storage import DatabaseAway

log = structlog.get_logger()


def register(app: AsyncApp) -> None:
    """Catch everything that listeners raise."""
    app.error(answer_error)


async def answer_error(
    error: Exception, body: dict[str, Any], context: AsyncBoltContext, work: Work
) -> BoltResponse:
    """Undo the delivery and tell the person, and only that person, what was wrong."""
    await work.abandon()
    if isinstance(error, Repeated):
        return _as_before(error)
    if isinstance(error, DatabaseAway):
        raise error
    if isinstance(error, IncidentError):
        words, field = error.message, getattr(error, "field", None)
    else:
        reference = secrets.token_hex(4)
        log.exception("delivery_failed", delivery=kind_of(body), reference=reference, exc_info=error)
        if isinstance(body.get("event"), dict):
            return BoltResponse(status=500, body="")
        words, field = (
            f"Something went wrong on my side, and nothing was recorded. Reference: {reference}.",
            None,
        )
    if body.get("type") == "view_submission" and "roster" in context:
        # Under a form's field Slack shows plain text: people by name, not by id.
        words = readable(words, await context["roster"].names(mentioned(words)))
    response = refusal(body, words, field=field)
    if not response.body and "answer" in context and not isinstance(body.get("event"), dict):
        await context["answer"].tell(words)
    return response


def _as_before(repeated: Repeated) -> BoltResponse:
    if repeated.answer is None:
        return BoltResponse(status=200, body="")
    return BoltResponse(
        status=repeated.answer["status"], body=repeated.answer["body"], headers=repeated.answer["headers"]
    )
