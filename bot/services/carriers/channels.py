"""Carries out what concerns the incident's channel: opened, peopled, pinned to, named.

A channel of the wanted name is adopted only when it is ours: created by the bot, not before the incident
was declared, and no other incident's. Where the workspace lets the bot create none, an incident that is
not private lives in the channel it was declared in.
"""

from collections.abc import Awaitable, Iterable

from bot.domain.channel_name import channel_name
from bot.domain.incident import ChannelState, Incident
from bot.domain.unrecorded import stem as unnumbered
from bot.services.carriers.found import SKEW
from bot.services.carriers.load import Carried, Load, Undeliverable
from bot.slack.channels import Channel
from bot.slack.codes import CREATION_FORBIDDEN, NAME_UNUSABLE
from bot.slack.directory import Directory
from bot.slack.errors import SlackRefused
from bot.slack.gateway import Slack
from storage.database import Database

NAMES = 20
"""After as many taken names something else is wrong."""


class ChannelCarrier:
    """The incident's channel."""

    def __init__(
        self, slack: Slack, directory: Directory, database: Database, *, prefix: str = "inc"
    ) -> None:
        self._slack = slack
        self._directory = directory
        self._database = database
        self._prefix = prefix

    async def open(self, load: Load) -> Carried:
        """Create the channel, or find the one that was created when its answer was lost."""
        incident = load.about
        if incident.places.channel_id is not None:
            return Carried({"channel": incident.places.channel_id})
        channel = await self._ours(incident) if load.in_doubt else None
        try:
            channel = channel or await self._created(incident, load.effect.priority)
        except SlackRefused as fault:
            if fault.code not in CREATION_FORBIDDEN:
                raise
            return await self._borrowed(incident, fault)
        if load.in_doubt and incident.private:
            # It has a telling name, and was opened before the incident became private.
            await self._give_up(incident, [c for c in await self._candidates(incident) if not c.is_private])
        return _opened(channel, ChannelState.OPEN)

    async def only_one(self, load: Load) -> Carried:
        """Give up what a creation without an answer brought beside the incident's channel, or after it."""
        incident, own = load.about, load.own_channel
        others = [channel for channel in await self._candidates(incident) if channel.id != own]
        await self._give_up(incident, others)
        return Carried({"given_up": [channel.id for channel in others]})

    async def invite(self, load: Load) -> Carried:
        """Bring people and user groups in; those who cannot come are named in the result."""
        channel_id, payload = load.own_channel, load.effect.payload
        load.place = channel_id
        wanted: list[str] = []
        for user_or_group in payload.get("users", []):
            is_group = user_or_group.startswith("S")
            wanted += await self._slack.group_members(user_or_group) if is_group else [user_or_group]
        me = (await self._directory.identity()).user_id
        people = [user for user in dict.fromkeys(wanted) if user != me]
        refused = await self._slack.invite(channel_id, people, priority=load.effect.priority)
        return Carried({"invited": [user for user in people if user not in refused], "refused": refused})

    async def pin_card(self, load: Load) -> Carried:
        """Pin the card."""
        channel_id, ts = load.own_channel, load.about.places.card_ts
        load.place = channel_id
        if ts is None:
            raise Undeliverable("no_card")
        if load.in_doubt and ts in await self._slack.pinned(channel_id):
            return Carried()
        try:
            await self._slack.pin(channel_id, ts)
        except SlackRefused as fault:
            if fault.code != "already_pinned":
                raise
        return Carried()

    async def convert(self, load: Load) -> Carried:
        """Let the name fit an incident that became private or public; only people can change the kind."""
        incident, channel_id = load.about, load.own_channel
        load.place = channel_id
        channel = await self._slack.channel(channel_id)
        result = {"needs_conversion": channel.is_private != incident.private}
        stem = self._name(incident.model_copy(update={"private": True}), 0)
        telling = channel.name != stem
        fits = telling is not incident.private and not channel.name.startswith(unnumbered(self._prefix))
        if incident.places.channel_state is not ChannelState.OPEN or fits:
            return Carried(result)
        renamed = await self._renamed(incident, channel_id)
        return Carried(result, places={"channel_name": renamed} if renamed else {})

    async def _renamed(self, incident: Incident, channel_id: str) -> str | None:
        for attempt in range(NAMES):
            try:
                return (await self._slack.rename(channel_id, self._name(incident, attempt))).name
            except SlackRefused as fault:
                if fault.code not in NAME_UNUSABLE:
                    raise
        return None

    def _name(self, incident: Incident, attempt: int) -> str:
        number, title = incident.number, incident.title
        private, drill = incident.private, incident.drill
        return channel_name(number, title, private=private, drill=drill, prefix=self._prefix, attempt=attempt)

    async def _created(self, incident: Incident, priority: int) -> Channel:
        for attempt in range(NAMES):
            name = self._name(incident, attempt)
            try:
                return await self._slack.create_channel(name, private=incident.private, priority=priority)
            except SlackRefused as fault:
                if fault.code not in NAME_UNUSABLE:
                    raise
            if attempt == 0:
                ours = await self._ours(incident)
                if ours is not None:
                    return ours
        raise Undeliverable("name_taken")

    async def _give_up(self, incident: Incident, others: Iterable[Channel]) -> None:
        """Archive channels, without their telling names.

        Where Slack does not let the bot, the incident is not kept from its own channel.
        """
        for attempt, channel in enumerate(others, start=1):
            await _as_allowed(self._slack.rename(channel.id, self._name(incident, attempt)))
            await _as_allowed(self._slack.archive(channel.id))

    async def _ours(self, incident: Incident) -> Channel | None:
        """Find the channel that an earlier attempt created; the title may have changed since."""
        free = [each for each in await self._candidates(incident) if each.is_private == incident.private]
        return min(free, key=lambda channel: channel.created, default=None)

    async def _candidates(self, incident: Incident) -> list[Channel]:
        """The channels of the incident's number that the bot opened since, and that no other incident has."""
        me = (await self._directory.identity()).user_id
        since = (incident.declared_at - SKEW).timestamp()
        stem = channel_name(incident.number, "", private=True, drill=incident.drill, prefix=self._prefix)
        ours = [
            channel
            for channel in await self._slack.own_channels()
            if (channel.name == stem or channel.name.startswith(f"{stem}-"))
            and channel.creator == me
            and channel.created >= int(since)
        ]
        async with self._database.reading() as repositories:
            held = await repositories.incidents.numbers_in_channels([channel.id for channel in ours])
        return [channel for channel in ours if held.get(channel.id, incident.number) == incident.number]

    async def _borrowed(self, incident: Incident, fault: SlackRefused) -> Carried:
        origin = incident.places.origin_channel_id
        if incident.private or origin is None:
            raise fault
        try:
            channel = await self._slack.channel(origin)
            if channel.is_direct or channel.is_archived:
                raise fault
            if not channel.is_member:
                await self._slack.join(origin)
        except SlackRefused:
            raise fault from None
        opened = _opened(channel, ChannelState.BORROWED)
        return Carried(opened.result, places=opened.places, forbidden=fault.code)


async def _as_allowed(change: Awaitable[object]) -> None:
    """Make a change, unless Slack refuses it for good."""
    try:
        await change
    except SlackRefused as fault:
        if not fault.permanent:
            raise


def _opened(channel: Channel, state: ChannelState) -> Carried:
    places = {"channel_id": channel.id, "channel_name": channel.name, "channel_state": state}
    return Carried({"channel": channel.id, "name": channel.name}, places=places)
