"""`incident-bot export` and `incident-bot verify`, on a database that people may have tampered with."""

import io
import json
import sqlite3
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from pydantic import SecretStr

from bot.commands.export import export, schema_text
from bot.commands.verify import verify
from bot.config import Settings
from bot.domain.timeline import Draft, EntryKind
from storage import Database
from tests.storage.examples import a_message, an_incident, later, record


class Ground:
    """A database file with two incidents, and the commands on it."""

    def __init__(self, url: str) -> None:
        self.settings = Settings(_env_file=None, database_url=SecretStr(url))  # type: ignore[call-arg]
        self.path = Path(url.partition("///")[2])
        self.out = io.StringIO()
        self.errors = io.StringIO()

    async def fill(self) -> None:
        async with Database(self.settings.database_url.get_secret_value()) as database:
            for number in (1, 2):
                async with database.transaction() as repositories:
                    await repositories.incidents.add(an_incident(number))
                    await record(repositories, *drafts(), incident=number)

    async def erase(self, sequence: int) -> None:
        async with (
            Database(self.settings.database_url.get_secret_value()) as database,
            database.transaction() as repositories,
        ):
            await repositories.timeline.forget(1, sequence)

    async def verify(self, reference: str | None = None, head: str | None = None) -> int:
        self.out, self.errors = io.StringIO(), io.StringIO()
        return await verify(self.settings, reference, head, self.out, self.errors)

    async def export(self, reference: str, form: str = "json") -> int:
        self.out, self.errors = io.StringIO(), io.StringIO()
        return await export(self.settings, reference, form, self.out, self.errors)

    def tamper(self, *statements: str) -> None:
        with sqlite3.connect(self.path) as connection:
            for statement in statements:
                assert connection.execute(statement).rowcount > 0, statement
        connection.close()

    def head(self) -> str:
        return str(self.ask("SELECT timeline_hash FROM incidents WHERE number = 1"))

    def ask(self, query: str) -> object:
        with sqlite3.connect(self.path) as connection:
            (value,) = connection.execute(query).fetchone()
        connection.close()
        return value


def drafts() -> list[Draft]:
    return [
        a_message("1.1", "one", details={"files": ["a.log"]}),
        a_message("1.2", "two"),
        Draft(
            at=later(3),
            kind=EntryKind.EDITED,
            actor="UBOB",
            text="two!",
            refers_to=2,
            details={"edited_ts": "2.0"},
        ),
        a_message("1.3", "four"),
        a_message("1.4", "five"),
    ]


@pytest.fixture
async def ground(sqlite_url: str) -> Ground:
    made = Ground(sqlite_url)
    await made.fill()
    return made


async def test_whole_timelines_verify_a_line_each(ground: Ground) -> None:
    assert await ground.verify() == 0
    lines = ground.out.getvalue().splitlines()
    assert [line.partition(",")[0] for line in lines] == [
        "INC-1: whole; 5 entries",
        "INC-2: whole; 5 entries",
    ]
    assert ground.head() in lines[0]


async def test_one_timeline_is_verified_by_any_way_to_name_it(ground: Ground) -> None:
    for name in ("INC-2", "inc-2", "2"):
        assert await ground.verify(name) == 0
        assert ground.out.getvalue().startswith("INC-2: whole")


async def test_erased_words_still_verify(ground: Ground) -> None:
    await ground.erase(2)
    assert ground.ask("SELECT count(*) FROM timeline WHERE incident = 1 AND text IS NULL") == 2
    assert await ground.verify("INC-1") == 0


CHANGE = "UPDATE timeline SET {} WHERE incident = 1 AND sequence = 4"
COLUMNS = {
    "at": "'2026-03-20 08:00:00.000000'",
    "recorded_at": "'2026-03-20 08:00:00.000000'",
    "kind": "'note'",
    "actor": "'UMALLORY'",
    "text": "'nothing happened'",
    "key_event": "1 - key_event",
    "channel_id": "'C9'",
    "message_ts": "'9.9'",
    "thread_ts": "'9.9'",
    "permalink": "'https://elsewhere.example'",
    "refers_to": "1",
    "details": """'{"files": ["b.log"]}'""",
    "salt": "'00'",
    "digest": "'00'",
    "previous": "'00'",
    "hash": "'00'",
    "sequence": "77",
}


@pytest.mark.parametrize("column", COLUMNS)
async def test_a_changed_column_is_found_at_its_entry(ground: Ground, column: str) -> None:
    ground.tamper(CHANGE.format(f"{column} = {COLUMNS[column]}"))
    assert await ground.verify() == 1
    first, second = ground.out.getvalue().splitlines()
    assert first == "INC-1: tampered with: entry 4 does not verify."
    assert second.startswith("INC-2: whole")


async def test_words_taken_away_without_their_salt_are_found(ground: Ground) -> None:
    ground.tamper("UPDATE timeline SET text = NULL WHERE incident = 1 AND sequence = 4")
    assert await ground.verify("INC-1") == 1


@pytest.mark.parametrize("garbage", ["at = 'long ago'", "details = 'no json'"])
async def test_an_entry_that_cannot_be_read_is_named(ground: Ground, garbage: str) -> None:
    ground.tamper(CHANGE.format(garbage))
    assert await ground.verify() == 1
    assert ground.out.getvalue().startswith("INC-1: tampered with: entry 4 cannot be read.\nINC-2: whole")


async def test_a_deleted_row_is_found(ground: Ground) -> None:
    ground.tamper("DELETE FROM timeline WHERE incident = 1 AND sequence = 2")
    assert await ground.verify("INC-1") == 1
    assert "entry 2 does not verify" in ground.out.getvalue()


async def test_two_entries_that_changed_places_are_found(ground: Ground) -> None:
    ground.tamper(
        "UPDATE timeline SET sequence = 99 WHERE incident = 1 AND sequence = 4",
        "UPDATE timeline SET sequence = 4 WHERE incident = 1 AND sequence = 5",
        "UPDATE timeline SET sequence = 5 WHERE incident = 1 AND sequence = 99",
    )
    assert await ground.verify("INC-1") == 1
    assert "entry 4 does not verify" in ground.out.getvalue()


async def test_a_tail_cut_off_is_found_by_the_record_of_its_end(ground: Ground) -> None:
    ground.tamper("DELETE FROM timeline WHERE incident = 1 AND sequence = 5")
    assert await ground.verify("INC-1") == 1
    assert "entry 5 is missing; 5 are on record" in ground.out.getvalue()


async def test_a_tail_cut_off_with_its_record_is_found_by_the_hash_noted_before(ground: Ground) -> None:
    head = ground.head()
    assert await ground.verify("INC-1", head) == 0
    ground.tamper(
        "DELETE FROM timeline WHERE incident = 1 AND sequence = 5",
        "UPDATE incidents SET timeline_count = 4, timeline_hash ="
        " (SELECT hash FROM timeline WHERE incident = 1 AND sequence = 4) WHERE number = 1",
    )
    assert await ground.verify("INC-1") == 0
    assert await ground.verify("INC-1", head) == 1
    assert f"no entry has the hash {head}" in ground.out.getvalue()


async def test_a_hash_noted_earlier_holds_while_the_timeline_goes_on(ground: Ground) -> None:
    noted = str(ground.ask("SELECT hash FROM timeline WHERE incident = 1 AND sequence = 3"))
    assert await ground.verify("INC-1", noted) == 0
    assert "The noted hash is entry 3's." in ground.out.getvalue()


@pytest.mark.parametrize(
    ("reference", "head", "code", "said"),
    [
        ("seven", None, 2, "seven is no reference"),
        (None, "00", 2, "--head wants the incident too"),
        ("INC-9", None, 1, "there is no INC-9"),
    ],
)
async def test_what_cannot_be_verified_is_said_in_one_line(
    ground: Ground, reference: str | None, head: str | None, code: int, said: str
) -> None:
    assert await ground.verify(reference, head) == code
    assert said in ground.errors.getvalue()
    assert ground.errors.getvalue().count("\n") == 1
    assert ground.out.getvalue() == ""


async def test_an_incident_is_exported_to_standard_output(ground: Ground) -> None:
    assert await ground.export("INC-1") == 0
    told = json.loads(ground.out.getvalue())
    Draft202012Validator(json.loads(schema_text())).validate(told)
    assert [entry["text"] for entry in told["timeline"]] == ["one", "two!", "two!", "four", "five"]
    for form, opening in (("md", "# INC-1"), ("html", "<!doctype html>"), ("csv", "sequence,at")):
        assert await ground.export("1", form) == 0
        assert ground.out.getvalue().startswith(opening)


@pytest.mark.parametrize(("reference", "code"), [("INC-9", 1), ("nine", 2)])
async def test_what_cannot_be_exported_is_said_in_one_line(ground: Ground, reference: str, code: int) -> None:
    assert await ground.export(reference) == code
    assert ground.errors.getvalue().count("\n") == 1
    assert ground.out.getvalue() == ""


async def test_a_database_that_is_not_migrated_is_told_apart(tmp_path: Path) -> None:
    empty = tmp_path / "empty.db"
    empty.touch()
    ground = Ground(f"sqlite+aiosqlite:///{empty}")
    assert [await ground.verify(), await ground.export("INC-1")] == [1, 1]
    assert "incident-bot migrate" in ground.errors.getvalue()
