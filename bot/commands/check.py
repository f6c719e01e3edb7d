"""`incident-bot check`: would `serve` work? One line a finding, each with the way to mend it."""

import socket
from collections.abc import AsyncIterator
from typing import TextIO

from bot.commands.check_slack import slack
from bot.commands.finding import Finding
from bot.config import BadSettings, Settings, read_catalogue, read_policy
from bot.domain.policy import Policy
from storage import Database, DatabaseInUse, StorageError
from storage.schema import SchemaState

_SIGNS = {"ok": "ok  ", "note": "note", "fail": "FAIL"}


async def check(settings: Settings, out: TextIO) -> int:
    """Look at everything serving wants and print each finding; return 0 only when serve would work."""
    works = True
    async for finding in findings(settings):
        works = works and finding.state != "fail"
        remedy = f" {finding.remedy}" if finding.remedy else ""
        out.write(f"{_SIGNS[finding.state]} {finding.text}{remedy}\n")
    return 0 if works else 1


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    """Yield what is found: secrets, configuration, database, port, Slack."""
    for finding in secrets(settings):
        yield finding
    policy = Policy()
    try:
        policy = read_policy(settings.incident_config)
        read_catalogue(policy)
        named = str(settings.incident_config or "none, every default holds")
        yield Finding("ok", f"configuration: {named}.")
    except BadSettings as error:
        yield Finding("fail", f"configuration: {error}")
    async for finding in database(settings):
        yield finding
    yield port(settings)
    if settings.slack_bot_token is not None:
        async for finding in slack(settings, policy):
            yield finding


def secrets(settings: Settings) -> list[Finding]:
    """Look at whether the tokens are there and of the right kind; their values are never shown."""
    found = [
        _token(
            "SLACK_BOT_TOKEN", settings.slack_bot_token, "xoxb-", "OAuth & Permissions, Bot User OAuth Token"
        )
    ]
    if settings.slack_app_token is not None:
        found.append(
            _token(
                "SLACK_APP_TOKEN", settings.slack_app_token, "xapp-", "Basic Information, App-Level Tokens"
            )
        )
    elif settings.slack_signing_secret is None:
        found.append(
            Finding(
                "fail",
                "neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set.",
                "Set the first for Socket Mode, the second for HTTP (both under Basic Information).",
            )
        )
    else:
        found.append(Finding("ok", "SLACK_SIGNING_SECRET is set: deliveries come over HTTP."))
    return found


def _token(name: str, secret: object, prefix: str, where: str) -> Finding:
    value = secret.get_secret_value() if hasattr(secret, "get_secret_value") else ""
    if not value:
        return Finding("fail", f"{name} is not set.", f"Slack shows it under {where}.")
    if not value.startswith(prefix):
        return Finding(
            "fail", f"{name} is of the wrong kind.", f"It begins with {prefix}; Slack shows it under {where}."
        )
    return Finding("ok", f"{name} is set.")


async def database(settings: Settings) -> AsyncIterator[Finding]:
    """Look at whether the database answers, is ours alone where it must be, and has a schema we know."""
    try:
        db = Database(settings.database_url.get_secret_value())
    except (StorageError, ValueError) as error:
        yield Finding("fail", f"database: {error}", "Correct DATABASE_URL.")
        return
    try:
        async with db:
            state = await db.schema_state()
            async with db.transaction():
                pass  # A file that can only be read lets nobody begin.
            db.lock_for_serving()
    except DatabaseInUse as error:
        yield Finding("fail", f"database: {error}")
        return
    except (StorageError, OSError) as error:
        yield Finding(
            "fail",
            f"database: {db.shown_url}: {error}",
            "See that it runs, that DATABASE_URL is right, and that its folder can be written to.",
        )
        return
    if state is SchemaState.AHEAD:
        yield Finding(
            "fail", "database: a newer release migrated it.", "Run that release, or restore a backup."
        )
    elif state is SchemaState.BEHIND:
        yield Finding(
            "note", "database: new, or its schema is older.", "serve and migrate bring it up to date."
        )
    else:
        yield Finding("ok", f"database: {db.shown_url}, schema is current.")


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
