"""What the answers given so far say about an incident as a whole."""

from bot.domain.incident import Incident
from bot.domain.triage import Suggestion, suggest

VULNERABLE = "minors"
"""The facet that says vulnerable people are among the affected."""


def suggestion_for(incident: Incident) -> Suggestion:
    """Return the severity that the answers speak for, with every reason that fired."""
    answers = {given.question: given.answer for given in incident.triage}
    facets = frozenset(incident.facets)
    return suggest(answers, facets=facets, vulnerable=VULNERABLE in facets)


def is_declined(incident: Incident, suggestion: Suggestion) -> bool:
    """Whether a person has decided against what is suggested now."""
    return suggestion.severity is not None and incident.suggestion_declined is suggestion.severity
