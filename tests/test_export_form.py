"""The forms of an export: json to the letter of its schema; md, html and csv that nobody's words break."""

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.domain.checklist import ChecklistItem
from bot.domain.export import json_schema
from bot.domain.message import Source
from bot.domain.person import Person
from bot.domain.review import Review, ReviewAnswer, ReviewQuestion
from bot.domain.role import Role
from bot.domain.task import Task
from bot.domain.timeline import Draft, EntryKind
from bot.domain.update import Update
from bot.services.exporting import Form, pieces
from bot.views.markdown import escaped
from bot.views.sheet import guarded
from storage import Database
from tests.storage.examples import AT, a_full_incident, an_incident, later, record

SCHEMA = Draft202012Validator(json_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
NASTY = "=cmd|' /C calc'!A0 <script>alert(1)</script> & **bold** `code` [x](y)\n# heading\n1. one\n| cell |"


@pytest.fixture
async def ledger(sqlite_url: str) -> AsyncIterator[Database]:
    async with Database(sqlite_url) as database:
        yield database


def said(ts: str, text: str, **fields: Any) -> Draft:
    source = Source(
        channel_id="C1", message_ts=ts, permalink=f"https://acme.slack.com/archives/C1/p{ts.replace('.', '')}"
    )
    values: dict[str, Any] = {"at": later(1), "kind": EntryKind.MESSAGE, "actor": "UBOB", "source": source}
    return Draft(**(values | {"text": text} | fields))


def of(kind: EntryKind, target: int, text: str = "", **fields: Any) -> Draft:
    return Draft(at=later(3), kind=kind, actor="UBOB", text=text, refers_to=target, **fields)


async def a_full_case(database: Database) -> None:
    async with database.transaction() as repositories:
        await repositories.incidents.add(a_full_incident())
        await repositories.people.put(Person(user_id="UBOB", name="Bob <Lindqvist>", fetched_at=AT))
        await record(
            repositories,
            Draft(at=AT, kind="declared", actor="UALICE", text="<@UALICE> declared it.", key_event=True),
            said(
                "1.1", "ask <@UBOB> &amp; see <https://x.example/1|the board>", details={"files": ["a.log"]}
            ),
            said("1.2", "first words"),
            said("1.3", "secret words"),
            of(EntryKind.EDITED, 3, "last words", details={"edited_ts": "2.0"}),
            of(EntryKind.DELETED, 4),
            of(EntryKind.MARKED, 2),
            Draft(
                at=later(-90), kind=EntryKind.NOTE, actor="UBOB", text="a note from before", key_event=True
            ),
            said("1.4", NASTY.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")),
            said("1.5", "from an app", actor="BDEPLOY", details={"name": "Deploy Bot"}),
        )
        await repositories.timeline.forget(1, 4)
        await repositories.tasks.add(
            Task(
                incident=1, number=1, title="copy the index", owner="UBOB", created_by="UALICE", created_at=AT
            )
        )
        await repositories.updates.add(
            Update(incident=1, number=1, conditions="off", posted_by="UALICE", posted_at=later(9))
        )
        await repositories.reviews.save(Review(incident=1, owner="UBOB", due_at=later(9000)))
        answer = ReviewAnswer(
            question=ReviewQuestion.PROCESS, text="no gate", answered_by="UBOB", answered_at=later(99)
        )
        await repositories.reviews.add_answer(1, answer)
        item = ChecklistItem(incident=1, role=Role.COMMANDER, key="scribe", text="Name a scribe")
        await repositories.checklists.add([item])


async def exported(database: Database, form: Form = Form.JSON, number: int = 1) -> str:
    async with database.reading() as repositories:
        incident = await repositories.incidents.get(number)
        assert incident is not None
        return "".join([piece async for piece in pieces(repositories, incident, form, AT)])


async def test_the_json_form_keeps_to_its_schema_and_leaves_no_field_out(ledger: Database) -> None:
    await a_full_case(ledger)
    told = json.loads(await exported(ledger))
    SCHEMA.validate(told)
    assert list(told) == [
        "schema_version",
        "incident",
        "roles",
        "triage",
        "timeline",
        "facts",
        "deadlines",
        "containment",
        "evidence",
        "checklists",
        "tasks",
        "updates",
        "review",
        "metrics",
    ]
    assert [told[key] for key in ("facts", "deadlines", "containment", "evidence")] == [[], [], [], []]
    assert told["incident"]["reference"] == "INC-1"
    assert told["incident"]["subtype"] == "safety.privacy_exposure"
    assert [role["user_id"] for role in told["roles"]] == ["UALICE", "UBOB"]
    assert told["tasks"][0]["due_at"] is None
    assert told["review"]["answers"][0]["text"] == "no gate"


async def test_an_incident_of_which_nothing_is_known_has_every_field_with_null(ledger: Database) -> None:
    async with ledger.transaction() as repositories:
        await repositories.incidents.add(an_incident())
    told = json.loads(await exported(ledger))
    SCHEMA.validate(told)
    times = told["incident"]["timestamps"]
    assert times["started_at"] is None
    assert times["started_certainty"] == "unknown"
    assert times["detected_at"] == times["declared_at"] == "2026-03-20T09:00:00Z"
    assert told["incident"]["channel_id"] is None
    assert told["review"] == {"owner": None, "due_at": None, "held_at": None, "answers": []}
    assert {value for name, value in told["metrics"].items() if name != "time_to_declare"} == {None}


async def test_entries_show_the_state_that_follows_from_their_corrections(ledger: Database) -> None:
    await a_full_case(ledger)
    timeline = json.loads(await exported(ledger))["timeline"]
    assert [entry["sequence"] for entry in timeline] == list(range(1, len(timeline) + 1))
    marked, edited, deleted = timeline[1:4]
    assert (marked["key_event"], marked["edited"], marked["deleted"]) == (True, False, False)
    assert marked["text"] == "ask @Bob <Lindqvist> & see the board (https://x.example/1)"
    assert marked["files"] == ["a.log"]
    assert marked["source"] == {
        "channel_id": "C1",
        "message_ts": "1.1",
        "thread_ts": None,
        "permalink": "https://acme.slack.com/archives/C1/p11",
    }
    assert (edited["text"], edited["original_text"], edited["edited"]) == ("last words", "first words", True)
    assert (deleted["text"], deleted["original_text"], deleted["deleted"]) == (None, None, True)
    correction = timeline[4]
    assert (correction["kind"], correction["refers_to"], correction["source"]) == ("message_edited", 3, None)
    assert all(entry["at"].endswith("Z") for entry in timeline)


async def test_durations_are_in_seconds_between_the_instants_that_are_known(ledger: Database) -> None:
    incident = an_incident(
        started_at=later(-60),
        detected_at=later(-30),
        acknowledged_at=later(2),
        contained_at=later(40),
        recovered_at=later(90),
        resolved_at=later(100) + timedelta(milliseconds=500),
    )
    async with ledger.transaction() as repositories:
        await repositories.incidents.add(incident)
    assert json.loads(await exported(ledger))["metrics"] == {
        "time_to_detect": 1800,
        "time_to_declare": 1800,
        "time_to_acknowledge": 120,
        "time_to_triage": None,
        "time_to_contain": 4200,
        "exposure": 6000,
        "time_to_remediate": None,
        "time_to_recover": 7200,
        "time_to_resolve": 6000.5,
        "time_to_close": None,
    }


async def test_the_case_file_reads_in_the_order_things_happened(ledger: Database) -> None:
    await a_full_case(ledger)
    text = await exported(ledger, Form.MD)
    assert text.startswith("# INC-1: Chat histories show up for other people\n")
    whole = text[text.index("## Timeline") :]
    assert whole.index("a note from before") < whole.index("declared it") < whole.index("last words")
    assert "last words (edited; first: “first words”)" in whole
    assert "Bob \\<Lindqvist\\>: (deleted)" in whole
    assert "secret" not in text
    assert "Deploy Bot: from an app" in whole
    assert "[file: a.log]".replace("[", "\\[").replace("]", "\\]") in whole
    for part in (
        "## Key times",
        "## Roles",
        "## Triage",
        "## Key events",
        "## Tasks",
        "## Updates",
        "## Review",
    ):
        assert part in text
    assert "--head " in text


async def test_what_people_wrote_is_no_markup_in_the_case_file(ledger: Database) -> None:
    await a_full_case(ledger)
    text = await exported(ledger, Form.MD)
    assert "<script>" not in text
    assert "\n# heading" not in text
    assert "\\*\\*bold\\*\\*" in text
    assert "\n1. one" not in text


@pytest.mark.parametrize(
    ("plain", "marked"),
    [
        ("data_drift and _this_", r"data_drift and \_this\_"),
        ("- no list", r"\- no list"),
        ("12. no list", r"12\. no list"),
        ("    no code", "no code"),
        ("# no heading\n=====", "\\# no heading\n\\====="),
        ("a < b & c &lt; d", r"a \< b & c \&lt; d"),
        ("3.5 % of 2026-03-20", "3.5 % of 2026-03-20"),
    ],
)
def test_a_text_means_itself_in_markdown(plain: str, marked: str) -> None:
    assert escaped(plain) == marked


class Tags(HTMLParser):
    """Which elements a page has, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags |= {tag, *(name for name, _ in attrs if name.startswith("on"))}

    def handle_data(self, data: str) -> None:
        self.text += data


async def test_the_page_shows_words_as_words(ledger: Database) -> None:
    await a_full_case(ledger)
    page = Tags()
    page.feed(await exported(ledger, Form.HTML))
    assert "script" not in page.tags
    assert "<script>alert(1)</script> & **bold**" in page.text
    assert "secret" not in page.text
    assert page.text.index("a note from before") < page.text.index("first words")


async def test_the_sheet_has_a_line_for_each_entry_and_no_formula(ledger: Database) -> None:
    await a_full_case(ledger)
    rows = list(csv.DictReader(io.StringIO(await exported(ledger, Form.CSV))))
    assert [row["sequence"] for row in rows] == [str(n) for n in range(1, 11)]
    assert rows[8]["text"].startswith("'=cmd")
    assert rows[1]["name"] == "Bob <Lindqvist>"
    assert rows[3]["text"] == ""
    assert rows[1]["key_event"] == "true"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1"])
def test_what_a_spreadsheet_would_compute_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


def test_a_plain_cell_is_left_alone() -> None:
    assert guarded("2 + 2 = 4") == "2 + 2 = 4"
