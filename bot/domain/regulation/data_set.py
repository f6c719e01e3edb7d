"""The catalogue for use by others: all of it in one document, with instants to test a counting against."""

from bot.domain.regulation.regulations import Regulations
from bot.domain.regulation.rule import CountingRule
from bot.domain.value import Instant, Value


class Vector(Value):
    """One start of one stage and when it is due.

    Attributes:
        zone: the organisation's.
        member_state: the authority's, whose public holidays and zone count; weekends alone without one.
        relief: whether the organisation may move what falls on days off (RTS 2025/301 Art. 5(4)).
        start: the anchor or the filing that the stage is counted from.
        cap_start: the anchor of the stage's cap, where it has one.
    """

    regime: str
    stage: str
    rule: CountingRule
    zone: str
    member_state: str | None = None
    relief: bool = False
    start: Instant
    cap_start: Instant | None = None
    due_at: Instant
    legal_latest: Instant | None = None


class DataSet(Value):
    """Regimes, stages, facts, anchors, rules, calendars and contents, and vectors for every stage."""

    licence: str
    notice: str
    regulations: Regulations
    vectors: tuple[Vector, ...]
