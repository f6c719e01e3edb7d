"""The incident as a file, in its channel and for its members only."""

import json

import pytest
from jsonschema import Draft202012Validator

from bot.domain.export import json_schema
from bot.sandbox.entities import Channel, File
from tests.databases import RawSql
from tests.scenarios.records import an_incident
from tests.stage import Stage

SCHEMA = Draft202012Validator(json_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def files_in(stage: Stage, channel: Channel) -> list[File]:
    """The files shared in a channel, as its members see them."""
    return [file for message in stage.person("alice").sees(channel) for file in message.files]


async def a_told_incident(stage: Stage) -> Channel:
    channel = await an_incident(stage)
    alice, bob = stage.person("alice"), stage.person("bob")
    await bob.joins(channel)
    message = await bob.says(channel, f"ask {alice.mention}: <b>index</b> & *cache*", files=[("a.log", b"x")])
    await bob.reacts(message, "pushpin")
    secret = await bob.says(channel, "secret words")
    await stage.settle()
    await bob.deletes(secret)
    await alice.runs("/incident note yesterday 23:10 first mail", channel)
    await stage.settle()
    return channel


async def test_the_json_form_tells_what_was_said_and_done(stage: Stage) -> None:
    channel = await a_told_incident(stage)
    alice, bob = stage.person("alice"), stage.person("bob")
    answer = await alice.runs("/incident export", channel)
    await stage.settle()
    assert "is on its way into #inc-1" in answer.text
    (file,) = [file for file in files_in(stage, channel) if file.name.endswith(".json")]
    told = json.loads(file.content)
    SCHEMA.validate(told)
    assert told["incident"]["reference"] == "INC-1"
    assert told["incident"]["channel_id"] == channel.id
    entries = told["timeline"]
    assert [entry["sequence"] for entry in entries] == list(range(1, len(entries) + 1))
    (said,) = [entry for entry in entries if entry["files"]]
    assert said["text"] == "ask @Alice Njoroge: <b>index</b> & *cache*"
    assert (said["kind"], said["actor"], said["key_event"]) == ("message", bob.id, True)
    assert said["files"] == ["a.log"]
    (gone,) = [entry for entry in entries if entry["deleted"]]
    assert (gone["actor"], gone["text"]) == (bob.id, None)
    (note,) = [entry for entry in entries if entry["kind"] == "note"]
    assert (note["at"], note["text"], note["source"]) == ("2026-03-19T20:10:00Z", "first mail", None)
    assert "secret" not in file.content.decode()


@pytest.mark.parametrize(
    ("word", "opening"), [("md", "# INC-1"), ("HTML", "<!doctype"), ("csv", "sequence,")]
)
async def test_other_forms_come_as_files_too(stage: Stage, word: str, opening: str) -> None:
    channel = await a_told_incident(stage)
    await stage.person("alice").runs(f"/incident export {word}", channel)
    await stage.settle()
    (file,) = [file for file in files_in(stage, channel) if file.name.startswith("INC-1")]
    assert file.name.endswith(f".{word.lower()}")
    assert file.content.decode().startswith(opening)


async def test_the_whole_timeline_comes_as_a_file(stage: Stage) -> None:
    channel = await a_told_incident(stage)
    await stage.person("alice").runs("/incident timeline export", channel)
    await stage.settle()
    (file,) = [file for file in files_in(stage, channel) if file.name.startswith("INC-1-timeline")]
    text = file.content.decode()
    assert text.startswith("# Timeline of INC-1: Chatbot invents refunds")
    assert text.index("first mail") < text.index("declared the incident") < text.index("index")
    assert "Alice Njoroge" in text
    assert "secret" not in text


async def test_an_unknown_form_is_answered_with_the_known_ones(stage: Stage) -> None:
    channel = await an_incident(stage)
    answer = await stage.person("alice").runs("/incident export pdf", channel)
    assert "json, md, html or csv, not as pdf" in answer.text.replace("`", "")
    assert files_in(stage, channel) == []


@pytest.mark.parametrize("command", ["export INC-1", "timeline INC-1 export"])
async def test_who_is_not_in_the_channel_gets_no_file(stage: Stage, command: str) -> None:
    channel = await an_incident(stage)
    answer = await stage.person("bob").runs(f"/incident {command}", "general")
    await stage.settle()
    assert "Join it first" in answer.text
    assert files_in(stage, channel) == []


@pytest.mark.parametrize("command", ["export INC-1", "timeline INC-1 export"])
async def test_a_private_incident_is_exported_for_its_members_only(stage: Stage, command: str) -> None:
    channel = await an_incident(stage, "private sev1 Leak")
    answer = await stage.person("bob").runs(f"/incident {command}", "general")
    assert "There is no INC-1" in answer.text
    await stage.person("alice").runs(f"/incident {command}", channel)
    await stage.settle()
    assert len(files_in(stage, channel)) == 1
    assert "leak" not in files_in(stage, channel)[0].name.casefold()


async def test_no_other_table_keeps_words_that_are_deleted_later(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    message = await alice.says(channel, "secret words")
    await alice.reacts(message, "pushpin")
    await stage.settle()
    for command in ("timeline", "timeline export", "export json"):
        assert (
            "secret" in str((await alice.runs(f"/incident {command}", channel)).blocks)
            or command != "timeline"
        )
        await stage.settle()
    await alice.deletes(message)
    await stage.settle()
    raw = RawSql(stage.database_url)
    for table in ("timeline", "outbox", "deliveries", "incidents"):
        assert "secret" not in str(await raw.run(f"SELECT * FROM {table}")), table  # noqa: S608
