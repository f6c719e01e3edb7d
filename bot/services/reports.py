"""What the record, and where needed a person, learns of effects on Slack that came about or never will."""

from collections.abc import Callable

from bot.catalogue import Catalogue
from bot.clock import Clock
from bot.domain.actor import BOT
from bot.domain.catching_up import CatchUp, Gap, Why
from bot.domain.effect import Effect, EffectKind
from bot.domain.event import Change, ChannelChanged, SlackDid
from bot.domain.incident import ChannelState, Incident
from bot.domain.message import Outgoing
from bot.domain.policy import Policy
from bot.domain.rereading import Reread
from bot.services import catching_up, channels, effects, marking
from bot.services.carriers.load import Carried, Json
from bot.services.unit import Unit
from bot.slack.codes import CHANNEL_ARCHIVED, CHANNEL_GONE
from bot.slack.directory import Directory
from bot.slack.hearing import read
from bot.views import channel as words
from storage import Repositories

_UNNAMED = frozenset({EffectKind.EPHEMERAL, EffectKind.REPLY, EffectKind.HOME, EffectKind.TWINS})
"""What was meant for one person at one moment, or for nobody, is not worth a message to another."""
_MEANT = frozenset({"private"})
"""Reasons that are the bot's own: what became private is announced no more."""


class Reporting:
    """Enters what became of effects into the timeline, and names what failed to whoever can mend it."""

    def __init__(self, clock: Clock, policy: Policy, catalogue: Catalogue, slack: Directory) -> None:
        self._clock = clock
        self._policy = policy
        self._catalogue = catalogue
        self._slack = slack
        self.on_opened: Callable[[int], None] = lambda _: None
        self.on_heard: Callable[[set[str]], None] = lambda _: None

    def _unit(self, repositories: Repositories) -> Unit:
        return Unit(
            repositories=repositories,
            actor=BOT,
            at=self._clock(),
            policy=self._policy,
            catalogue=self._catalogue,
        )

    async def carried(
        self, repositories: Repositories, incident: Incident | None, effect: Effect, carried: Carried
    ) -> None:
        """Record what an effect changed that people should find in the timeline."""
        if incident is None:
            return
        unit = self._unit(repositories)
        if effect.kind is EffectKind.OPEN_CHANNEL and carried.places:
            await self._opened(unit, incident)
        elif effect.kind is EffectKind.INVITE:
            await self._invited(unit, incident, carried)
        elif effect.kind is EffectKind.FETCH_MARKED and carried.found is not None:
            await self._fetched(unit, incident, effect, carried.found)
        elif effect.kind is EffectKind.CATCH_UP and carried.found is not None:
            await self._caught_up(unit, incident, effect, carried.found["page"])
        elif effect.kind is EffectKind.CONVERT and carried.result.get("needs_conversion"):
            await unit.put(effects.post(incident, words.convert(incident), unit.at))

    async def _opened(self, unit: Unit, incident: Incident) -> None:
        name = incident.places.channel_name or incident.places.channel_id
        await unit.record(
            Change(incident=incident, events=(SlackDid(text=f"Channel #{name} opened."),)), quietly=True
        )
        if incident.places.channel_state is ChannelState.OPEN:
            gap = Gap(since=incident.declared_at, until=unit.at, why=Why.OPENING)
            await catching_up.begin(unit, incident, gap)
        self.on_opened(incident.number)

    async def _caught_up(self, unit: Unit, incident: Incident, effect: Effect, page: Reread) -> None:
        progress = CatchUp.model_validate(effect.payload)
        self.on_heard(await catching_up.absorb(unit, incident, progress, page))

    async def _fetched(self, unit: Unit, incident: Incident, effect: Effect, message: Json) -> None:
        said = read(message, effect.payload["channel"], await self._slack.identity())
        if said is not None:
            await marking.fetched(unit, incident, said)

    async def _invited(self, unit: Unit, incident: Incident, carried: Carried) -> None:
        for user_id in carried.result.get("invited", []):
            await unit.repositories.members.joined(incident.number, user_id, unit.at)
        refused = carried.result.get("refused") or {}
        if refused:
            people = ", ".join(f"<@{user}> ({code})" for user, code in refused.items())
            await self._name_failure(
                unit, incident, f"Could not invite {people}.", words.not_invited(refused)
            )

    async def failed(
        self, repositories: Repositories, incident: Incident | None, effect: Effect, code: str
    ) -> None:
        """Record that an effect will never take place, and tell whoever commands."""
        if incident is None or effect.kind in _UNNAMED or code in _MEANT:
            return
        unit = self._unit(repositories)
        if effect.kind is EffectKind.CATCH_UP:
            await catching_up.unreadable(unit, incident, CatchUp.model_validate(effect.payload), code)
        await self._remind_elsewhere(unit, incident, effect)
        gone = incident.places.channel_state in (ChannelState.ARCHIVED, ChannelState.LOST)
        if gone and code in CHANNEL_GONE | CHANNEL_ARCHIVED:
            await self._channel_gone(unit, incident)
            return
        message = words.failed(incident, effect.kind, code)
        await self._name_failure(unit, incident, f"Slack refused: {effect.kind.value} ({code}).", message)

    async def _remind_elsewhere(self, unit: Unit, incident: Incident, effect: Effect) -> None:
        """What was due and cannot be asked where it belongs is asked of whoever commands."""
        person = incident.decider
        if effects.is_reminder(effect) and effect.payload.get("user") != person:
            await unit.put(effects.remind_instead(effect, person))

    async def _channel_gone(self, unit: Unit, incident: Incident) -> None:
        """Slack never said that the channel was archived or the bot removed: it is found out by a refusal."""
        state = incident.places.channel_state
        if await channels.told_of(unit, incident, state):
            return
        text = (
            "The channel is archived." if state is ChannelState.ARCHIVED else "The channel is out of reach."
        )
        event = ChannelChanged(text=text, state=state)
        await unit.record(Change(incident=incident, events=(event,)), quietly=True)
        person = incident.decider
        prefix = self._policy.channel_prefix
        await unit.put(effects.tell(incident, person, words.gone(incident, prefix=prefix), unit.at))

    async def channel_forbidden(
        self,
        repositories: Repositories,
        incident: Incident,
        effect: Effect,  # noqa: ARG002 - the protocol's
        code: str,
        *,
        borrowed: bool,
    ) -> None:
        """Tell that the workspace does not let the bot create channels, and who can."""
        unit = self._unit(repositories)
        text = f"The workspace does not let the bot create channels ({code})."
        await unit.record(Change(incident=incident, events=(SlackDid(text=text),)), quietly=True)
        message = words.forbidden(incident, borrowed=borrowed, prefix=self._policy.channel_prefix)
        await unit.put(effects.tell(incident, incident.declared_by, message, unit.at))
        if borrowed:
            self.on_opened(incident.number)

    async def _name_failure(self, unit: Unit, incident: Incident, text: str, message: Outgoing) -> None:
        event = ChannelChanged(text=text)
        await unit.record(Change(incident=incident, events=(event,)), quietly=True)
        person = incident.decider
        await unit.put(effects.tell(incident, person, message, unit.at))
