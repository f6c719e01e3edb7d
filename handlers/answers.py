"""How a person is answered: a command at once in its ack, a button or form where the person is."""

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.services import effects
from bot.views.blocks import sentence
from bot.views.origin import Origin
from handlers.work import Work

Words = str | Outgoing


def as_message(words: Words) -> Outgoing:
    """Return a sentence as a message."""
    return sentence(words) if isinstance(words, str) else words


class Answer:
    """Answers whoever caused this delivery, visible to that person only.

    A command is answered in the ack itself. A button's or form's answer leaves through the outbox with the
    delivery's transaction, also where it is a refusal: so it is said once, and not lost.
    """

    def __init__(self, body: dict[str, Any], ack: AsyncAck, work: Work) -> None:
        self._body = body
        self._ack = ack
        self._work = work

    async def __call__(self, words: Words) -> None:
        """Answer; the delivery is acked by it as well."""
        message = as_message(words)
        if "command" in self._body:
            await self._ack(text=message.text, blocks=list(message.blocks), response_type="ephemeral")
            return
        if self._ack.response is None:
            await self._ack()
        await self.tell(message)

    async def instead(self, words: Words) -> None:
        """Put the answer in the place of the message that was acted on, which only this person sees."""
        if self._ack.response is None:
            await self._ack()
        url = self._body.get("response_url")
        if not url:
            await self.tell(words)
            return
        unit = await self._work.begin()
        await unit.put(effects.reply(None, url, as_message(words), unit.at, replace=True))

    async def tell(self, words: Words, *, opening: Incident | None = None) -> None:
        """Tell the person something beside the ack; with `opening`, once that incident's channel stands.

        It is seen where they acted; a form's answer where the form was opened, while Slack takes it there.
        """
        message, waits = as_message(words), opening is not None
        unit = await self._work.begin()
        url, person = self._body.get("response_url"), unit.actor.user_id
        opened_at = Origin.unpack((self._body.get("view") or {}).get("private_metadata") or "").r
        if url:
            await unit.put(effects.reply(opening, url, message, unit.at, when_open=waits))
        elif opened_at and person:
            answer = effects.reply(opening, opened_at, message, unit.at, when_open=waits, else_tell=person)
            await unit.put(answer)
        elif person:
            await unit.put(effects.tell(opening, person, message, unit.at, when_open=waits))
