"""What a draft takes from the record, how sure it says it is, and what it says is missing."""

from datetime import timedelta

import pytest

from bot.catalogue.regulations import load_regulations
from bot.domain.incident import Certainty
from bot.domain.notice.draft import Draft, Item, draft, missing
from bot.domain.notice.sheet import sheet_of
from bot.domain.notice.statement import FactSheet, SaidAnchor, SentNotice
from bot.domain.notice.topics import FACTS, TOPICS
from tests.notices.records import AT, HOUR, bare, full, sheet

REGULATIONS = load_regulations()
STAGES = [(regime.id, stage.id) for regime in REGULATIONS.regimes for stage in regime.stages]
KNOWN, ESTIMATED, UNKNOWN = Certainty.KNOWN, Certainty.ESTIMATED, Certainty.UNKNOWN


def drafted(regime: str, stage: str, told: FactSheet | None = None) -> Draft:
    found = draft(REGULATIONS, regime, stage, told or sheet())
    assert found is not None
    return found


def items(regime: str, stage: str, told: FactSheet | None = None) -> dict[str, Item]:
    return {item.id: item for item in drafted(regime, stage, told).items}


def texts(item: Item) -> list[str]:
    return [statement.text for statement in item.statements]


@pytest.mark.parametrize(("regime", "stage"), STAGES, ids="/".join)
def test_every_stage_has_a_draft_with_each_item_its_rule_asks_for(regime: str, stage: str) -> None:
    found = REGULATIONS.regimes_by_id[regime].stage(stage)
    assert found is not None
    for told in (sheet(), sheet_of(bare()), FactSheet(reference="INC-7")):
        made = drafted(regime, stage, told)
        assert tuple(item.id for item in made.items) == found.content
        assert [item.asks for item in made.missing] == list(missing(REGULATIONS, regime, stage, told))
    assert len(drafted(regime, stage, FactSheet(reference="INC-7")).missing) == len(found.content)


def test_what_fills_an_item_is_an_item_of_the_catalogue_and_a_fact_of_it() -> None:
    assert set(TOPICS) <= set(REGULATIONS.contents)
    facts = {fact.id for fact in REGULATIONS.facts}
    assert {name for group in FACTS.values() for name in group} <= facts
    named = {topic for topics in TOPICS.values() for topic in topics}
    single = {topic.removeprefix("fact:") for topic in named if topic.startswith("fact:")}
    assert single - set(FACTS) - {"regime"} <= facts
    anchors = {topic.removeprefix("anchor:") for topic in named if topic.startswith("anchor:")}
    assert anchors <= {kind.id for kind in REGULATIONS.anchors}


def test_every_part_of_the_record_that_an_item_draws_on_is_one_that_the_record_has() -> None:
    worked_out = {"since_last_notice", "late", "notices_to_people", "noticed_by", "recovered", "resolved"}
    named = {topic for topics in TOPICS.values() for topic in topics if ":" not in topic}
    action_items = {"action_items", "lessons"}
    assert named - worked_out - action_items <= set(sheet().statements)


def test_nobody_gets_a_draft_of_a_stage_there_is_not() -> None:
    assert draft(REGULATIONS, "eu-gdpr-33", "final", sheet()) is None
    assert draft(REGULATIONS, "eu-gdpr-99", "notify", sheet()) is None
    assert missing(REGULATIONS, "eu-gdpr-33", "final", sheet()) == ()


def test_a_gdpr_notice_takes_its_items_from_all_over_the_record() -> None:
    found = items("eu-gdpr-33", "notify")
    assert texts(found["nature"]) == ["security", "Titles of other people's chats were shown."]
    assert found["nature"].certainty is KNOWN
    assert "yes" in texts(found["people_numbers"])
    assert texts(found["measures_taken"]) == ["", "rotate keys", "did 1", "did 2"]
    assert found["measures_taken"].certainty is KNOWN
    assert found["dpo_contact"].certainty is UNKNOWN
    assert missing(REGULATIONS, "eu-gdpr-33", "notify", sheet()) == (
        "Number of records affected",
        "Contact of the data protection officer",
        "Likely consequences for those affected",
    )


def test_what_happened_is_told_by_people_in_its_order_and_not_by_the_bots_own_entries() -> None:
    told = items("us-ca-breach-1798-82", "individuals")["what_happened"]
    assert texts(told) == [
        "Titles of other people's chats were shown.",
        "A *user* reported <strange> titles.",
        "Bob switched the cache off.",
    ]
    assert [statement.source for statement in told.statements] == ["incident", "timeline 2", "timeline 1"]


def test_a_headline_is_no_account_of_what_happened() -> None:
    told = items("us-ca-breach-1798-82", "individuals", sheet_of(bare("odd answers")))["what_happened"]
    assert (texts(told), told.certainty) == (["odd answers"], ESTIMATED)


def test_an_instant_is_as_sure_as_whoever_told_it() -> None:
    when = items("eu-dora-19", "initial")
    detected = when["detection_time"].statements
    assert [(s.what, s.certainty) for s in detected] == [("First noticed", KNOWN)]
    nobody_told = items("eu-dora-19", "initial", sheet_of(bare()))["detection_time"]
    assert [(s.what, s.certainty) for s in nobody_told.statements] == [("Declared", ESTIMATED)]


def test_what_triage_answered_with_unknown_is_not_known() -> None:
    [impact] = sheet().about("impact")
    assert impact.certainty is UNKNOWN
    [scope] = sheet().about("scope")
    assert scope.certainty is ESTIMATED


def test_an_anchor_nobody_confirmed_is_an_estimate_and_a_regimes_own_goes_before() -> None:
    told = sheet().model_copy(
        update={
            "anchors": (
                *sheet().anchors,
                SaidAnchor(
                    kind="aware_at", regime="br-lgpd", at=AT + HOUR, told_by="U0LEGAL", confirmed=False
                ),
            )
        }
    )
    general = told.anchor("aware_at", "eu-gdpr-33")
    own = told.anchor("aware_at", "br-lgpd")
    assert general is not None
    assert own is not None
    assert (general.at, own.at) == (AT, AT + HOUR)
    date_known = items("br-lgpd", "individuals", told)["date_known"]
    assert [(s.what, s.at, s.certainty) for s in date_known.statements] == [
        ("Aware", AT + HOUR, ESTIMATED),
        ("Noticed", AT - HOUR, ESTIMATED),
        ("First noticed", AT - HOUR, KNOWN),
    ]


def test_only_what_is_so_or_unknown_is_told_of_the_people_affected() -> None:
    told = items("eu-gdpr-33", "notify")["people_numbers"].statements
    assert [(s.text, s.certainty) for s in told if s.source == "facts of the incident"] == [
        ("unknown", UNKNOWN),
        ("yes", KNOWN),
    ]


def test_the_questions_on_which_the_duty_hangs_are_named_while_they_are_unknown() -> None:
    [question] = drafted("eu-gdpr-33", "notify").unanswered
    assert question == next(fact.question for fact in REGULATIONS.facts if fact.id == "eu_data_subjects")


def test_a_later_notice_tells_what_came_after_the_one_before() -> None:
    before = SentNotice(
        regime="eu-nis2-23", stage="early-warning", title="Early warning", filed_at=AT - timedelta(minutes=30)
    )
    told = sheet_of(full(), sent=(before,))
    changes = items("eu-nis2-23", "notification", told)["changes_since_last_report"]
    assert "A *user* reported <strange> titles." not in texts(changes)
    assert "Bob switched the cache off." in texts(changes)
    everything = items("eu-nis2-23", "notification", sheet_of(full()))["changes_since_last_report"]
    assert "A *user* reported <strange> titles." in texts(everything)


def test_reasons_for_delay_are_those_recorded_with_the_late_notice() -> None:
    late = SentNotice(
        regime="br-lgpd", stage="anpd", title="Communicate to ANPD", filed_at=AT, reason="no forensic report"
    )
    told = items("br-lgpd", "individuals", sheet_of(full(), sent=(late,)))
    assert texts(told["reasons_for_delay"]) == ["no forensic report"]
    assert items("br-lgpd", "individuals")["reasons_for_delay"].certainty is UNKNOWN


def test_what_was_dropped_or_deleted_is_in_no_notice() -> None:
    said = {statement.text for topic in sheet().statements.values() for statement in topic}
    assert not {"never mind", "withdrawn", "not a key event", "Alice took command."} & said
    assert "write to customers" in {s.text for s in sheet().about("planned")}


def test_an_item_of_which_only_a_part_is_known_is_not_known() -> None:
    told = items("br-lgpd", "individuals")["date_known"]
    assert {s.certainty for s in told.statements} == {KNOWN, ESTIMATED}
    assert told.certainty is ESTIMATED


def test_what_was_recorded_as_the_notice_went_out_was_in_it() -> None:
    before = SentNotice(regime="eu-nis2-23", stage="early-warning", title="Early warning", filed_at=AT)
    told = sheet_of(full(), sent=(before,))
    changes = items("eu-nis2-23", "notification", told)["changes_since_last_report"]
    assert "Bob switched the cache off." not in texts(changes)
    assert "state 2" in texts(changes)


def test_the_instant_told_last_counts() -> None:
    corrected = SaidAnchor(kind="aware_at", at=AT - HOUR, told_by="U0LEGAL", confirmed=True)
    told = sheet().model_copy(update={"anchors": (*sheet().anchors, corrected)})
    assert told.anchor("aware_at", "eu-gdpr-33") == corrected
