"""Incidents to show."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.catalogue import load_catalogue
from bot.domain.incident import Certainty, Incident, Places
from bot.domain.responder import Holding
from bot.domain.role import Role
from bot.domain.severity import Severity
from bot.domain.triage import Question, TriageAnswer

AT = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
CATALOGUE = load_catalogue()
NAMES = {"UALICE": "Alice Njoroge", "UBOB": "Bob *Lindqvist* <!channel>"}


def later(minutes: float) -> datetime:
    """So many minutes after the declaration."""
    return AT + timedelta(minutes=minutes)


def an_incident(**fields: Any) -> Incident:
    """An incident of which little is known."""
    values: dict[str, Any] = {
        "number": 7,
        "title": "Chatbot invents refunds",
        "declared_by": "UALICE",
        "declared_at": AT,
        "places": Places(channel_id="C0123456789", channel_name="inc-7-chatbot"),
    }
    return Incident(**(values | fields))


def held(role: Role, user_id: str, at: datetime = AT, until: datetime | None = None) -> Holding:
    """Somebody's time in a role."""
    return Holding(role=role, user_id=user_id, assigned_by=user_id, assigned_at=at, released_at=until)


def answered(question: Question, word: str, note: str | None = None, by: str = "UBOB") -> TriageAnswer:
    """An answer to a triage question."""
    return TriageAnswer(question=question, answer=word, note=note, answered_by=by, answered_at=later(5))


def a_full_incident(words: str, **fields: Any) -> Incident:
    """An incident in which every text that people write is `words`, as long as it may be."""
    values: dict[str, Any] = {
        "title": " ".join(words.split())[:200],
        "summary": words[:3000],
        "severity": Severity.CRITICAL,
        "severity_assessed": True,
        "severity_confirmed_at": AT,
        "category": "safety",
        "subtype": "safety.bias",
        "facets": tuple(facet.id for facet in CATALOGUE.taxonomy.facets),
        "affected_systems": tuple([words[:300]] * 5),
        "private": True,
        "drill": True,
        "started_at": AT,
        "started_certainty": Certainty.ESTIMATED,
        "detected_at": AT,
        "next_update_at": later(30),
        "roles": tuple(held(role, "UBOB") for role in Role),
        "triage": tuple(answered(question, "unknown", words[:500]) for question in Question),
    }
    return an_incident(**(values | fields))
