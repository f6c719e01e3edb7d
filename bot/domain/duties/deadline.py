"""One deadline of an incident: a duty's clock as it stands, and what was decided about it."""

from enum import StrEnum

from bot.domain.regulation.clock import ClockState
from bot.domain.regulation.situation import Filing
from bot.domain.value import Instant, Value


class Decision(StrEnum):
    """What a person decided; nothing else ends a deadline."""

    FILED = "filed"
    WAIVED = "waived"
    SUPERSEDED = "superseded"


class DeadlineStatus(StrEnum):
    """How a deadline stands at an instant."""

    PROPOSED = "proposed"
    NOT_STARTED = "not_started"
    REHEARSAL = "rehearsal"
    RUNNING = "running"
    OVERDUE = "overdue"
    FILED = "filed"
    FILED_LATE = "filed_late"
    WAIVED = "waived"
    SUPERSEDED = "superseded"


class Key(Value):
    """What makes a deadline the same one, however its dates move."""

    regime: str
    stage: str
    repeat: int = 0
    entity: str = ""


class Deadline(Value):
    """One stage's deadline, numbered within its incident for good.

    Attributes:
        repeat: how often the stage was filed before; 0 for what is due once.
        entity: the legal entity whose duty it is; "" while there is no profile.
        unknown: facts nobody knows and on which it hangs.
        superseded_because: why it is not owed as things stand; None while it is.
        decided_for_legal: the commander decided, since nobody held the legal role.
        file: where the notice that was filed can be read: a link.
        file_id: what Slack calls it, where it is a file that was posted in the channel.
        late_because: why it will be late, as said before it was filed.
        authority_told: whether the authority was told that it will be late.
        drafted_at: when a draft of the notice was made last.
        acknowledged_at: when somebody last said that they see to it.
    """

    incident: int
    number: int
    regime: str
    stage: str
    repeat: int = 0
    entity: str = ""
    title: str
    authority: str
    citation: str
    anchor: str
    anchor_confirmed: bool = False
    state: ClockState
    starts_at: Instant | None = None
    due_at: Instant | None = None
    legal_latest: Instant | None = None
    internal_target_at: Instant | None = None
    unknown: tuple[str, ...] = ()
    noted_at: Instant
    superseded_because: str | None = None
    decision: Decision | None = None
    decided_by: str | None = None
    decided_at: Instant | None = None
    decided_for_legal: bool = False
    filed_at: Instant | None = None
    reference: str | None = None
    reason: str | None = None
    file: str | None = None
    file_id: str | None = None
    file_name: str | None = None
    late_because: str | None = None
    authority_told: bool | None = None
    drafted_at: Instant | None = None
    acknowledged_by: str | None = None
    acknowledged_at: Instant | None = None

    @property
    def key(self) -> Key:
        """What makes it this one."""
        return Key(regime=self.regime, stage=self.stage, repeat=self.repeat, entity=self.entity)

    @property
    def is_owed(self) -> bool:
        """Whether somebody still has to decide about it."""
        return self.decision is None and self.superseded_because is None

    @property
    def is_counting(self) -> bool:
        """Whether it is owed and its time has started."""
        return self.is_owed and self.state not in (ClockState.NOT_STARTED, ClockState.REHEARSAL)

    def is_overdue(self, at: Instant) -> bool:
        """Whether it should have been filed by now; a duty without a number never is."""
        return self.is_counting and self.due_at is not None and self.due_at < at

    def status(self, at: Instant) -> DeadlineStatus:
        """How it stands now."""
        if self.decision is Decision.FILED:
            return DeadlineStatus.FILED_LATE if self.was_late else DeadlineStatus.FILED
        if self.decision is not None:
            return DeadlineStatus(self.decision.value)
        if self.superseded_because is not None:
            return DeadlineStatus.SUPERSEDED
        if self.is_overdue(at):
            return DeadlineStatus.OVERDUE
        return _OF_STATE.get(self.state, DeadlineStatus.RUNNING)

    @property
    def was_late(self) -> bool:
        """Whether it was filed after it was due."""
        return self.filed_at is not None and self.due_at is not None and self.filed_at > self.due_at

    @property
    def filing(self) -> Filing | None:
        """What starts the stages that follow."""
        if self.decision is not Decision.FILED or self.filed_at is None:
            return None
        return Filing(regime=self.regime, stage=self.stage, at=self.filed_at)

    @property
    def urgency(self) -> tuple[int, float, int]:
        """Sorts what counts before what waits, the soonest first."""
        rank = 0 if self.is_counting and self.due_at else 1 if self.is_counting else 2 if self.is_owed else 3
        return (rank, (self.due_at or self.noted_at).timestamp(), self.number)


_OF_STATE = {
    ClockState.PROPOSED: DeadlineStatus.PROPOSED,
    ClockState.NOT_STARTED: DeadlineStatus.NOT_STARTED,
    ClockState.REHEARSAL: DeadlineStatus.REHEARSAL,
}
