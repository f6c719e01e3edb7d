"""Every row of the contract's command table: its effect in Slack and in the export; wrong use answered."""

from collections.abc import Callable

import pytest

from bot.sandbox.commands import Answer
from bot.sandbox.entities import Channel
from handlers.grammar import BETWEEN, SUBCOMMANDS
from tests.scenarios.contract_rows import OUTSIDE, ROWS, WRONG, Row, Told
from tests.scenarios.records import an_incident
from tests.scenarios.told import exported, told
from tests.stage import Stage

TITLE = "Chatbot invents refunds"
HERE = [s for s in SUBCOMMANDS if s.word not in OUTSIDE]
FIRST = {row.word: row for row in reversed(ROWS.values())}
"""One way to use each command."""


async def runs(stage: Stage, line: str, place: Channel | str) -> Answer:
    """Alice runs a command, and everything that follows from it happens."""
    alice = stage.person("alice")
    answer = await alice.runs(f"/incident {line}", place)
    await stage.settle()
    assert answer.error is None, alice.toasts
    return answer


def all_read(stage: Stage, channel: Channel) -> str:
    """What everybody in a channel can read, card and topic included."""
    alice = stage.person("alice")
    shown = [alice.reads(message) for message in alice.sees(channel) if not message.ephemeral_to]
    return "\n".join([*shown, channel.topic["value"]])


def line_of(row: Row, other: int) -> str:
    return row.line.format(other=f"INC-{other}")


def test_the_table_has_every_command_and_no_other() -> None:
    assert {row.word for row in ROWS.values()} == {s.word for s in SUBCOMMANDS} - {"declare", "list", "help"}
    silent = {"roles", "triage", "tasks", "update", "resolve", "private", "close"}
    assert {line.partition(" ")[0] for line, _ in WRONG.values()} == set(FIRST) - silent


@pytest.mark.parametrize("name", ROWS)
async def test_its_effect_is_seen_in_slack_and_told_by_the_export_after_a_restart(
    stage: Stage, name: str
) -> None:
    row = ROWS[name]
    channel = await an_incident(stage, TITLE)
    if "{other}" in row.line:
        await an_incident(stage, "Search shows other people's files")
    for line in row.before:
        await runs(stage, line, channel)
    before = await told(stage)
    answer = await runs(stage, line_of(row, 2), channel)
    assert row.answer in answer.text
    assert answer.ephemeral
    assert row.channel in all_read(stage, channel)
    await stage.restart()
    after = await told(stage)
    if row.export is None:
        assert after["timeline"] == before["timeline"]
    else:
        assert row.export(after)
        assert len(after["timeline"]) > len(before["timeline"])


@pytest.mark.parametrize("name", WRONG)
async def test_wrong_use_is_answered_to_that_person_alone(stage: Stage, name: str) -> None:
    line, words = WRONG[name]
    channel = await an_incident(stage, TITLE)
    before, shown = await told(stage), all_read(stage, channel)
    answer = await runs(stage, line, channel)
    assert [each for each in words if each not in answer.text] == [], answer.text
    assert answer.ephemeral
    assert all_read(stage, channel) == shown
    assert await told(stage) == before


@pytest.mark.parametrize(
    ("before", "line", "words"),
    [
        (("resolve",), "resolve", ("resolved already", "/incident close")),
        (("close nothing to do",), "close", ("is closed", "/incident reopen")),
        (("resolve",), "reopen", ("/incident reopen REASON", "for example")),
        (("private",), "private", ("is private already",)),
        (("resolve", "close done"), "update late", ("is closed", "/incident reopen")),
        (("role legal me",), "role legal me", ("already",)),
        (("severity high",), "severity high", ("already",)),
    ],
    ids=["resolved", "closed", "reopened for nothing", "private", "over", "held already", "so already"],
)
async def test_what_is_not_possible_now_is_said_with_the_way_out(
    stage: Stage, before: tuple[str, ...], line: str, words: tuple[str, ...]
) -> None:
    channel = await an_incident(stage, TITLE)
    for each in before:
        await runs(stage, each, channel)
    recorded = await told(stage)
    answer = await runs(stage, line, channel)
    assert [each for each in words if each not in answer.text] == [], answer.text
    assert await told(stage) == recorded


@pytest.mark.parametrize("alias", [(a, s.word) for s in HERE for a in s.aliases], ids=lambda pair: pair[0])
async def test_what_people_really_type_is_understood_in_any_case(
    stage: Stage, alias: tuple[str, str]
) -> None:
    typed, word = alias
    row = FIRST[word]
    channel = await an_incident(stage, TITLE)
    answer = await runs(stage, f"{typed.upper()} {row.rest}", channel)
    assert row.answer in answer.text
    assert row.export is None or row.export(await told(stage))


@pytest.mark.parametrize("word", [s.word for s in HERE])
async def test_it_is_used_for_another_incident_by_its_number(stage: Stage, word: str) -> None:
    row = FIRST[word]
    channels = [await an_incident(stage, f"{TITLE} {n}") for n in (1, 2, 3)]
    elsewhere = await an_incident(stage, "Search shows other people's files")
    for channel in channels:
        for line in row.before:
            await runs(stage, line, channel)
    aside = await told(stage, 4)
    ways: tuple[tuple[str, Channel | str], ...] = (
        (f"{word.upper()} INC-1 {row.rest}", "support"),
        (f"{word.capitalize()} 2 {row.rest}", "support"),
        (f"{word} inc-3 {row.rest}", elsewhere),
    )
    for number, (line, place) in enumerate(ways, start=1):
        answer = await runs(stage, line, place)
        assert row.answer in answer.text
        if row.export is not None:
            assert row.export(await told(stage, number)), line
        seen = all_read(stage, channels[number - 1])
        assert row.channel.replace("INC-1", f"INC-{number}") in seen, line
    assert await told(stage, 4) == aside


@pytest.mark.parametrize("word", [s.word for s in HERE])
async def test_without_a_number_elsewhere_it_asks_which_incident(stage: Stage, word: str) -> None:
    await an_incident(stage, TITLE)
    before = await told(stage)
    answer = await runs(stage, f"{word} {FIRST[word].rest}", "support")
    assert "INC-7" in answer.text or "INC-9" in answer.text
    assert f"/incident {word}" in answer.text
    assert answer.ephemeral
    assert await told(stage) == before


async def test_a_bare_number_is_no_incident_inside_the_channel_of_one(stage: Stage) -> None:
    channel = await an_incident(stage, TITLE)
    await an_incident(stage, "Search shows other people's files")
    await runs(stage, "note 2 customers called", channel)
    assert any(each["text"] == "2 customers called" for each in (await told(stage, 1))["timeline"])


async def test_one_is_merged_into_another_from_anywhere(stage: Stage) -> None:
    await an_incident(stage, TITLE)
    await an_incident(stage, "Search shows other people's files")
    answer = await runs(stage, "MERGE inc-2 INC-1", "support")
    assert "is merged into INC-1" in answer.text
    assert (await told(stage, 2))["incident"]["status"] == "merged"


# declaring and listing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("declare model drifts", {"title": "model drifts", "severity": "medium", "private": False}),
        ("new model drifts", {"title": "model drifts", "severity": "medium"}),
        ("OPEN model drifts", {"title": "model drifts", "severity": "medium"}),
        ("declare sev1 model drifts", {"title": "model drifts", "severity": "critical"}),
        ("declare S4 model drifts", {"title": "model drifts", "severity": "low"}),
        ("declare High model drifts", {"title": "model drifts", "severity": "high"}),
        ("declare private model drifts", {"title": "model drifts", "private": True}),
        ("declare private sev2 model drifts", {"severity": "high", "private": True, "title": "model drifts"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_declaring_is_seen_and_told(stage: Stage, line: str, expected: Told) -> None:
    answer = await runs(stage, line, "support")
    assert "INC-1 declared: model drifts" in answer.text
    channel = stage.channel("inc-1")
    assert channel.is_private is bool(expected.get("private"))
    assert "INC-1 · model drifts" in all_read(stage, channel)
    await stage.restart()
    found = (await told(stage))["incident"]
    assert {key: found[key] for key in expected} == expected


async def test_declaring_without_words_opens_the_form(stage: Stage) -> None:
    await runs(stage, "declare", "support")
    form = stage.person("alice").reads(await stage.person("alice").sees_modal("Declare an incident"))
    for label in (
        *("What is going wrong?", "What was seen?", "When did it begin?", "How bad is it?"),
        *("Affected systems", "Who noticed first?", "What kind of incident?", "private", "drill"),
    ):
        assert label.casefold() in form.casefold()


async def test_a_title_too_long_is_answered_and_nothing_declared(stage: Stage) -> None:
    answer = await runs(stage, f"declare {'long ' * 60}", "support")
    assert "200 fit" in answer.text
    assert not any((c.name or "").startswith("inc-") for c in stage.workspace.channels.values())


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("list", {"INC-1", "INC-2"}),
        ("ls open", {"INC-1", "INC-2"}),
        ("LIST all", {"INC-1", "INC-2", "INC-3"}),
        ("list mine", {"INC-2"}),
        ("list critical", {"INC-1"}),
        ("list SEV1", {"INC-1"}),
    ],
)
async def test_lists_show_what_was_asked_for(stage: Stage, line: str, shown: set[str]) -> None:
    bob = stage.person("bob")
    await bob.runs("/incident declare sev1 model drifts", "ml-platform")
    await stage.settle()
    await runs(stage, f"declare sev3 {TITLE}", "support")
    await bob.runs("/incident declare sev2 search is wrong", "ml-platform")
    await stage.settle()
    await bob.runs("/incident cancel INC-3 a load test", "ml-platform")
    await stage.settle()
    answer = await runs(stage, line, "support")
    assert {name for name in ("INC-1", "INC-2", "INC-3") if name in answer.text} == shown


async def test_a_list_there_is_not_is_answered(stage: Stage) -> None:
    answer = await runs(stage, "list sideways", "support")
    assert "/incident list [all|open|mine|SEVERITY]" in answer.text
    assert "for example" in answer.text


# help and unknown words -----------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["", "help", "HELP"])
async def test_help_shows_what_can_be_done_here(stage: Stage, line: str) -> None:
    channel = await an_incident(stage, TITLE)
    here, elsewhere = await runs(stage, line, channel), await runs(stage, line, "support")
    for subcommand in SUBCOMMANDS:
        for form in subcommand.form.split(BETWEEN):
            assert f"/incident {form}" in here.text
            assert (f"/incident {form}" in elsewhere.text) is not subcommand.here
    assert here.ephemeral
    assert elsewhere.ephemeral


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("declair model drifts", "declare"),
        ("severty high", "severity"),
        ("rolls", "roles"),
        ("Stauts", "status"),
    ],
)
async def test_an_unknown_word_is_answered_with_the_nearest(stage: Stage, typed: str, meant: str) -> None:
    answer = await runs(stage, typed, "support")
    assert f"`/incident {meant}`" in str(answer.blocks)
    assert answer.ephemeral
    assert not any((c.name or "").startswith("inc-") for c in stage.workspace.channels.values())


# the forms of the export ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "holds"),
    [
        ("json", lambda text: '"reference": "INC-1"' in text),
        ("md", lambda text: text.startswith("# ") and TITLE in text),
        ("html", lambda text: "<html" in text and TITLE in text),
        ("csv", lambda text: "sequence" in text.splitlines()[0] and TITLE in text),
    ],
    ids=["json", "md", "html", "csv"],
)
async def test_the_attached_file_is_what_the_program_exports(
    stage: Stage, form: str, holds: Callable[[str], bool]
) -> None:
    channel = await an_incident(stage, TITLE)
    await runs(stage, f"export {form}", channel)
    (file,) = [file for message in stage.person("alice").sees(channel) for file in message.files]
    assert holds(file.content.decode())
    assert holds(await exported(stage, form=form))
