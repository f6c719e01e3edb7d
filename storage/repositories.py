"""All repositories over one connection: what a transaction works with."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.bursts import BurstRepository
from storage.channel_ids import ChannelIdRepository
from storage.deliveries import DeliveryRepository
from storage.duties import DutyRepository
from storage.erasing import ErasureRepository
from storage.heartbeats import HeartbeatRepository
from storage.incidents import IncidentRepository
from storage.listening import ListeningRepository
from storage.marks import MarkRepository
from storage.members import HomeRepository, MemberRepository, PersonRepository
from storage.outbox import OutboxRepository
from storage.paces import PaceRepository
from storage.pages import PageRepository
from storage.reminders import ReminderRepository
from storage.timeline import TimelineRepository
from storage.work import ChecklistRepository, ReviewRepository, TaskRepository, UpdateRepository


@dataclass(frozen=True)
class Repositories:
    """Everything that is stored, within one transaction or one snapshot; none of them commits."""

    incidents: IncidentRepository
    channel_ids: ChannelIdRepository
    timeline: TimelineRepository
    pages: PageRepository
    marks: MarkRepository
    tasks: TaskRepository
    updates: UpdateRepository
    reviews: ReviewRepository
    checklists: ChecklistRepository
    duties: DutyRepository
    members: MemberRepository
    people: PersonRepository
    homes: HomeRepository
    reminders: ReminderRepository
    outbox: OutboxRepository
    deliveries: DeliveryRepository
    bursts: BurstRepository
    heartbeats: HeartbeatRepository
    paces: PaceRepository
    listening: ListeningRepository
    erasures: ErasureRepository

    @classmethod
    def over(cls, connection: AsyncConnection) -> "Repositories":
        """Return the repositories that work on this connection."""
        return cls(
            incidents=IncidentRepository(connection),
            channel_ids=ChannelIdRepository(connection),
            timeline=TimelineRepository(connection),
            pages=PageRepository(connection),
            marks=MarkRepository(connection),
            tasks=TaskRepository(connection),
            updates=UpdateRepository(connection),
            reviews=ReviewRepository(connection),
            checklists=ChecklistRepository(connection),
            duties=DutyRepository(connection),
            members=MemberRepository(connection),
            people=PersonRepository(connection),
            homes=HomeRepository(connection),
            reminders=ReminderRepository(connection),
            outbox=OutboxRepository(connection),
            deliveries=DeliveryRepository(connection),
            bursts=BurstRepository(connection),
            heartbeats=HeartbeatRepository(connection),
            paces=PaceRepository(connection),
            listening=ListeningRepository(connection),
            erasures=ErasureRepository(connection),
        )
