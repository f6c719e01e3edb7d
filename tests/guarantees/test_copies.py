"""Several copies of the bot tick on one PostgreSQL: what is due is done by one of them, and once."""

import asyncio
from datetime import timedelta

from bot.app import Bot, build
from storage import Database
from tests.databases import PATIENT
from tests.guarantees.slack_side import said_in
from tests.stage import CATALOGUE, Stage, on_stage

COPIES = 4


async def _copy(stage: Stage) -> tuple[Bot, Database]:
    database = Database(stage.database_url, patience=PATIENT)
    await database.open()
    copy = build(stage.bot.settings, stage.policy, CATALOGUE, stage.clock, database, stage._session)
    await copy.directory.identity()
    return copy, database


async def test_a_reminder_that_is_due_for_all_of_them_is_sent_once(postgres_url: str) -> None:
    async with on_stage(postgres_url, judged=False) as stage:
        alice = stage.person("alice")
        await alice.runs("/incident declare sev1 answers leak", "support")
        await stage.settle()
        channel = stage.channel("inc-1")
        copies = [await _copy(stage) for _ in range(COPIES)]
        for _ in range(3):
            stage.clock.move_to(stage.clock() + timedelta(minutes=6))
            await asyncio.gather(stage.bot.beat(), *(copy.beat() for copy, _ in copies))
            for copy, _ in copies:
                await copy.settle()
            await stage.settle()
        said = said_in(stage, channel)
        async with stage.bot.database.reading() as repositories:
            entries = await repositories.timeline.all(1)
        reminders = [entry.text for entry in entries if entry.kind == "reminder_sent"]
        for _, database in copies:
            await database.close()
        assert len(reminders) >= 2
        assert len(said) == len(set(said))
        assert [entry.sequence for entry in entries] == list(range(1, len(entries) + 1))


async def test_what_slack_told_one_copy_of_a_person_the_others_know_a_minute_later(postgres_url: str) -> None:
    async with on_stage(postgres_url, judged=False) as stage:
        copy, database = await _copy(stage)
        alice = stage.person("alice")
        await alice.runs("/incident list", "support")
        assert not (await copy.roster.actor(alice.id)).is_guest
        stage.workspace.change_user(alice.user, display_name="Alicia", is_restricted=True)
        await stage.settle()
        stage.clock.move(timedelta(minutes=1))
        assert await copy.roster.names({alice.id}) == {alice.id: "Alicia"}
        assert (await copy.roster.actor(alice.id)).is_guest
        await database.close()
