"""The one exception of the simulated workspace: a refusal with Slack's own error code."""

from typing import Any


class SlackError(Exception):
    """Slack's answer `{"ok": false, "error": code, **extra}`.

    Operations of the workspace raise it; the Web API turns it into an answer, people who act see its code.
    """

    def __init__(self, code: str, **extra: Any) -> None:
        self.code = code
        self.extra = extra
        super().__init__(code)

    def answer(self) -> dict[str, Any]:
        """The JSON body of the refusal."""
        return {"ok": False, "error": self.code, **self.extra}


def invalid_arguments(*messages: str) -> SlackError:
    """A refusal that lists what was wrong with the arguments, one message each."""
    return SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {m}" for m in messages]})


def missing_argument(name: str) -> SlackError:
    """A required argument was not given; Slack names it in the messages."""
    return invalid_arguments(f"missing required field: {name}")
