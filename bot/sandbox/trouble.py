"""What a person is told when an app did not answer well."""

from bot.sandbox.delivery_log import Response


def trouble(response: Response) -> str | None:
    """What a person is told of a bad answer; None when it was good."""
    if response.acknowledged:
        return None
    if response.failure in ("http_timeout", "timeout"):
        return "operation_timeout"
    if response.status is not None:
        return f"This app responded with Status Code {response.status}."
    return "dispatch_failed"
