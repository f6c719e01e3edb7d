"""What refusals and answers speak of: a value for each variable that stands around them in the code."""

from functools import cache
from types import SimpleNamespace
from typing import Any

from bot.domain.category import Category
from bot.domain.changes.assessment import NOTE_MAX
from bot.domain.duties.anchor import Anchor
from bot.domain.duties.deadline import Decision
from bot.domain.duties.telling import ToldAnchor
from bot.domain.errors import NotAllowed, UnknownWord
from bot.domain.incident import Status
from bot.domain.person import Person
from bot.domain.phase import Phase
from bot.domain.question import Question
from bot.domain.regulation.clock import ClockState
from bot.domain.role import Role
from bot.domain.severity import Severity
from bot.domain.task import TaskStatus
from bot.domain.triage import TriageAnswer
from bot.services.exporting import Form
from handlers.arguments import Arguments
from tests.gallery.case import Case
from tests.views.incidents import AT, CATALOGUE

FOLLOWED = object()
"""In the place of a sample: what the function gives the variable is taken."""


def samples(case: Case, module: str) -> dict[str, Any]:
    """The variables of a module's functions."""
    named = _everywhere(case) | _alone(case).get(module, {})
    return {name: value for name, value in named.items() if value is not FOLLOWED}


@cache
def _everywhere(case: Case) -> dict[str, Any]:
    incident, typed = case.incident, case.line("sevre", 200)
    over = case.turned(Status.MERGED, merged_into=8)
    deadline = case.deadlines()[0].model_copy(update={"decision": Decision.FILED, "decided_by": case.bob})
    app = Person(user_id=case.bob, name="Bob", handle="bob", fetched_at=AT, is_bot=True)
    return {
        "awaited": incident.model_copy(update={"started_at": AT}),
        "answer": SimpleNamespace(note="n" * (NOTE_MAX + 1)),
        "arguments": Arguments(word="severity", typed=typed, text=typed),
        "category": Category.SAFETY,
        "command": "reopen REASON",
        "commander": case.alice,
        "counsel": case.bob,
        "deadline": deadline,
        "decision": Decision.FILED,
        "error": UnknownWord("I export as `json`, `md`, `html` or `csv`."),
        "example": "it happens again",
        "fact": typed,
        "form": "deadline waive N REASON",
        "found": case.task(status=TaskStatus.DONE, done_by=case.bob),
        "hidden": incident,
        "holder": case.bob,
        "incident": over,
        "label": "Privacy exposure",
        "limit": 1000,
        "merged": incident,
        "names": ["personal_data_involved"],
        "note": "n" * 1001,
        "number": 7,
        "part": "p" * 3001,
        "person": app,
        "phase": Phase.RECOVERY,
        "present": case.bob,
        "private": True,
        "proposed": Severity.CRITICAL,
        "refused": NotAllowed(f"Only the commander, <@{case.alice}>, can do that for INC-7. Ask them."),
        "rest": "+15:00",
        "role": Role.LEGAL,
        "severity": Severity.LOW,
        "shown": case.fresh,
        "summary": "s" * 3001,
        "target": case.fresh,
        "task": case.task(status=TaskStatus.DONE, done_by=case.bob),
        "text": typed,
        "title": "t" * 501,
        "told": ToldAnchor(kind=typed, regime=typed, at=AT, zone="UTC"),
        "typed": typed,
        "user_id": case.bob,
        "wanted": Role.TECHNICAL,
        "word": "reopen",
        "words": "w" * 501,
    }


@cache
def _alone(case: Case) -> dict[str, dict[str, Any]]:
    """Where a name means something else than everywhere."""
    bob = Person(user_id=case.bob, name="Bob", handle="bob", fetched_at=AT)
    subtypes = CATALOGUE.taxonomy.subtypes
    listed = "`one`, `two` and `three`"
    near = {
        "choices": listed,
        "listed": listed,
        "name": case.line("privacy", 200),
        "near": ["privacy_exposure"],
    }
    guide = CATALOGUE.question(Question.SCOPE)
    given = TriageAnswer(question=guide.question, answer="limited", answered_by=case.bob, answered_at=AT)
    written = SimpleNamespace(written="31 Feb")
    regime = next(each for each in CATALOGUE.regulations.regimes_by_id.values() if each.evidence_hold)
    held = SimpleNamespace(regime=regime.id, state=ClockState.RUNNING)
    filed = {"deadline": case.deadlines()[0].model_copy(update={"filed_at": AT, "reference": "CASE-1"})}
    matched = {"match": ["25:99"]}
    return {
        "bot.domain.category": near | {"belongs": subtypes[0], "within": ["safety_harm", "privacy_exposure"]},
        "bot.domain.changes.assessment": {"guide": guide, "before": given},
        "bot.domain.detection": {"listed": listed},
        "bot.domain.duties.telling": {
            "before": Anchor.model_construct(told_by=case.bob),
            "named": "awareness",
        },
        "bot.domain.local_time": {"self": written} | matched,
        "bot.domain.phase": {"listed": listed, "example": "recovery"},
        "bot.domain.question": {"listed": listed},
        "bot.domain.systems": {"systems": [f"system {n}" for n in range(120)], "length": 4000},
        "bot.services.assessing": {"new": ["Harm goes on: consider high."]},
        "handlers.assessment": {
            "kind": subtypes[0].category,
            "subtype": subtypes[0],
            "moment": SimpleNamespace(certainty="known"),
            "what": "Say when harm began, or `unknown`.",
            "word": "started",
        },
        "bot.services.holds": {"clocks": [held], "catalogue": CATALOGUE},
        "bot.services.duties": {"owed": ["1", "2"], "more": [], "seen": [1, 2, 3]},
        "bot.services.tasks": {"still": ["1", "2"], "more": []},
        "bot.domain.role": {"example": "commander"},
        "bot.domain.severity": {"example": "high"},
        "handlers.deadline_acts": {"seen": [1, 2, 3]},
        "handlers.deadlines": filed | {"text": FOLLOWED},
        "handlers.exports": {"form": Form.MD},
        "handlers.fact_words": {"near": ["personal_data_involved"], "said": case.line("maybe", 200)},
        "handlers.facts": {"asked": [1, 2], "answers": [1, 2], "owed": [1]},
        "handlers.picking": {"newly": True, "is_public": False},
        "handlers.role_words": {"wanted": Role.TECHNICAL},
        "handlers.roles": {
            "about": SimpleNamespace(s="legal"),
            "action": {},
            "actor": bob,
            "holder": bob,
            "meant": SimpleNamespace(person=bob),
            "unit": SimpleNamespace(actor=bob),
            "wish": SimpleNamespace(role=Role.LEGAL),
        },
        "handlers.task_form": {"after": case.task()},
        "handlers.tasks": {"finished": case.task()},
        "handlers.triage": {
            "about": SimpleNamespace(x="limited"),
            "identity": SimpleNamespace(permalink=lambda *_: "https://sandbox.example/archives/C1/p1"),
            "channel": case.channel,
            "question": Question.SCOPE,
            "ts": "1.2",
            "unit": SimpleNamespace(catalogue=CATALOGUE),
        },
        "handlers.updates": {"posted": case.update},
    }
