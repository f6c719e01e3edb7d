"""Whether the catalogue of regulations is recent enough to be relied on."""

from datetime import date

from bot.commands.finding import Finding
from bot.config import BadSettings, read_catalogue
from bot.domain.policy import Policy


def regulations(policy: Policy, today: date) -> Finding | None:
    """Say how old the catalogue is; None where it cannot be read, which is told elsewhere."""
    try:
        known = read_catalogue(policy).regulations
    except BadSettings:
        return None
    compiled = known.meta.compiled_on
    if not known.stale(today):
        return Finding("ok", f"regulations: the catalogue is of {compiled}.")
    remedy = "Install a newer release, or check its watch list and put what changed into your own file."
    return Finding("note", f"regulations: the catalogue is of {compiled}, more than 90 days old.", remedy)
