"""`incident-bot check`: would `serve` work? One line a finding, each with the way to mend it."""

import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Literal, TextIO

import aiohttp

from bot.clock import system_clock
from bot.config import BadSettings, Settings, read_catalogue, read_policy
from bot.domain.policy import Policy
from bot.manifest import wanted_scopes
from bot.slack.directory import Directory
from bot.slack.errors import SlackError, SlackRefused, SlackUnreachable, TokenRevoked
from bot.slack.gateway import Slack
from bot.slack.pacing import Pacing
from handlers.socket import Unwelcome, greeted
from storage import Database, DatabaseInUse, StorageError
from storage.schema import SchemaState

SKEW_SECONDS = 60
"""Slack's signatures are refused after 300 s; an app whose clock is a minute off is on the way there."""

_SIGNS = {"ok": "ok  ", "note": "note", "fail": "FAIL"}


_ANNOUNCE = "Type /invite @incident-bot in {}, or set `announcements` in the configuration."


@dataclass(frozen=True)
class Finding:
    """One thing looked at: `fail` keeps serve from working, `note` is worth mending, `ok` is fine."""

    state: Literal["ok", "note", "fail"]
    text: str
    remedy: str = ""


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
        yield Finding("note", "database: its schema is older.", "serve and migrate bring it up to date.")
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


async def slack(settings: Settings, policy: Policy) -> AsyncIterator[Finding]:
    """Ask Slack: the token, its scopes, the clock, Socket Mode, the announcement channel."""
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
    async with aiohttp.ClientSession() as session:
        api = Slack(
            session,
            token,
            pacing=Pacing(),
            base_url=settings.slack_api_url,
            timeout=policy.slack.call_timeout,
        )
        try:
            _, headers = await api.call_with_headers("auth.test", urgent=True)
            identity = await api.identify()
        except SlackUnreachable as error:
            yield Finding(
                "fail", f"Slack cannot be reached ({error.cause}).", "See to SLACK_API_URL and the network."
            )
            return
        except (SlackRefused, TokenRevoked) as error:
            yield Finding(
                "fail",
                f"Slack refuses the bot token ({error.code}).",
                "Install the app again and set the new token.",
            )
            return
        except SlackError as error:
            yield Finding("fail", f"Slack: {error}.", "Try again in a minute.")
            return
        yield Finding("ok", f"Slack: {identity.team or identity.team_id}, as {identity.user_id}.")
        yield clock(headers.get("date"), system_clock())
        missing = sorted(wanted_scopes() - identity.scopes)
        if missing:
            yield Finding(
                "fail",
                f"missing scopes: {', '.join(missing)}.",
                "Take over manifest.yml in the app's settings and install the app again.",
            )
        else:
            yield Finding("ok", "all scopes of manifest.yml are granted.")
        if settings.slack_app_token is not None:
            yield await socket_mode(settings, session)
        if not missing:
            yield await announcements(api, policy)


def clock(date: str | None, now: datetime) -> Finding:
    """Compare this machine's clock with Slack's."""
    if not date:
        return Finding("note", "Slack did not say what time it is, so the clock was not compared.")
    off = abs((now - parsedate_to_datetime(date)).total_seconds())
    if off > SKEW_SECONDS:
        return Finding(
            "fail",
            f"this machine's clock is {int(off)} s off Slack's.",
            "Set it (NTP): Slack's signatures expire.",
        )
    return Finding("ok", "the clock agrees with Slack's.")


async def socket_mode(settings: Settings, session: aiohttp.ClientSession) -> Finding:
    """Ask Slack for a Socket Mode address and dial it, as serve does."""
    token = settings.slack_app_token.get_secret_value() if settings.slack_app_token else ""
    api = Slack(session, token, pacing=Pacing(), base_url=settings.slack_api_url)
    try:
        await (await greeted(session, await api.call("apps.connections.open", urgent=True))).close()
    except (SlackRefused, TokenRevoked) as error:
        remedy = "Make an app-level token with connections:write (Basic Information, App-Level Tokens)."
        return Finding("fail", f"Socket Mode: Slack refuses the app token ({error.code}).", remedy)
    except (SlackError, Unwelcome) as error:
        remedy = "Switch it on under Socket Mode, or unset SLACK_APP_TOKEN to use HTTP."
        return Finding("fail", f"Socket Mode: {error}.", remedy)
    return Finding("ok", "Socket Mode: Slack lets the app connect.")


async def announcements(api: Slack, policy: Policy) -> Finding:
    """Look for the announcement channel among those the bot is in."""
    named = policy.announcements.lstrip("#")
    try:
        channel = await Directory(api, announcements=named).announcements()
        found = await api.channel(channel) if channel else None
    except SlackError as error:
        return Finding("note", f"announcement channel {named}: {error}.", _ANNOUNCE.format(named))
    if found is None or not found.is_member:
        text = f"the bot is in no channel {named}: incidents are not announced."
        return Finding("note", text, _ANNOUNCE.format(named))
    return Finding("ok", f"announcements go to #{found.name}.")
