"""One incident turns out to be another: it ends in it."""

from bot.domain.actor import Actor
from bot.domain.changes.common import changed, require_not_over
from bot.domain.errors import NotNow, WrongUse
from bot.domain.event import Change, Merged, TookOver
from bot.domain.incident import Incident, Status
from bot.domain.value import Instant


def merge(incident: Incident, into: Incident, *, tasks: int, by: Actor, at: Instant) -> tuple[Change, Change]:
    """Merge one incident into another; returns both changes, of the merged one first."""
    if incident.number == into.number:
        raise WrongUse(
            "An incident cannot be merged into itself."
            " Name the other one, for example `/incident merge INC-8`."
        )
    require_not_over(incident)
    require_not_over(into)
    _require_same_circle(incident, into)
    gone = changed(
        incident,
        Merged(into=into.reference, by=by.user_id),
        status=Status.MERGED,
        merged_into=into.number,
        closed_at=at,
        next_update_at=None,
    )
    kept = changed(into, TookOver(other=incident.reference, tasks=tasks, by=by.user_id))
    return gone, kept


def _require_same_circle(incident: Incident, into: Incident) -> None:
    """Refuse to join what different people may see: words would reach those they are hidden from."""
    if incident.drill is not into.drill:
        raise NotNow(
            "A drill and a real incident are kept apart, so they cannot be merged. End one of them:"
            " `/incident close REASON`."
        )
    if incident.private is into.private:
        return
    hidden, shown = (incident, into) if incident.private else (into, incident)
    raise NotNow(
        f"{hidden.reference} is private and {shown.reference} is not: merging would show what is hidden."
        f" Make {shown.reference} private first (`/incident private` in its channel), or end one of them:"
        " `/incident close REASON`."
    )
