"""Reads one page of an incident's channel, or of one of its threads, again: one effect a page.

The next page is the next effect, committed with what this one brought, so a crash in between costs one page
at most, several copies never read one channel at once, and nothing else waits while Slack's limits are kept.
"""

from bot.clock import Clock
from bot.domain.catching_up import CatchUp, Why
from bot.domain.rereading import LAST, Reread, Seen
from bot.services.carriers.load import Carried, Load
from bot.slack.codes import MESSAGE_GONE
from bot.slack.directory import Directory
from bot.slack.errors import SlackRefused
from bot.slack.gateway import Slack
from bot.slack.messages import Excerpt
from bot.slack.rereading import seen


class RereadingCarrier:
    """The pages of a catch-up."""

    def __init__(self, slack: Slack, directory: Directory, clock: Clock) -> None:
        self._slack = slack
        self._directory = directory
        self._clock = clock

    async def catch_up(self, load: Load) -> Carried:
        """Read the page that is next."""
        progress = CatchUp.model_validate(load.effect.payload)
        channel_id = load.place = load.own_channel
        read_at = self._clock()
        excerpt = await self._excerpt(channel_id, progress)
        identity = await self._directory.identity()
        messages = tuple(seen(message, channel_id, identity) for message in excerpt.messages)
        page = Reread(
            seen=messages,
            read_at=read_at,
            thread=progress.thread,
            first=_first(progress, messages, excerpt.cursor),
            last=_last(progress, messages, excerpt.cursor),
            cursor=excerpt.cursor,
            hidden=excerpt.hidden,
            members=await self._members(channel_id, progress),
        )
        return Carried({"read": len(messages)}, found={"page": page})

    async def _excerpt(self, channel_id: str, progress: CatchUp) -> Excerpt:
        if progress.thread is None:
            return await self._slack.excerpt(channel_id, oldest=progress.oldest, latest=progress.latest)
        thread = progress.thread
        try:
            return await self._slack.excerpt(channel_id, thread_ts=thread, cursor=progress.cursor)
        except SlackRefused as fault:
            if fault.code == "invalid_cursor" and progress.cursor:
                return await self._slack.excerpt(channel_id, thread_ts=thread)  # It was too old.
            if fault.code not in MESSAGE_GONE:
                raise
            return Excerpt()  # The thread was deleted between the two questions.

    async def _members(self, channel_id: str, progress: CatchUp) -> tuple[str, ...] | None:
        """Ask who is in the channel, where people may have come and left unheard."""
        if progress.begun or progress.gap.why is Why.OPENING:
            return None
        return tuple(await self._slack.members(channel_id))


def _first(progress: CatchUp, messages: tuple[Seen, ...], cursor: str | None) -> str:
    """Return from where a page reaches: of the channel its oldest message, or its beginning."""
    if progress.thread is not None:
        return progress.after or progress.thread
    return min(message.ts for message in messages) if cursor and messages else progress.oldest


def _last(progress: CatchUp, messages: tuple[Seen, ...], cursor: str | None) -> str:
    """Return up to where a page reaches: of the channel to where the one before began."""
    if progress.thread is None:
        return progress.latest or LAST
    return max((message.ts for message in messages), default=LAST) if cursor else LAST
