"""`incident-bot check`: would `serve` work? One line a finding, each with the way to mend it."""

from collections.abc import AsyncIterator
from typing import TextIO

from bot.clock import system_clock
from bot.commands.check_database import database
from bot.commands.check_machine import port, zones
from bot.commands.check_regulations import regulations
from bot.commands.check_secrets import secrets
from bot.commands.check_slack import slack
from bot.commands.finding import Finding
from bot.config import BadSettings, Settings, read_catalogue, read_policy
from bot.domain.policy import Policy

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
    """Yield what is found: secrets, configuration, time zones, database, port, Slack."""
    for finding in secrets(settings):
        yield finding
    policy, read = configuration(settings)
    yield read
    age = regulations(policy, system_clock().date())
    if age is not None:
        yield age
    yield zones()
    async for finding in database(settings):
        yield finding
    yield port(settings)
    if settings.slack_bot_token is not None:
        async for finding in slack(settings, policy):
            yield finding


def configuration(settings: Settings) -> tuple[Policy, Finding]:
    """Read the configuration and the organisation's wording; where they are wrong the defaults hold."""
    try:
        policy = read_policy(settings.incident_config)
        read_catalogue(policy)
    except BadSettings as error:
        return Policy(), Finding("fail", f"configuration: {error}")
    named = str(settings.incident_config or "none, every default holds")
    return policy, Finding("ok", f"configuration: {named}.")
