"""What weighs more goes to Slack first: its channel, its card, its messages."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.domain.effect import Effect
from bot.domain.incident import Incident
from bot.domain.severity import Severity
from bot.services import effects
from tests.storage.examples import an_incident

AT = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
WANTED: dict[str, Callable[[Incident], Effect]] = {
    "a channel": lambda incident: effects.open_channel(incident, AT),
    "the declarer in it": lambda incident: effects.invite(incident, ("UALICE",), AT, lane="declarer"),
    "the questions": lambda incident: effects.triage(incident, AT),
}


@pytest.mark.parametrize("what", WANTED)
def test_of_the_same_the_more_severe_incidents_goes_first(what: str) -> None:
    severities = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW)
    incidents = [an_incident(1).model_copy(update={"severity": severity}) for severity in severities]
    priorities = [WANTED[what](incident).priority for incident in incidents]
    assert priorities == sorted(priorities)
    assert priorities[0] < priorities[2] <= priorities[3]
