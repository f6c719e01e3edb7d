"""`incident-bot check`: would `serve` work? One line a finding, each with the way to mend it."""

from collections.abc import AsyncIterator
from typing import TextIO

from bot.catalogue import Catalogue, load_catalogue
from bot.clock import Clock, system_clock
from bot.commands.check_database import database
from bot.commands.check_machine import port, zones
from bot.commands.check_regulations import regulations
from bot.commands.check_secrets import secrets
from bot.commands.check_slack import slack
from bot.commands.finding import Finding
from bot.config import BadSettings, Settings, read_catalogue, read_policy
from bot.domain.policy import Policy

_SIGNS = {"ok": "ok  ", "note": "note", "fail": "FAIL"}


async def check(settings: Settings, out: TextIO, *, clock: Clock = system_clock) -> int:
    """Look at everything serving wants and print each finding; return 0 only when serve would work."""
    works = True
    async for finding in findings(settings, clock):
        works = works and finding.state != "fail"
        remedy = f" {finding.remedy}" if finding.remedy else ""
        out.write(f"{_SIGNS[finding.state]} {finding.text}{remedy}\n")
    return 0 if works else 1


async def findings(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    """Yield what is found: secrets, configuration, regulations, time zones, database, port, Slack."""
    for finding in secrets(settings):
        yield finding
    policy, catalogue, read = configuration(settings)
    yield read
    for finding in regulations(catalogue, clock().date()):
        yield finding
    yield zones()
    async for finding in database(settings):
        yield finding
    yield port(settings)
    if settings.slack_bot_token is not None:
        async for finding in slack(settings, policy):
            yield finding


def configuration(settings: Settings) -> tuple[Policy, Catalogue, Finding]:
    """Read the configuration and the organisation's own files; where they are wrong the defaults hold."""
    try:
        policy = read_policy(settings.incident_config)
        catalogue = read_catalogue(policy)
    except BadSettings as error:
        return Policy(), load_catalogue(), Finding("fail", f"configuration: {error}")
    named = str(settings.incident_config or "none, every default holds")
    return policy, catalogue, Finding("ok", f"configuration: {named}.")
