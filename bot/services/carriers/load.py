"""What a carrier is given, what it brings back, and what it asks of those around it."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.domain.effect import Effect
from bot.domain.incident import Incident
from bot.domain.leaving import may_be_told
from bot.domain.message import Outgoing
from bot.domain.timeline import Head
from storage.repositories import Repositories

Json = dict[str, Any]

EVENT_TYPE = "incident_bot_effect"
"""Marks messages of this bot in their metadata, beside the id of the effect that they carry out."""


class Undeliverable(Exception):
    """The bot itself sees that an effect cannot be carried out; `code` says why in one word."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass
class Load:
    """One effect under way.

    Attributes:
        incident: as it stood when the carrying out began.
        head: the end of its timeline then.
        in_doubt: an earlier attempt may have taken effect: ask before calling again.
        place: the channel that the call is about, once the carrier knows it.
        members: who is in the channel of a private incident.
    """

    effect: Effect
    incident: Incident | None
    head: Head
    in_doubt: bool
    place: str | None = None
    members: Collection[str] = ()

    def may_tell(self, user_id: str) -> bool:
        """Whether a person may be written to about the incident."""
        return self.incident is None or may_be_told(self.incident, user_id, self.members)

    @property
    def metadata(self) -> Json:
        """What a message carries, so that Slack can be asked whether it was sent."""
        return {"event_type": EVENT_TYPE, "event_payload": {"effect": self.effect.id}}

    @property
    def about(self) -> Incident:
        """The incident of an effect that cannot be without one."""
        if self.incident is None:
            raise Undeliverable("no_incident")
        return self.incident

    @property
    def own_channel(self) -> str:
        """The incident's channel."""
        channel = self.about.places.channel_id
        if channel is None:
            raise Undeliverable("no_channel")
        return channel


@dataclass(frozen=True)
class Carried:
    """What came of it.

    Attributes:
        result: stored with the effect.
        places: what it changes of where the incident is shown.
        follow: further effects that are wanted now.
        found: what was read from Slack for the record; not stored with the effect.
        forbidden: Slack's reason, where the workspace does not let the bot create channels.
    """

    result: Json = field(default_factory=dict)
    places: Json = field(default_factory=dict)
    follow: tuple[Effect, ...] = ()
    found: Json | None = None
    forbidden: str | None = None


class Render(Protocol):
    """Shows the present state; called at sending time, so that what is sent is never stale."""

    async def card(self, incident: Incident) -> Outgoing:
        """The pinned card."""

    async def triage(self, incident: Incident) -> Outgoing:
        """The triage questions with their answers."""

    def triage_moved(self, incident: Incident, link: str) -> Outgoing:
        """What stands where the triage questions were before they were asked anew at `link`."""

    async def topic(self, incident: Incident) -> str:
        """The channel's topic, at most 250 characters."""

    def announcement(self, incident: Incident) -> Outgoing | None:
        """The announcement; None when the incident is announced to nobody (and what was is taken away)."""

    def document(self, incident: Incident, about: Json) -> AsyncIterator[str]:
        """The incident as a file, piece by piece, in the form that `about` names."""

    async def home(self, user_id: str) -> Json:
        """A person's App Home."""


class Reports(Protocol):
    """Is told what came of effects, inside the transaction that records it."""

    async def carried(
        self, repositories: Repositories, incident: Incident | None, effect: Effect, carried: Carried
    ) -> None:
        """An effect took place; `incident` is as it is after it."""

    async def failed(
        self, repositories: Repositories, incident: Incident | None, effect: Effect, code: str
    ) -> None:
        """An effect will never take place; `code` is Slack's reason or the bot's own word."""

    async def channel_forbidden(
        self, repositories: Repositories, incident: Incident, effect: Effect, code: str, *, borrowed: bool
    ) -> None:
        """The bot may not create the channel; `borrowed`: the incident lives where it was declared."""
