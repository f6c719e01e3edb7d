"""Time that passes in a room, and what is asked in it."""

from datetime import timedelta
from typing import Any

from bot.domain.reminder import Reminder
from bot.sandbox.entities import Message
from tests.scenarios.room import Room
from tests.stage import Stage

QUIETLY = dict.fromkeys(("critical", "high", "medium", "low"), 10**6)
"""Minutes in which a kind of reminder is never due."""


def asks_only(**kinds: Any) -> dict[str, Any]:
    """A policy under which nothing is asked but what is named: `triage={"high": 5}`, `update={...}`."""
    nobody: dict[str, dict[str, int]] = {level: {} for level in QUIETLY}
    reminders = {
        "roles": {**nobody, **kinds.get("roles", {})},
        "triage": {**QUIETLY, **kinds.get("triage", {})},
        "quiet_channel": {**QUIETLY, **kinds.get("quiet", {})},
        "max_asked": kinds.get("max_asked", 5),
        "close_after": kinds.get("close_after", 1440),
    }
    return {"reminders": reminders, "update_minutes": {**QUIETLY, **kinds.get("update", {})}}


async def jump(stage: Stage, **duration: float) -> None:
    """Let time pass at one go; the bot looks once, at its end."""
    await stage.settle()
    stage.clock.move(timedelta(**duration))
    await stage.bot.beat()
    await stage.settle()


def asked(room: Room, name: str = "alice") -> list[str]:
    """What the bot asked in the channel, oldest first."""
    person = room.person(name)
    return [person.reads(message) for message in asking(room, name)]


def asking(room: Room, name: str = "alice") -> list[Message]:
    """The messages of the bot in the channel that can be put off, or were."""
    messages = [m for m in room.person(name).sees(room.channel) if m.app_id == room.stage.app.app_id]
    words = ("snooze_reminder", "put this off", "stopped this")
    return [m for m in messages if any(word in str(m.blocks) for word in words)]


def asked_privately(room: Room, name: str) -> list[str]:
    """What the bot asked one person directly."""
    person = room.person(name)
    return [person.reads(m) for m in person.inbox if "snooze_reminder" in str(m.blocks)]


async def waiting(room: Room) -> list[Reminder]:
    """What the bot is going to ask for."""
    async with room.stage.bot.database.reading() as repositories:
        return await repositories.reminders.waiting(room.number)
