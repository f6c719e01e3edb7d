"""How a call to Slack can fail, told apart by what the caller may do about it.

SlackError
├── SlackRefused       Slack understood and said no; `permanent` says whether asking again can help
├── SlackBusy          Slack, or our own pace, wants the call later
├── SlackUnreachable   no usable answer came; `fate` says whether the call may have taken effect
└── TokenRevoked       nothing can be said to Slack until somebody mends the token
"""

from enum import StrEnum
from typing import Any

from bot.slack.codes import is_permanent


class Fate(StrEnum):
    """What is known about a call that brought no answer."""

    UNKNOWN = "unknown"
    NOT_DONE = "not_done"


class SlackError(Exception):
    """A call to Slack that did not bring what was asked for."""

    def __init__(self, method: str, words: str) -> None:
        self.method = method
        super().__init__(f"{method}: {words}")

    @property
    def word(self) -> str:
        """One word for logs, counters and stored reasons."""
        return "fault"


class SlackRefused(SlackError):
    """Slack answered that it will not do this.

    Attributes:
        code: Slack's own word for the reason.
        permanent: whether asking again later is pointless.
        detail: the rest of Slack's answer, such as the refused people of an invitation.
    """

    def __init__(self, method: str, code: str, *, detail: dict[str, Any] | None = None) -> None:
        self.code = code
        self.permanent = is_permanent(code)
        self.detail = detail or {}
        super().__init__(method, code)

    @property
    def word(self) -> str:
        """Slack's code."""
        return self.code


class SlackBusy(SlackError):
    """The call was not made, or not accepted, and may be tried again after `retry_after` seconds."""

    def __init__(self, method: str, retry_after: float) -> None:
        self.retry_after = retry_after
        super().__init__(method, f"busy, again in {retry_after:g} s")

    @property
    def word(self) -> str:
        """The same word that Slack uses."""
        return "ratelimited"


class SlackUnreachable(SlackError):
    """No usable answer: refused connection, dropped or late answer, or an error inside Slack."""

    def __init__(self, method: str, fate: Fate, cause: str) -> None:
        self.fate = fate
        self.cause = cause
        super().__init__(method, f"{cause} (fate {fate})")

    @property
    def word(self) -> str:
        """What happened to the connection."""
        return self.cause


class TokenRevoked(SlackError):
    """Slack does not accept the bot's token any more."""

    def __init__(self, method: str, code: str) -> None:
        self.code = code
        super().__init__(method, code)

    @property
    def word(self) -> str:
        """Slack's code."""
        return self.code
