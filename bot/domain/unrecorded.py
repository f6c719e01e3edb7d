"""What somebody declared while nothing could be recorded: kept in Slack until it can be."""

import hashlib
import hmac

from pydantic import ValidationError

from bot.domain.changes.lifecycle import Declaration
from bot.domain.value import Instant, Value

NEW = "new"
"""Stands in a channel's name where the incident's number will be."""


class Unrecorded(Value):
    """A declaration that waits in its channel's first message to be adopted.

    Attributes:
        at: when it was made.
        keys: those of its delivery, hashed: should Slack deliver it again, it is not declared twice.
        origin: the channel or message that it was declared from, as its form carried it.
    """

    declaration: Declaration
    declared_by: str
    at: Instant
    keys: tuple[str, ...] = ()
    origin: str = ""

    @classmethod
    def read(cls, mark: str) -> "Unrecorded | None":
        """Read a channel's mark; None for one that another release of the bot has written otherwise."""
        try:
            return cls.model_validate_json(mark)
        except ValidationError:
            return None


def stem(prefix: str) -> str:
    """Return how the names of channels begin whose incident has no number yet."""
    return f"{prefix}-{NEW}-"


def name_of(unrecorded: Unrecorded, *, prefix: str, secret: str) -> str:
    """Return the channel's name, which tells nothing, and is the same for who declares the same twice.

    Slack lets no two channels have one name, so copies of the bot cannot open two for one declaration.
    """
    declaration = unrecorded.declaration
    title = " ".join(declaration.title.casefold().split())
    same = "\n".join((unrecorded.declared_by, title, str(declaration.private), f"{unrecorded.at:%Y-%m-%d}"))
    return stem(prefix) + hmac.new(secret.encode(), same.encode(), hashlib.sha256).hexdigest()[:10]
