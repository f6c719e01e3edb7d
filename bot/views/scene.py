"""What surrounds an event when the channel is told of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.catalogue import Catalogue
from bot.domain.incident import Incident


@dataclass(frozen=True)
class Scene:
    """The incident after the event, and the names of those who appear in it, as far as they are known."""

    incident: Incident
    catalogue: Catalogue
    names: Mapping[str, str]
