"""Everything that can be wrong with what a person asked for; the docstring is the sentence they read.

IncidentError
├── WrongUse              the words were not understood
│   ├── UnknownWord       … with the nearest ones that are
│   └── BadInstant        a time that cannot be read
├── NotAllowed            somebody else may
├── NoSuchIncident        also for a private incident one cannot see
├── NotNow                the incident's status forbids it
├── NothingChanged        it is so already
└── NoSuchPerson          nobody, or nobody who may hold a role
"""

from typing import ClassVar


class IncidentError(Exception):
    """That did not work. Type `/incident help` to see what can be done here."""

    permanent: ClassVar[bool] = True
    field: str | None = None
    """The form's field under which the sentence is shown; its first one while nobody says."""

    def __init__(self, message: str = "") -> None:
        self.message = message or (type(self).__doc__ or "").strip()
        super().__init__(self.message)


class WrongUse(IncidentError):
    """I did not understand that. Type `/incident help` to see what can be done here."""


class UnknownWord(WrongUse):
    """I do not know that word. Type `/incident help` to see those I know."""


class BadInstant(WrongUse):
    """I cannot read that time. Write `14:05`, or a date and time like `2026-03-20 14:05`."""


class NotAllowed(IncidentError):
    """You may not do that here. Ask the commander."""


class NoSuchIncident(IncidentError):
    """There is no such incident. `/incident list` shows those you can see."""


class NotNow(IncidentError):
    """The incident's status does not allow that now. `/incident status` shows it."""


class NothingChanged(IncidentError):
    """It is so already; nothing was changed."""


class NoSuchPerson(IncidentError):
    """I cannot find that person. Pick them from Slack's list after typing `@`."""
