"""The part of `check` that asks Slack: token, scopes, clock, Socket Mode, announcement channel."""

from collections.abc import AsyncIterator
from datetime import datetime
from email.utils import parsedate_to_datetime

import aiohttp

from bot.clock import system_clock
from bot.commands.finding import Finding
from bot.config import Settings
from bot.domain.policy import Policy
from bot.manifest import wanted_scopes
from bot.slack.directory import Directory
from bot.slack.errors import SlackError, SlackRefused, SlackUnreachable, TokenRevoked
from bot.slack.gateway import Slack
from bot.slack.pacing import Pacing
from handlers.envelopes import Unwelcome, greeted

SKEW_SECONDS = 60
"""Slack's signatures are refused after 300 s; an app whose clock is a minute off is on the way there."""

_ANNOUNCE = "Type /invite @incident-bot in {}, or set `announcements` in the configuration."


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
