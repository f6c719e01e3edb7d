"""Databases filled through the repositories, so that what is measured stands in a world of some size."""

import time
from datetime import UTC, datetime, timedelta

from bot.domain.incident import Incident, Places
from bot.domain.message import Source
from bot.domain.reminder import Reminder, ReminderKind
from bot.domain.timeline import Draft, EntryKind, Head, append
from storage import Database

_AT_ONCE = 2000
_FAR = timedelta(days=30)


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


async def fill(database: Database, *, incidents: int, reminders: int, channel_id: str) -> None:
    """Store open incidents, and reminders of theirs that are due in a month."""
    at, each = now(), reminders // incidents
    places = Places(channel_id=channel_id, channel_name="long-running")
    async with database.transaction() as repositories:
        for _ in range(incidents):
            number = await repositories.incidents.next_number()
            title = f"drift {number}"
            await repositories.incidents.add(
                Incident(number=number, title=title, declared_by="UALICE", declared_at=at, places=places)
            )
            for subject in range(each):
                due_at = at + _FAR + timedelta(seconds=subject)
                kind = ReminderKind.TASK_DUE
                await repositories.reminders.add(
                    Reminder(incident=number, kind=kind, subject=str(subject), due_at=due_at, since=at)
                )


async def let_fall_due(database: Database, *, many: int, within: float) -> None:
    """Let stakeholder updates of so many incidents fall due, spread over some seconds from soon on."""
    began = now() + timedelta(seconds=2)
    async with database.transaction() as repositories:
        for number in range(1, many + 1):
            due_at = began + timedelta(seconds=within * number / many)
            reminder = Reminder(incident=number, kind=ReminderKind.UPDATE_DUE, due_at=due_at, since=began)
            await repositories.reminders.add(reminder)


async def lengthen(database: Database, number: int, channel_id: str, entries: int) -> None:
    """Append messages to an incident's timeline, every hundredth a key event."""
    for begin in range(0, entries, _AT_ONCE):
        async with database.transaction() as repositories:
            head, at, added = await repositories.timeline.head(number), now(), []
            for place in range(begin, min(begin + _AT_ONCE, entries)):
                source = Source(channel_id=channel_id, message_ts=f"{int(time.time()) - 9**6}.{place:06d}")
                draft = Draft(
                    at=at - timedelta(seconds=entries - place),
                    kind=EntryKind.MESSAGE,
                    actor="UALICE",
                    text=f"message {place}: the numbers of tenant {place % 7} are still off, <@UBOB>",
                    key_event=place % 100 == 0,
                    source=source,
                )
                added.append(append(head, draft, incident=number, at=at, salt=f"{place:032x}"))
                head = Head(count=added[-1].sequence, hash=added[-1].hash)
            await repositories.timeline.add(added)
