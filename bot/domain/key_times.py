"""The instants that tell how an incident went, each with how long it took and from when that is counted.

Nothing is called "time to respond" without saying from what to what, and an unknown start stays unknown.
"""

from datetime import datetime, timedelta

from bot.domain.incident import Certainty, Incident, Status
from bot.domain.value import Instant, Value
from bot.domain.words import duration_in_words


class KeyTime(Value):
    """One instant of the incident's life.

    Attributes:
        label: what happened then.
        at: when; None while nobody said.
        about: whether it is an estimate.
        spans: how long after what, in words.
    """

    label: str
    at: Instant | None = None
    about: bool = False
    spans: tuple[str, ...] = ()


def noticed_at(incident: Incident) -> datetime:
    """When it was first noticed: as told, else the declaration."""
    return incident.detected_at or incident.declared_at


def key_times(incident: Incident) -> tuple[KeyTime, ...]:
    """Return the instants in the order in which they normally come; what was skipped is left out."""
    began, noticed, declared = incident.started_at, noticed_at(incident), incident.declared_at
    about = incident.started_certainty is Certainty.ESTIMATED
    times = [
        KeyTime(label="Harm began", at=began, about=about),
        KeyTime(label="First noticed", at=noticed, spans=_after(began, noticed, "harm began", about=about)),
        KeyTime(label="Declared", at=declared, spans=_after(noticed, declared, "it was noticed")),
        *_if_known("First role taken", incident.acknowledged_at, (declared, "the declaration")),
        *_if_known("Triaged", incident.triaged_at, (declared, "the declaration")),
        _contained(incident, about=about),
        *_if_known("Remediated", incident.remediated_at, (noticed, "it was noticed")),
        _recovered(incident),
        *_if_known("Resolved", incident.resolved_at, (declared, "the declaration")),
    ]
    if incident.status is Status.CLOSED:
        times += _if_known("Closed", incident.closed_at, (declared, "the declaration"))
    return tuple(times)


def _contained(incident: Incident, *, about: bool) -> KeyTime:
    at = incident.contained_at
    if at is None:
        return KeyTime(label="Contained")
    spans = _after(noticed_at(incident), at, "it was noticed")
    if incident.started_at is not None:
        spans += (f"harm went on for {_approximately(at - incident.started_at, about=about)}",)
    return KeyTime(label="Contained", at=at, spans=spans)


def _recovered(incident: Incident) -> KeyTime:
    at = incident.recovered_at
    spans = _after(noticed_at(incident), at, "it was noticed") if at else ()
    return KeyTime(label="Recovered", at=at, spans=spans)


def _if_known(label: str, at: datetime | None, since: tuple[datetime, str]) -> list[KeyTime]:
    if at is None:
        return []
    return [KeyTime(label=label, at=at, spans=_after(since[0], at, since[1]))]


def _after(since: datetime | None, at: datetime, what: str, *, about: bool = False) -> tuple[str, ...]:
    """How long `at` came after something; nothing where the two are one moment or the first is unknown."""
    if since is None or since == at:
        return ()
    relation = "before" if at < since else "after"
    return (f"{_approximately(at - since, about=about)} {relation} {what}",)


def _approximately(duration: timedelta, *, about: bool) -> str:
    words = duration_in_words(duration)
    return f"about {words}" if about else words
