"""The part of `check` that looks at this machine: its port, its time zones."""

import socket
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.commands.finding import Finding
from bot.config import Settings

_SOME_ZONE = "Europe/Berlin"


def port(settings: Settings) -> Finding:
    """Look at whether the port can be listened on."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            reason = error.strerror or "unusable"
            return Finding("fail", f"port {settings.port} on {settings.host}: {reason}.", "Set PORT or HOST.")
    return Finding("ok", f"port {settings.port} on {settings.host} is free.")


def zones() -> Finding:
    """Look at whether this machine knows the world's time zones: people write times in their own."""
    try:
        ZoneInfo.no_cache(_SOME_ZONE)
    except (ZoneInfoNotFoundError, OSError):
        remedy = "Install the package tzdata into the bot's environment, as its requirements say."
        return Finding("fail", "time zones: this machine has no data about them.", remedy)
    return Finding("ok", "time zones are known.")
