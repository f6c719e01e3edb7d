"""The part of `check` that asks Slack: token, scopes, clock, Socket Mode."""

import re
from collections.abc import AsyncIterator
from datetime import datetime
from email.utils import parsedate_to_datetime

import aiohttp

from bot.clock import system_clock
from bot.commands.check_places import announcements, invitees
from bot.commands.finding import Finding
from bot.config import Settings
from bot.domain.policy import Policy
from bot.manifest import wanted_scopes
from bot.slack.errors import SlackError, SlackRefused, SlackUnreachable, TokenRevoked
from bot.slack.gateway import Slack
from bot.slack.identity import Identity
from bot.slack.pacing import Pacing
from handlers.envelopes import Unwelcome, greeted

_APP_ID = re.compile(r"xapp-\d+-(A[A-Z0-9]+)-")
SKEW_SECONDS = 60
"""Slack's signatures are refused after 300 s; an app whose clock is a minute off is on the way there."""


async def slack(settings: Settings, policy: Policy) -> AsyncIterator[Finding]:
    """Ask Slack: the token, its scopes, the clock, Socket Mode, and what the configuration names."""
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
        granted = scopes(identity)
        yield granted
        if settings.slack_app_token is not None:
            yield await socket_mode(settings, session)
        if granted.state == "ok":
            mixed_up = await other_app(settings, api, identity)
            if mixed_up is not None:
                yield mixed_up
            yield await announcements(api, policy, identity)
            async for finding in invitees(api, policy):
                yield finding


def scopes(identity: Identity) -> Finding:
    """Compare what the token may do with what the manifest asks for."""
    missing = sorted(wanted_scopes() - identity.scopes)
    if missing:
        remedy = "Take over manifest.yml in the app's settings and install the app again."
        return Finding("fail", f"missing scopes: {', '.join(missing)}.", remedy)
    return Finding("ok", "all scopes of manifest.yml are granted.")


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


async def other_app(settings: Settings, api: Slack, identity: Identity) -> Finding | None:
    """Name both apps where the two tokens are not of one: deliveries would go to the other."""
    token = settings.slack_app_token.get_secret_value() if settings.slack_app_token else ""
    named = _APP_ID.match(token)
    try:
        app_id = await api.app_of(identity.bot_id) if named and identity.bot_id else None
    except SlackError as error:
        return Finding("note", f"which app the bot is of: {error}.", "Try again in a minute.")
    if not named or not app_id or named[1] == app_id:
        return None
    text = f"SLACK_APP_TOKEN is of the app {named[1]}, SLACK_BOT_TOKEN of {app_id}."
    return Finding("fail", text, "Take both from the same app, else the bot hears nothing.")
