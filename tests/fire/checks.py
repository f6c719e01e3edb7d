"""All checks, each by what it says; importing their modules enters them."""

from tests.fire import checks_of_record, checks_of_slack
from tests.fire.outcome import CHECKS, Outcome

__all__ = ["CHECKS", "Outcome", "checks_of_record", "checks_of_slack"]
