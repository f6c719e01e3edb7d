"""The draft as a file: marked as one, complete, and with nobody's words turned into markup."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.catalogue.regulations import load_regulations
from bot.domain.notice.draft import draft
from bot.domain.notice.evidence_hold import evidence_holds
from bot.domain.notice.sheet import sheet_of
from bot.domain.notice.statement import FactSheet, SentNotice
from bot.domain.notice.timing import Timing
from bot.domain.regulation.clock import ClockState
from bot.domain.regulation.regulations import Regulations
from bot.views.notice import hold_words, notice, notice_name
from tests.notices.records import AT, HOUR, NAMES, full, sheet
from tests.regulation.desk import Desk

REGULATIONS = load_regulations()
BERLIN = ZoneInfo("Europe/Berlin")
TIMING = Timing(start_named="awareness", anchor_confirmed=True, starts_at=AT, due_at=AT + timedelta(hours=72))


def written(
    regime: str = "eu-gdpr-33",
    stage: str = "notify",
    timing: Timing = TIMING,
    told: FactSheet | None = None,
    sent: tuple[SentNotice, ...] = (),
) -> str:
    found = draft(REGULATIONS, regime, stage, told or sheet())
    assert found is not None
    return notice(found, timing, NAMES, zone=BERLIN, at=AT + HOUR, sent=sent)


def test_it_says_first_that_it_is_a_draft_no_advice_and_sent_to_nobody() -> None:
    head = written().split("##")[0]
    assert head.startswith("# DRAFT for counsel: ")
    assert "This is a draft and not legal advice. It has been sent to nobody; the bot never sends it." in head
    assert "INC-7 as it stood at 2026-11-23 10:00 UTC" in head


def test_it_says_to_whom_under_what_and_by_when_in_counsels_zone_and_utc() -> None:
    text = written()
    assert "| To | Competent (lead) supervisory authority |" in text
    assert "Regulation (EU) 2016/679 Art. 33" in text
    assert "| Due | 2026-11-26 10:00 Europe/Berlin (2026-11-26 09:00 UTC) |" in text
    assert "| Counted from | awareness, 2026-11-23 10:00 Europe/Berlin (2026-11-23 09:00 UTC) |" in text


def test_what_is_missing_stands_on_top_as_a_list_to_tick_off() -> None:
    text = written()
    assert "- [ ] Contact of the data protection officer" in text
    assert text.index("Still missing") < text.index("## What the notice has to say")


def test_each_item_says_how_well_it_is_known_and_where_it_comes_from() -> None:
    text = written()
    assert "### Nature of the incident or breach (known)\n\n- Category: security (incident)" in text
    assert "- Done: 2026-11-23 11:00 Europe/Berlin (2026-11-23 10:00 UTC) — rotate keys (task 1, Bob)" in text
    assert "### Contact of the data protection officer (not known)\n\nNothing in the record. To be" in text
    assert "unknown — **not known** (facts of the incident, Lena Legal)" in text
    assert "- Scope: widespread — **estimated** (triage, Alice)" in text


def test_an_anchor_nobody_confirmed_and_a_proposed_clock_say_so() -> None:
    loose = TIMING.model_copy(update={"anchor_confirmed": False, "state": ClockState.PROPOSED})
    assert "**not confirmed**" in written(timing=loose)
    assert "**Only proposed**" in written(timing=loose)
    rehearsal = TIMING.model_copy(update={"state": ClockState.REHEARSAL})
    assert "**A rehearsal**" in written("eu-ai-act-73", "general", rehearsal)


def test_a_clock_that_has_not_started_has_a_length_and_no_date() -> None:
    waiting = Timing(start_named="the filing of “Incident notification”", state=ClockState.NOT_STARTED)
    text = written("eu-nis2-23", "final", waiting)
    assert (
        "| Counted from | the filing of “Incident notification”, which has not happened as far as is known |"
        in text
    )
    assert "| Due | 1 month after that |" in text
    unlimited = Timing(start_named="awareness", starts_at=AT, state=ClockState.NO_NUMBER)
    assert "without undue delay" in written("eu-gdpr-34", "inform-people", unlimited)


def test_the_legal_latest_is_for_counsel_to_confirm() -> None:
    later = TIMING.model_copy(update={"legal_latest": AT + timedelta(days=5)})
    assert "| Legal latest, for counsel to confirm | 2026-11-28 10:00 Europe/Berlin" in written(timing=later)


def test_it_says_where_the_days_end_that_count() -> None:
    assert "| Its days end in | America/Los_Angeles |" in written("us-ca-breach-1798-82", "individuals")
    assert "| Its days end in | the authority's zone |" in written("eu-ai-act-73", "general")
    assert "days end in" not in written("eu-gdpr-33", "notify")


def test_how_it_is_counted_stands_in_it_for_counsel() -> None:
    text = written("contractual-notice", "notice")
    assert "- The limit is a common default, not a rule: what was agreed goes before." in text
    nhtsa = written("us-nhtsa-sgo", "monthly")
    assert "the five-day report always governs" in nhtsa


def test_notices_that_went_out_are_named_so_that_all_say_the_same() -> None:
    sent = SentNotice(
        regime="in-cert-in", stage="report", title="CERT-In report", filed_at=AT, reference="C-1|2"
    )
    assert "## Must agree with\n\n- CERT-In report, sent 2026-11-23 10:00" in written(sent=(sent,))


@pytest.mark.parametrize("words", ["## heading", "- [ ] no box", "<b>bold</b> | cell", "`x`\n\n## y"])
def test_words_of_people_stay_words(words: str) -> None:
    text = written("us-ca-breach-1798-82", "individuals", told=sheet_of(full(summary=words)))
    assert f"Summary: {words}" not in text
    headings = [line for line in text.splitlines() if line.startswith("#")]
    plain = written("us-ca-breach-1798-82", "individuals", told=sheet_of(full(summary="plain")))
    assert headings == [line for line in plain.splitlines() if line.startswith("#")]


def test_a_file_is_named_by_what_it_is() -> None:
    found = draft(REGULATIONS, "eu-gdpr-33", "notify", sheet())
    assert found is not None
    assert notice_name(found) == "INC-7-eu-gdpr-33-notify-draft.md"


@pytest.mark.parametrize(
    ("regime", "stage"),
    [(regime.id, stage.id) for regime in REGULATIONS.regimes for stage in regime.stages],
    ids="/".join,
)
def test_every_stage_can_be_written(regime: str, stage: str) -> None:
    text = written(regime, stage)
    found = REGULATIONS.regimes_by_id[regime].stage(stage)
    assert found is not None
    assert text.count("\n### ") == len(found.content)
    assert "None" not in text.replace("None of", "")


# evidence --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(REGULATIONS)


def test_the_ai_act_holds_evidence_while_its_clock_runs(desk: Desk) -> None:
    harmed = "ai_act_provider high_risk_ai_system death_or_serious_injury"
    clocks = desk.clocks(harmed, aware_at="2027-12-17T18:00:00+01:00").values()
    [hold] = evidence_holds(clocks, REGULATIONS)
    assert (hold.regime, hold.rehearsal) == ("eu-ai-act-73", False)
    text = hold_words([hold], ["triage <model>"])
    assert text.startswith("*Evidence hold*, ")
    assert "do not alter the system in a way that affects a later evaluation of the causes" in text
    assert "It concerns triage &lt;model&gt;." in text
    assert "Legal says when the hold ends." in text


def test_a_rehearsed_hold_says_so_and_what_does_not_bind_holds_nothing(desk: Desk) -> None:
    harmed = "ai_act_provider high_risk_ai_system death_or_serious_injury"
    rehearsed = desk.clocks(harmed, aware_at="2026-11-23T18:00:00+01:00").values()
    [hold] = evidence_holds(rehearsed, REGULATIONS)
    assert "a rehearsal" in hold_words([hold], [])
    early = desk.clocks(harmed, aware_at="2026-07-01T18:00:00+02:00").values()
    assert early
    assert evidence_holds(early, REGULATIONS) == ()
    assert hold_words([], ["chat"]) == ""


def test_no_other_clock_holds_evidence(desk: Desk) -> None:
    leak = desk.clocks("personal_data_involved eu_data_subjects", aware_at="2026-11-23T10:00:00Z").values()
    assert evidence_holds(leak, REGULATIONS) == ()


def test_the_shipped_holds_are_of_regimes_with_clocks() -> None:
    regulations: Regulations = REGULATIONS
    assert [r.id for r in regulations.regimes if r.evidence_hold] == ["eu-ai-act-73"]
