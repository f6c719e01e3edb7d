"""The part of `check` that looks at tokens and secrets: whether they are there, and of the right kind."""

import re

from pydantic import SecretStr

from bot.commands.finding import Finding
from bot.config import Settings

_BOT = "OAuth & Permissions, Bot User OAuth Token"
_APP = "Basic Information, App-Level Tokens"
_SIGNING = "Basic Information, App Credentials"
_EXPIRING = re.compile(r"xoxe[.-]")
_SIGNING_SECRET = re.compile(r"[0-9a-f]{32}")


def secrets(settings: Settings) -> list[Finding]:
    """Look at each token and secret; their values are never shown."""
    found = [_token("SLACK_BOT_TOKEN", settings.slack_bot_token, "xoxb-", _BOT)]
    if settings.slack_app_token is not None:
        found.append(_token("SLACK_APP_TOKEN", settings.slack_app_token, "xapp-", _APP))
    elif settings.slack_signing_secret is not None:
        found.append(_signing(settings.slack_signing_secret.get_secret_value()))
    else:
        found.append(
            Finding(
                "fail",
                "neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set.",
                "Set the first for Socket Mode, the second for HTTP (both under Basic Information).",
            )
        )
    return found


def _token(name: str, secret: SecretStr | None, prefix: str, where: str) -> Finding:
    value = secret.get_secret_value() if secret else ""
    if not value:
        return Finding("fail", f"{name} is not set.", f"Slack shows it under {where}.")
    if _EXPIRING.match(value):
        remedy = "Switch token rotation off in the app's settings and install the app again."
        return Finding("fail", f"{name} expires after twelve hours: token rotation is on.", remedy)
    if not value.startswith(prefix):
        remedy = f"It begins with {prefix}; Slack shows it under {where}."
        return Finding("fail", f"{name} is of the wrong kind.", remedy)
    return _untouched(name, value, where) or Finding("ok", f"{name} is set.")


def _signing(value: str) -> Finding:
    name = "SLACK_SIGNING_SECRET"
    if value.startswith(("xox", "xapp-")):
        remedy = f"It is no token; Slack shows it under {_SIGNING}."
        return Finding("fail", f"{name} is of the wrong kind.", remedy)
    damaged = _untouched(name, value, _SIGNING)
    if damaged is not None:
        return damaged
    if not _SIGNING_SECRET.fullmatch(value):
        remedy = f"With a wrong one every delivery is refused; compare it with {_SIGNING}."
        return Finding("note", f"{name} is not the 32 hexadecimal digits that Slack's are.", remedy)
    return Finding("ok", f"{name} is set: deliveries come over HTTP.")


def _untouched(name: str, value: str, where: str) -> Finding | None:
    """What was pasted along with a secret makes it another one."""
    if re.fullmatch(r"[\w.-]+", value, re.ASCII):
        return None
    remedy = f"Copy it again without spaces and quotation marks; Slack shows it under {where}."
    return Finding("fail", f"{name} has characters in it that no such secret has.", remedy)
