"""Which carrier carries out which kind of effect."""

from collections.abc import Awaitable, Callable, Mapping

from bot.clock import Clock
from bot.domain.effect import EffectKind
from bot.services.carriers.channels import ChannelCarrier
from bot.services.carriers.load import Carried, Load, Render
from bot.services.carriers.messages import MessageCarrier
from bot.services.carriers.rereading import RereadingCarrier
from bot.services.carriers.surfaces import SurfaceCarrier
from bot.services.carriers.twins import TwinCarrier
from bot.slack.directory import Directory
from bot.slack.gateway import Slack
from storage.database import Database

Carry = Callable[[Load], Awaitable[Carried]]


def routes(
    database: Database, slack: Slack, directory: Directory, render: Render, *, clock: Clock, prefix: str
) -> Mapping[EffectKind, Carry]:
    """Return how each kind is carried out."""
    messages = MessageCarrier(slack, directory, render, clock)
    rereading = RereadingCarrier(slack, directory, clock)
    surfaces = SurfaceCarrier(slack, directory, render, database)
    channels = ChannelCarrier(slack, directory, database, prefix=prefix)
    twins = TwinCarrier(slack, directory)

    async def only_one(load: Load) -> Carried:
        of_channels = load.effect.payload["kind"] == EffectKind.OPEN_CHANNEL
        return await (channels.only_one(load) if of_channels else twins.messages(load))

    return {
        EffectKind.OPEN_CHANNEL: channels.open,
        EffectKind.INVITE: channels.invite,
        EffectKind.PIN_CARD: channels.pin_card,
        EffectKind.CONVERT: channels.convert,
        EffectKind.POST: messages.post,
        EffectKind.EPHEMERAL: messages.whisper,
        EffectKind.REPLY: messages.reply,
        EffectKind.UPDATE_MESSAGE: messages.update,
        EffectKind.UPLOAD: messages.upload,
        EffectKind.FETCH_MARKED: messages.fetch,
        EffectKind.CATCH_UP: rereading.catch_up,
        EffectKind.CARD: surfaces.card,
        EffectKind.TRIAGE: surfaces.triage,
        EffectKind.TOPIC: surfaces.topic,
        EffectKind.ANNOUNCEMENT: surfaces.announcement,
        EffectKind.HOME: surfaces.home,
        EffectKind.TWINS: only_one,
    }
