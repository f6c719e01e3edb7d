"""The card: the state first, and three buttons; whatever people write."""

import pytest

from bot.domain.incident import Certainty, Incident, Status
from bot.domain.phase import Phase
from bot.domain.role import Role
from bot.domain.severity import Severity
from bot.domain.triage import Question
from bot.views.announcement import announcement, topic
from bot.views.card import buttons, card
from tests.views.incidents import AT, CATALOGUE, a_full_incident, an_incident, answered, held, later
from tests.views.limits import CRUEL, reads


def read(incident: Incident) -> str:
    return reads(card(incident, CATALOGUE))


def labels(incident: Incident) -> list[str]:
    return [button["text"]["text"] for button in buttons(incident)]


def test_a_new_incident_shows_what_is_missing() -> None:
    assert read(an_incident()).split("\n") == [
        "INC-7 · Chatbot invents refunds",
        "🟡 Medium (not yet assessed)",
        "Phase: detection (1 of 7)",
        "Since: declared Mar 20, 2026 at 09:00 by @UALICE · not known when harm began",
        *("Commander", "nobody yet", "Technical lead", "nobody yet"),
        *("Communications lead", "nobody yet", "Legal lead", "nobody yet"),
        "Unanswered: whether harm goes on, whether a person could be hurt, how many are affected,"
        " the impact, who has seen it and duties to notify",
        "Category: not set",
        "[Take command] [Answer triage] [Go to containment]",
    ]


def test_a_response_under_way_shows_state_people_and_what_is_due() -> None:
    incident = an_incident(
        severity=Severity.HIGH,
        severity_assessed=True,
        phase=Phase.INVESTIGATION,
        contained_at=later(20),
        started_at=later(-90),
        started_certainty=Certainty.ESTIMATED,
        detected_at=later(-10),
        summary="Refunds <are> made up.",
        affected_systems=("shop chat", "mail & more"),
        category="performance",
        subtype="perf.data_drift",
        next_update_at=later(60),
        triaged_at=later(6),
        roles=(held(Role.COMMANDER, "UBOB"),),
        triage=tuple(answered(q, "unknown" if q is Question.SCOPE else q.answers[0]) for q in Question),
    )
    assert read(incident).split("\n") == [
        "INC-7 · Chatbot invents refunds",
        "🟠 High: Significant impact, seen by the public, or a regulator may need to know.",
        "Phase: investigation (4 of 7) · contained Mar 20, 2026 at 09:20",
        "Since: declared Mar 20, 2026 at 09:00 by @UALICE · harm began about Mar 20, 2026 at 07:30"
        " · first noticed Mar 20, 2026 at 08:50",
        "Refunds <are> made up.",
        *("Commander", "@UBOB", "Technical lead", "nobody yet"),
        *("Communications lead", "nobody yet", "Legal lead", "nobody yet"),
        "Not known yet: how many are affected",
        "Next stakeholder update: due Mar 20, 2026 at 10:00",
        "Category: Performance / Data drift  Affected: shop chat, mail & more",
        "[Go to remediation] [Post update] [Resolve]",
    ]


@pytest.mark.parametrize("words", CRUEL, ids=range(len(CRUEL)))
@pytest.mark.parametrize("status", Status, ids=str)
def test_whatever_people_write_fits(words: str, status: Status) -> None:
    incident = a_full_incident(words, status=status, merged_into=8, closed_at=AT)
    read(incident)
    reads(announcement(incident))
    assert len(topic(incident, words)) <= 250
    assert topic(incident, words).startswith("EXERCISE | 🔴 Critical | ")


def test_a_title_longer_than_a_headline_is_shown_whole_below_it() -> None:
    title = "word " * 39 + "last"
    assert title in read(an_incident(title=title))


COMMANDED = (held(Role.COMMANDER, "UBOB"),)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ["Take command", "Answer triage", "Go to containment"]),
        ({"roles": COMMANDED}, ["Answer triage", "Go to containment", "Post update"]),
        ({"roles": COMMANDED, "triaged_at": AT}, ["Go to containment", "Post update", "Resolve"]),
        ({"triaged_at": AT}, ["Take command", "Go to containment", "Post update"]),
        (
            {"roles": COMMANDED, "triaged_at": AT, "phase": Phase.CONTAINMENT},
            ["It is contained", "Post update", "Resolve"],
        ),
        (
            {"roles": COMMANDED, "triaged_at": AT, "phase": Phase.CONTAINMENT, "contained_at": AT},
            ["Go to investigation", "Post update", "Resolve"],
        ),
        (
            {"roles": COMMANDED, "triaged_at": AT, "phase": Phase.RECOVERY},
            ["Recovery is complete", "Post update", "Resolve"],
        ),
        (
            {"roles": COMMANDED, "triaged_at": AT, "phase": Phase.RECOVERY, "recovered_at": AT},
            ["Post update", "Resolve"],
        ),
        ({"roles": COMMANDED, "triaged_at": AT, "phase": Phase.REVIEW}, ["Post update", "Resolve"]),
        ({"status": Status.RESOLVED}, ["Answer the review questions", "Close", "Reopen"]),
        ({"status": Status.CLOSED}, ["Answer the review questions"]),
        ({"status": Status.CANCELLED}, []),
        ({"status": Status.MERGED, "merged_into": 8}, []),
    ],
)
def test_the_buttons_are_those_of_the_moment(fields: dict[str, object], expected: list[str]) -> None:
    assert labels(an_incident(**fields)) == expected


def test_what_is_over_says_how_it_ended_and_asks_nothing() -> None:
    text = read(an_incident(status=Status.MERGED, merged_into=8, closed_at=later(9)))
    assert "Merged into INC-8" in text
    assert "Unanswered" not in text
    assert "Closed Mar 20, 2026 at 09:09" in read(an_incident(status=Status.CLOSED, closed_at=later(9)))


def test_a_lock_screen_shows_state_and_title_without_calling_anybody() -> None:
    incident = an_incident(title="<!channel> *look*", severity=Severity.HIGH)
    assert card(incident, CATALOGUE).text == "INC-7 · &lt;!channel&gt; *look*: high, phase detection"
