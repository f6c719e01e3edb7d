"""Regulatory duties: facts, instants that clocks start from, deadlines and what is decided about them."""

from bot.domain.duties.deadline import Deadline, Decision
from bot.domain.duties.posted_file import PostedFile
from bot.domain.duties.standing import StandingAnswerOf
from bot.domain.duties.watching import awaited
from bot.domain.event.duties import CatalogueChanged
from bot.domain.regulation.answer import Answer
from bot.views import (
    anchor_form,
    clock_reminder,
    deadline_form,
    deadlines,
    duty_news,
    facts_form,
    standing_form,
)
from bot.views.deadline_details import Beside
from bot.views.deadline_form import What
from tests.gallery.case import BAD, BERLIN, Case
from tests.gallery.exhibit import Exhibit, Shown
from tests.views.incidents import AT, CATALOGUE

REGULATIONS = CATALOGUE.regulations
KINDS = {kind.id: kind for kind in REGULATIONS.anchors}


def _first(case: Case) -> Deadline:
    return case.deadlines()[0]


def _waived(case: Case) -> Deadline:
    reason = case.said("counsel finds no risk to anybody", 1000)
    decided = {"decision": Decision.WAIVED, "decided_by": case.bob, "reason": reason}
    return _first(case).model_copy(update=decided)


def _anchor(case: Case) -> Shown:
    before = next(iter(case.duties.dossier.anchors), None)
    kind = KINDS[before.kind] if before else REGULATIONS.anchors[0]
    return anchor_form.anchor_form(case.incident, kind, before, None, BERLIN)


def _list(case: Case) -> Shown:
    lacks = (case.line("number of people concerned", 80), "what was done about it")
    beside = {each.number: Beside(missing=lacks, zone="Europe/Berlin") for each in case.deadlines()}
    dossier = case.duties.dossier
    return deadlines.deadline_list(
        case.incident, dossier, REGULATIONS, case.duties.at, beside=beside, unsaid=35 if case.is_worst else 0
    )


def _everywhere(case: Case) -> Shown:
    found = [(case.incident, deadline) for deadline in case.deadlines()]
    return deadlines.all_deadlines(found, REGULATIONS, case.late, unsaid=4)


def _starts(case: Case) -> Shown:
    waiting = Case(BAD).deadlines()
    missing = awaited(waiting, KINDS)
    return clock_reminder.starts(case.incident, waiting, missing if case.is_worst else missing[:1], KINDS)


def _edition(case: Case) -> Shown:
    news = case.clock_news()
    event = CatalogueChanged(
        edition="2027-01",
        compiled_on=AT.date(),
        count=len(news),
        moves=tuple(each.line() for each in news[:12]),
    )
    return duty_news.edition_changed(case.incident, event, case.bob if case.is_worst else None)


def _standing(case: Case) -> Shown:
    asked = [fact for fact in REGULATIONS.facts if fact.standing]
    told = [
        StandingAnswerOf(fact=fact.id, answer=Answer.YES, answered_by=case.bob, answered_at=AT)
        for fact in asked
    ]
    names = [f"{each} {case.said('GmbH', 60)}" for each in range(3)] if case.is_worst else [""]
    return standing_form.standing_form(7, asked, told, entity=names[0], entities=names, configured=3)


def _decides(what: What) -> Exhibit:
    return Exhibit(
        deadline_form.deadline_form,
        lambda case: deadline_form.deadline_form(
            case.incident,
            _waived(case) if what is What.TAKE_BACK else _first(case),
            what,
            case.late,
            BERLIN,
            posted=_posted(case),
        ),
        what.value,
    )


def _posted(case: Case) -> tuple[PostedFile, ...]:
    named = case.line("notice as it was sent.pdf", 300)
    many = 100 if case.is_worst else 1
    return tuple(PostedFile(id=f"F{each:08}", name=named, at=AT, by=case.bob) for each in range(many))


def _late_reason(case: Case) -> Shown:
    text = "It is late: say why, and whether the authority was told."
    return deadline_form.late_reason_wanted(text, _first(case))


EXHIBITS = (
    Exhibit(standing_form.standing_form, _standing),
    Exhibit(anchor_form.anchor_form, _anchor),
    Exhibit(deadlines.deadline_list, _list),
    Exhibit(deadlines.all_deadlines, _everywhere),
    *(_decides(what) for what in What),
    Exhibit(deadline_form.late_reason_wanted, _late_reason),
    Exhibit(
        clock_reminder.due, lambda case: clock_reminder.due(case.incident, case.deadlines(), case.duties.at)
    ),
    Exhibit(
        clock_reminder.due,
        lambda case: clock_reminder.due(case.incident, case.deadlines(), case.late),
        "overdue",
    ),
    Exhibit(
        clock_reminder.unanswered,
        lambda case: clock_reminder.unanswered(case.incident, case.deadlines(), case.late, case.bob),
    ),
    Exhibit(clock_reminder.starts, _starts),
    Exhibit(
        clock_reminder.cancelled,
        lambda case: clock_reminder.cancelled(case.incident, case.deadlines(), case.duties.at),
    ),
    Exhibit(duty_news.clocks_moved, lambda case: duty_news.clocks_moved(case.incident, case.clock_news())),
    Exhibit(
        duty_news.news_of_clocks,
        lambda case: duty_news.news_of_clocks(case.incident, case.clock_news()[:3]),
    ),
    Exhibit(duty_news.edition_changed, _edition),
    Exhibit(
        facts_form.first_form,
        lambda case: facts_form.first_form(case.incident, REGULATIONS.facts[:10], case.duties.dossier),
    ),
    Exhibit(
        facts_form.more_form,
        lambda case: facts_form.more_form(case.incident, REGULATIONS.facts[:40], case.duties.dossier),
    ),
)
