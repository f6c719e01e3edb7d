"""A leak with clocks running: the organisation, the answers, and ways to look at deadlines."""

from pathlib import Path
from typing import Any

from bot.domain.reminder import Reminder, ReminderKind
from tests.duties.case import CATALOGUE
from tests.scenarios.due import asks_only
from tests.scenarios.room import Room, a_room
from tests.scenarios.told import told
from tests.stage import Stage

LEAK = (
    "facts personal_data_involved eu_data_subjects processor_role=no high_risk_to_individuals=no"
    " sensitive_data_involved=no health_data_us=no payment_card_data=no affected_250_plus=no"
    " affected_500_plus=no affected_1000_plus=no near_miss_serious_harm=no"
)
"""What starts GDPR's clock alone, where no standing fact applies."""


def policy(folder: Path, **standing: str) -> dict[str, Any]:
    """A policy under which nothing but clocks is asked for, and only these standing facts apply."""
    facts = dict.fromkeys(CATALOGUE.regulations.standing_facts, "no") | standing
    file = folder / "profile.yaml"
    lines = [f"  {fact}: {answer}" for fact, answer in facts.items()]
    file.write_text("\n".join(["name: acme", "zone: UTC", "facts:", *lines]) + "\n")
    return asks_only() | {"profiles": str(file)}


async def a_leak(stage: Stage, line: str = LEAK, declared: str = "declare model leaks") -> Room:
    """An incident whose legal role Bob holds, with what the facts start running."""
    room = await a_room(stage, declared)
    await room.runs("bob", "role legal me")
    await room.runs("bob", line)
    return room


async def deadlines(room: Room) -> dict[str, Any]:
    """The deadlines of the export, by `regime/stage`."""
    return {f"{d['regime']}/{d['stage']}": d for d in (await told(room.stage, room.number))["deadlines"]}


async def rows(room: Room, kind: ReminderKind) -> list[Reminder]:
    """Every reminder of a kind that the incident ever had."""
    async with room.stage.bot.database.reading() as repositories:
        return [r for r in await repositories.reminders.history(room.number) if r.kind is kind]
