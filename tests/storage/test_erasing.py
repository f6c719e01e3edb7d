"""Words that stand a second time are erased where they stand, and nobody else's."""

import pytest
from sqlalchemy import JSON, String

from bot.domain.erasing import ERASED, Copy, Place
from storage import Database
from storage.schema import METADATA
from tests.databases import RawSql
from tests.storage.examples import an_incident

ROWS = {
    Place.FACT_NOTE: "INSERT INTO fact_answers (incident, fact, answer, note, answered_by, answered_at)"
    " VALUES (1, '{n}', 'yes', '{words}', '{by}', '2026-03-20 09:00:00')",
    Place.TRIAGE_NOTE: "INSERT INTO triage_answers (incident, question, position, answer, note, answered_by,"
    " answered_at) VALUES (1, '{n}', {n}, 'yes', '{words}', '{by}', '2026-03-20 09:00:00')",
    Place.REVIEW_ANSWER: "INSERT INTO review_answers (incident, question, text, answered_by, answered_at)"
    " VALUES (1, '{n}', '{words}', '{by}', '2026-03-20 09:00:00')",
    Place.ANCHOR: "INSERT INTO anchors (incident, kind, regime, at, zone, told_by, basis, confirmed,"
    " recorded_at) VALUES (1, '{n}', '', '2026-03-20 09:00:00', 'UTC', '{by}', '{words}', true,"
    " '2026-03-20 09:00:00')",
}
ERASED_COLUMNS = {
    "anchors": {"basis"},
    "deadlines": {"reason", "late_because", "file_name"},
    "deliveries": {"answer"},
    "fact_answers": {"note"},
    "outbox": {"payload", "result"},
    "people": {"name", "handle", "zone"},
    "review_answers": {"text"},
    "tasks": {"title"},
    "timeline": {"text", "details", "salt"},
    "triage_answers": {"note"},
    "updates": {"conditions", "actions", "needs"},
}
"""Where words stand that are erased, each by its own test."""

PEOPLE_CHANGE = {"incidents": {"title", "summary", "affected_systems", "channel_name"}}
"""What people see and change themselves; who erases a text is told that it stands there."""

NOBODYS_WORDS = {
    *(
        "acknowledged_by",
        "actor",
        "anchor",
        "announcement_channel_id",
        "announcement_ts",
        "answer",
        "answered_by",
    ),
    *(
        "assigned_by",
        "authority",
        "card_ts",
        "category",
        "channel_id",
        "channel_state",
        "citation",
        "coalesce_word",
    ),
    *(
        "created_by",
        "decided_by",
        "decision",
        "declared_by",
        "detection_source",
        "digest",
        "done_by",
        "entity",
        "file_id",
    ),
    *(
        "error",
        "facets",
        "fact",
        "file",
        "hash",
        "id",
        "key",
        "kind",
        "lane",
        "made",
        "message_ts",
        "origin_channel_id",
    ),
    *(
        "owner",
        "permalink",
        "phase",
        "phase_before",
        "posted_by",
        "previous",
        "process",
        "question",
        "reference",
    ),
    *(
        "regime",
        "revision",
        "role",
        "severity",
        "stage",
        "started_certainty",
        "state",
        "status",
        "stopped_by",
    ),
    *(
        "subject",
        "subtype",
        "suggestion_declined",
        "superseded_because",
        "thread_ts",
        "timeline_hash",
        "told_by",
    ),
    *("triage_ts", "unknown", "user_id", "zone"),
}
"""Ids, closed words, the catalogue's own, and what the bot made up, in whichever table."""

NOBODYS_HERE = {
    "checklist_items": {"text"},
    "counters": {"name"},
    "deadlines": {"title"},
    "editions": {"accepted", "proposed", "held"},
    "listening": {"name"},
    "paces": {"name"},
}
"""The same, under names that elsewhere hold people's words."""

TABLES = {
    Place.FACT_NOTE: ("fact_answers", "note", "None"),
    Place.TRIAGE_NOTE: ("triage_answers", "note", "None"),
    Place.REVIEW_ANSWER: ("review_answers", "text", ERASED),
    Place.ANCHOR: ("anchors", "basis", ERASED),
}


@pytest.mark.parametrize("place", ROWS)
async def test_words_go_where_they_are_that_persons(place: Place, database: Database, raw: RawSql) -> None:
    async with database.transaction() as repositories:
        await repositories.incidents.add(an_incident(1))
    for n, (words, by) in enumerate([("gone", "UBOB"), ("gone", "UALICE"), ("other", "UBOB")]):
        await raw.run(ROWS[place].format(n=n, words=words, by=by))
    async with database.transaction() as repositories:
        assert await repositories.erasures.copy(1, Copy(place=place, text="gone", by="UBOB"))
        assert not await repositories.erasures.copy(1, Copy(place=place, text="never", by="UBOB"))
        assert not await repositories.erasures.copy(2, Copy(place=place, text="other", by="UBOB"))
    table, column, instead = TABLES[place]
    left = sorted(str(row[0]) for row in await raw.run(f"SELECT {column} FROM {table}"))  # noqa: S608
    assert left == sorted([instead, "gone", "other"])


async def test_of_a_deadline_the_reasons_go_that_there_are(database: Database, raw: RawSql) -> None:
    async with database.transaction() as repositories:
        await repositories.incidents.add(an_incident(1))
    for number in (1, 2):
        await raw.run(
            "INSERT INTO deadlines (incident, number, regime, stage, repeat, entity, title, authority,"  # noqa: S608
            " citation, anchor, anchor_confirmed, state, unknown, noted_at, decided_for_legal, reason) VALUES"
            f" (1, {number}, 'r{number}', 's', 0, '', 't', 'a', 'c', 'aware_at', true, 'running', '[]',"
            f" '2026-03-20 09:00:00', false, 'because {number}')"
        )
    async with database.transaction() as repositories:
        assert await repositories.erasures.copy(1, Copy(place=Place.DEADLINE, number=1))
    rows = await raw.run("SELECT number, reason, late_because FROM deadlines ORDER BY number")
    assert rows == [(1, ERASED, None), (2, "because 2", None)]


def test_every_column_that_could_hold_words_is_known_to_be_erased_or_to_hold_none() -> None:
    for table in METADATA.sorted_tables:
        texts = {column.name for column in table.columns if isinstance(column.type, String | JSON)}
        texts -= ERASED_COLUMNS.get(table.name, set()) | PEOPLE_CHANGE.get(table.name, set())
        texts -= NOBODYS_WORDS | NOBODYS_HERE.get(table.name, set())
        assert not texts, f"{table.name}: are these words of people's?"
