"""Tells a person beside the ack, at once and by itself: what is said here is about work that was not kept."""

import structlog
from slack_bolt.response import BoltResponse

from bot.domain.message import Outgoing
from bot.services.background import Background
from bot.slack.errors import SlackError
from bot.slack.gateway import Slack
from bot.views.blocks import sentence
from handlers.refusals import Body, is_event, person_of

log = structlog.get_logger()


class Telling:
    """Says something there where a person acted, else in a direct message; nobody waits for it."""

    def __init__(self, slack: Slack, background: Background) -> None:
        self._slack = slack
        self._background = background

    def with_words(self, body: Body, response: BoltResponse, words: str) -> BoltResponse:
        """Return the response, and send the words beside it where it cannot carry them."""
        if not response.body:
            self.tell(body, sentence(words))
        return response

    def tell(self, body: Body, message: Outgoing) -> None:
        """Tell whoever caused a delivery; of events nobody expects an answer."""
        if not is_event(body):
            self._background.spawn("telling", self._told(body, message))

    async def _told(self, body: Body, message: Outgoing) -> None:
        url, person = body.get("response_url"), person_of(body)
        try:
            if url:
                await self._slack.respond(str(url), message)
            elif person:
                await self._slack.post(person, message, priority=0)
        except SlackError as error:
            log.warning("person_not_told", reason=str(error))
