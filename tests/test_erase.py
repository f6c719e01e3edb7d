"""Words are erased on request, wherever they stand; decisions stay, and every chain is whole as before."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.cli import run
from bot.commands.erase import Request, erase
from bot.commands.export import export
from bot.commands.verify import verify
from bot.config import Settings
from bot.domain.erasing import ERASED, Wish
from bot.domain.timeline import Entry
from storage.schema import METADATA
from tests.databases import RawSql
from tests.scenarios.room import Room, a_room
from tests.stage import Stage, on_stage

WHO_ASKED = "Bob himself, by mail to privacy@example.com, request 12"


@dataclass
class Desk:
    """An incident in which Bob said all sorts of things, and the command on its database."""

    room: Room
    raw: RawSql
    settings: Settings
    said: str = field(default="", init=False)

    async def erases(self, wish: Wish, reference: str | None = None, *, dry_run: bool = False) -> int:
        out, errors = io.StringIO(), io.StringIO()
        request = Request(wish, reference, WHO_ASKED, dry_run)
        code = await erase(self.settings, request, out, errors)
        self.said = out.getvalue() + errors.getvalue()
        await self.room.stage.settle()
        return code

    async def everything(self) -> str:
        """All that is stored, as text."""
        tables = [str(await self.raw.run(f"SELECT * FROM {name}")) for name in sorted(METADATA.tables)]  # noqa: S608
        return "\n".join(tables)

    async def entries(self) -> list[Entry]:
        async with self.room.stage.bot.database.reading() as repositories:
            return await repositories.timeline.all(1)

    async def is_whole(self) -> bool:
        out = io.StringIO()
        return await verify(self.settings, None, None, out, out) == 0


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    async with _desk(sqlite_url) as desk:
        yield desk


@pytest.fixture
async def each(database_url: str) -> AsyncIterator[Desk]:
    """The same on SQLite and on PostgreSQL."""
    async with _desk(database_url) as desk:
        yield desk


@asynccontextmanager
async def _desk(database_url: str) -> AsyncIterator[Desk]:
    async with on_stage(database_url, judged=False) as stage:
        room = await a_room(stage, "declare sev3 Chatbot invents refunds")
        bob = stage.person("bob")
        said = await bob.says(room.channel, "zqmessage from me")
        await bob.edits(said, "zqedited by me")
        await bob.says(room.channel, "zqreply in a thread", thread=said)
        await room.runs("bob", "note zqnote of mine")
        await room.runs("bob", "update zqupdate for everybody")
        await room.runs("bob", "severity high zqreason of mine")
        await room.runs("bob", "task zqtask for somebody")
        await stage.person("alice").says(room.channel, "what Alice says stays, about zqnobody too")
        await stage.settle()
        settings = Settings(_env_file=None, database_url=SecretStr(database_url))  # type: ignore[call-arg]
        yield Desk(room, RawSql(database_url), settings)


GONE = ("zqmessage", "zqedited", "zqreply", "zqnote", "zqupdate")


async def test_what_a_person_said_goes_from_every_table_and_the_chain_stays_whole(each: Desk) -> None:
    bob = each.room.person("bob")
    before = await each.everything()
    assert all(words in before for words in GONE)
    assert await each.erases(Wish(user_id=bob.id)) == 0
    after = await each.everything()
    assert [words for words in GONE if words in after] == []
    assert "what Alice says stays" in after
    assert await each.is_whole()
    async with each.room.stage.bot.database.reading() as repositories:
        assert await repositories.people.get(bob.id) is None
        assert [update.conditions for update in await repositories.updates.of(1)] == [ERASED]


async def test_what_a_person_decided_stays_with_its_reason_and_is_named(desk: Desk) -> None:
    await desk.erases(Wish(user_id=desk.room.person("bob").id))
    texts = [entry.text or "" for entry in await desk.entries()]
    assert any("zqreason" in text for text in texts)
    assert any("zqtask" in text for text in texts)
    assert "1 severity_changed, 1 task_added stay" in desk.said


async def test_that_words_were_erased_who_asked_and_when_is_on_the_record(desk: Desk) -> None:
    bob = desk.room.person("bob")
    await desk.erases(Wish(user_id=bob.id))
    last = (await desk.entries())[-1]
    erased = [entry.sequence for entry in await desk.entries() if entry.text is None]
    assert (last.kind, last.actor) == ("words_erased", "incident-bot")
    assert WHO_ASKED in (last.text or "")
    assert f"<@{bob.id}>" in (last.text or "")
    assert last.details["count"] == len(erased) == 5


async def test_every_export_of_what_is_left_can_be_made(desk: Desk) -> None:
    await desk.erases(Wish(user_id=desk.room.person("bob").id))
    for form in ("json", "md", "html", "csv"):
        out = io.StringIO()
        assert await export(desk.settings, "INC-1", form, out) == 0
        assert [words for words in GONE if words in out.getvalue()] == [], form
        assert "what Alice says stays" in out.getvalue()


async def test_entries_that_are_named_go_whatever_they_are(each: Desk) -> None:
    named = [e.sequence for e in await each.entries() if e.kind in ("severity_changed", "task_added")]
    assert await each.erases(Wish(sequences=tuple(named)), "INC-1") == 0
    after = await each.everything()
    assert "zqreason" not in after
    assert "zqtask" not in after
    assert "zqmessage" in after
    assert await each.is_whole()
    async with each.room.stage.bot.database.reading() as repositories:
        assert [task.title for task in await repositories.tasks.of(1)] == [ERASED]
    assert await each.room.runs("alice", "tasks")


async def test_a_text_goes_whoever_wrote_it_and_whatever_it_is_in(desk: Desk) -> None:
    room = desk.room
    await room.person("alice").says(room.channel, "Jane Doe & sons wrote, jane.doe@example.com")
    await room.runs("alice", "task call JANE DOE & sons back")
    await room.runs("bob", "update We told Jane Doe & sons.")
    await room.runs("alice", "title Refunds invented for Jane Doe & Sons")
    await room.stage.settle()
    assert await desk.erases(Wish(containing="jane doe & sons")) == 0
    assert "its title, summary or systems have the text too" in desk.said
    await room.runs("alice", "title Refunds invented")
    assert await desk.erases(Wish(containing="jane doe & sons")) == 0
    left = [line for line in (await desk.everything()).splitlines() if "jane" in line.casefold()]
    assert left == []
    assert await desk.is_whole()


async def test_a_dry_run_tells_the_same_and_changes_nothing(desk: Desk) -> None:
    wish = Wish(user_id=desk.room.person("bob").id)
    before = await desk.everything()
    assert await desk.erases(wish, dry_run=True) == 0
    told = desk.said
    assert "this was a dry run" in told
    assert await desk.everything() == before
    await desk.erases(wish)
    assert desk.said.splitlines()[0] == told.splitlines()[0]


async def test_erasing_again_finds_nothing_and_records_nothing(desk: Desk) -> None:
    wish = Wish(user_id=desk.room.person("bob").id)
    await desk.erases(wish)
    entries = await desk.entries()
    assert await desk.erases(wish) == 0
    assert "No words of the record are concerned" in desk.said
    assert await desk.entries() == entries


async def test_only_the_incident_that_is_named_is_touched(desk: Desk) -> None:
    room = desk.room
    other = await a_room(room.stage, "declare sev3 Model drifts")
    await room.person("bob").says(other.channel, "zqelsewhere")
    await room.stage.settle()
    await desk.erases(Wish(user_id=room.person("bob").id), "INC-1")
    assert "zqelsewhere" in await desk.everything()
    async with room.stage.bot.database.reading() as repositories:
        assert await repositories.people.get(room.person("bob").id) is not None


async def test_the_card_no_longer_shows_an_update_that_was_erased(desk: Desk) -> None:
    async with desk.room.stage.bot.database.reading() as repositories:
        head = await repositories.timeline.head(1)
    await desk.erases(Wish(user_id=desk.room.person("bob").id))
    assert "zqupdate" not in desk.room.reads(desk.room.card)
    async with desk.room.stage.bot.database.reading() as repositories:
        entry = await repositories.timeline.entry(1, head.count)
    assert entry is not None
    assert entry.hash == head.hash


async def test_nothing_of_it_is_left_in_the_file(sqlite_url: str) -> None:
    async with on_stage(sqlite_url, judged=False) as stage:
        desk = Desk(
            await a_room(stage, "declare sev2 Chatbot invents refunds"),
            RawSql(sqlite_url),
            Settings(_env_file=None, database_url=SecretStr(sqlite_url)),  # type: ignore[call-arg]
        )
        for number in range(30):
            await stage.person("bob").says(desk.room.channel, f"zqmessage {number} from me")
        await stage.settle()
        await desk.erases(Wish(user_id=stage.person("bob").id))
    path = Path(sqlite_url.removeprefix("sqlite+aiosqlite:///"))
    assert [p.name for p in _files(path.parent) if b"zqmessage" in p.read_bytes()] == []


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_file()]


# what is over for long --------------------------------------------------------------------------------------


async def _passes(stage: Stage, days: int) -> None:
    """So many days go by in one leap."""
    stage.clock.move_to(stage.clock() + timedelta(days=days))
    await stage.bot.beat()
    await stage.settle()


async def _ended(stage: Stage, words: str) -> Room:
    room = await a_room(stage, "declare sev2 Chatbot invents refunds")
    await stage.person("bob").says(room.channel, words)
    await room.runs("bob", "note zqnoted")
    await room.runs("alice", "resolve It is over.")
    await room.runs("alice", "close all is said")
    await stage.settle()
    return room


async def test_words_of_what_is_over_are_kept_as_long_as_the_configuration_says(database_url: str) -> None:
    policy = {"retention": {"words_days": 30}}
    async with on_stage(database_url, policy=policy, judged=False) as stage:
        await _ended(stage, "zqsaid")
        raw = RawSql(database_url)
        await _passes(stage, 29)
        assert "zqsaid" in str(await raw.run("SELECT text FROM timeline"))
        for _ in range(2):
            await _passes(stage, 2)
        kept = str(await raw.run("SELECT text FROM timeline"))
        assert "zqsaid" not in kept
        assert "zqnoted" not in kept
        assert "all is said" in kept
        assert kept.count("retention.words_days") == 1
        out = io.StringIO()
        settings = Settings(_env_file=None, database_url=SecretStr(database_url))  # type: ignore[call-arg]
        assert await verify(settings, None, None, out, out) == 0


async def test_words_of_what_goes_on_are_kept_and_without_a_limit_all_are(sqlite_url: str) -> None:
    async with on_stage(sqlite_url, policy={"retention": {"words_days": 1}}, judged=False) as stage:
        room = await _ended(stage, "zqsaid")
        await room.runs("alice", "reopen it happens again")
        await _passes(stage, 3)
        assert "zqsaid" in str(await RawSql(sqlite_url).run("SELECT text FROM timeline"))
    async with on_stage(sqlite_url, judged=False) as stage:
        await _passes(stage, 900)
        assert "zqsaid" in str(await RawSql(sqlite_url).run("SELECT text FROM timeline"))


# wrong use --------------------------------------------------------------------------------------------------

WRONG = {
    "erase": "one of the arguments --user --containing --entries is required",
    "erase --user bob --by me": "no person's id",
    "erase --user U0123ABCD": "--by says who asked",
    "erase --containing ab --by me": "fewer than three",
    "erase --entries 1-2 --by me": "wants the incident too",
    "erase --entries 2-1 --incident 1 --by me": "2-1 is no entry",
    "erase --entries x --incident 1 --by me": "x is no entry",
    "erase --user U0123ABCD --containing abc --by me": "not allowed with",
    "erase --user U0123ABCD --by me --incident seven": "seven is no reference",
}


@pytest.mark.parametrize("words", WRONG)
def test_wrong_use_is_one_line_that_says_what_is_right(
    words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(words.split()) == 2
    said = capsys.readouterr()
    assert WRONG[words] in said.err
    assert (said.out, said.err.count("\n")) == ("", 1)


async def test_an_incident_that_is_not_there_is_said_so(desk: Desk) -> None:
    assert await desk.erases(Wish(sequences=(1,)), "INC-9") == 1
    assert desk.said == "incident-bot: there is no INC-9.\n"
