"""An incident under way: severity, triage, roles, phases, tasks, updates, timeline."""

from datetime import timedelta

from bot.domain.event import (
    DetectedSet,
    PhaseEntered,
    RoleAssigned,
    SeverityChanged,
    StartedSet,
    SystemsChanged,
    TaskAdded,
    TaskChanged,
    TaskDone,
    TitleChanged,
)
from bot.domain.incident import Certainty
from bot.domain.phase import Phase
from bot.domain.question import Question
from bot.domain.role import Role
from bot.domain.severity import Severity
from bot.domain.task import TaskStatus
from bot.views import assessment, handover, happenings, phases, roles, tasks, timeline, triage, updates
from tests.gallery.case import BERLIN, Case
from tests.gallery.exhibit import Exhibit, Shown
from tests.views.incidents import AT, CATALOGUE, later


def _severity(case: Case) -> Shown:
    reason = case.said("several customers are affected", 1000)
    event = SeverityChanged(old=Severity.LOW, new=Severity.HIGH, reason=reason, by=case.bob)
    return assessment.severity_changed(event, case.scene)


def _started(case: Case) -> Shown:
    event = StartedSet(started_at=AT, certainty=Certainty.ESTIMATED, by=case.bob)
    return assessment.started_set(event, case.scene)


def _detected(case: Case) -> Shown:
    event = DetectedSet(detected_at=AT, certainty=Certainty.KNOWN, by=case.bob)
    return assessment.detected_set(event, case.scene)


def _happened(case: Case) -> Shown:
    title = TitleChanged(
        old=case.line("model drifts", 200), new=case.line("refunds invented", 200), by=case.bob
    )
    systems = SystemsChanged(systems=case.incident.affected_systems, by=case.bob)
    told = happenings.post_about([title, systems], case.incident, CATALOGUE, case.names)
    assert told is not None
    return told


def _role_given(case: Case) -> Shown:
    return roles.assigned(_assigned(case), case.scene)


def _assigned(case: Case) -> RoleAssigned:
    note = case.said("the vendor calls back at 11:00", 1000)
    return RoleAssigned(role=Role.COMMANDER, user_id=case.alice, previous=case.bob, by=case.bob, note=note)


def _state(case: Case) -> Shown:
    return handover.state_message(
        case.incident,
        _assigned(case),
        case.events()[-5:],
        case.tasks(),
        case.deadlines(),
        catalogue=CATALOGUE,
        names=case.names,
    )


def _who(case: Case) -> Shown:
    return roles.who(case.incident, Role.COMMANDER, case.line("bob", 80), case.people(), "")


def _checklist(case: Case) -> Shown:
    items = case.checklist(Role.LEGAL)
    return roles.checklist_message(case.incident, Role.LEGAL, items, CATALOGUE)


def _task_added(case: Case) -> Shown:
    task = case.task()
    event = TaskAdded(number=1, title=task.title, owner=case.bob, due_at=task.due_at, by=case.alice)
    return tasks.added(event, case.scene)


def _task_done(case: Case) -> Shown:
    return tasks.finished(
        TaskDone(number=1, title=case.task().title, owner=case.bob, by=case.bob), case.scene
    )


def _task_changed(case: Case) -> Shown:
    event = TaskChanged(
        number=1, title=case.task().title, what=f"given to <@{case.bob}>", owner=case.bob, by=case.alice
    )
    return tasks.changed(event, case.scene)


def _redrawn(case: Case) -> Shown:
    listed = tasks.task_list(case.incident, case.tasks()[:2], case.names)
    shown = {"text": listed.text, "blocks": list(listed.blocks)}
    block = next(b for b in listed.blocks if b["type"] == "actions" or "accessory" in b)
    done = case.task(status=TaskStatus.DONE, done_by=case.bob, done_at=later(5))
    return tasks.redrawn(shown, {"block_id": block.get("block_id", "")}, done)


def _noted(case: Case) -> Shown:
    entry = case.events()[2].entry
    return timeline.noted(case.incident, entry, case.names, timed=True)


def _phase(phase: Phase, before: Phase) -> Exhibit:
    return Exhibit(
        phases.entered,
        lambda case: phases.entered(PhaseEntered(old=before, new=phase, by=case.bob), case.scene),
        phase.value,
    )


def _answer(question: Question) -> Exhibit:
    return Exhibit(
        assessment.answer_form,
        lambda case: assessment.answer_form(case.incident, question, CATALOGUE),
        question.value,
    )


EXHIBITS = (
    Exhibit(assessment.severity_changed, _severity),
    Exhibit(assessment.started_set, _started),
    Exhibit(assessment.detected_set, _detected),
    Exhibit(assessment.keep_form, lambda case: assessment.keep_form(case.incident, Severity.LOW)),
    Exhibit(assessment.category_form, lambda case: assessment.category_form(case.incident, CATALOGUE)),
    *(_answer(question) for question in Question),
    Exhibit(happenings.post_about, _happened),
    Exhibit(
        triage.questions_message,
        lambda case: triage.questions_message(case.incident, CATALOGUE, case.names),
    ),
    Exhibit(
        triage.questions_message,
        lambda case: triage.questions_message(case.fresh, CATALOGUE, case.names),
        "fresh",
    ),
    Exhibit(triage.moved, lambda case: triage.moved(case.incident, "https://sandbox.example/archives/C1/p1")),
    Exhibit(
        roles.roles_message,
        lambda case: roles.roles_message(case.incident, case.alice, case.names, CATALOGUE),
    ),
    Exhibit(roles.assigned, _role_given),
    Exhibit(roles.who, _who),
    Exhibit(roles.checklist_message, _checklist),
    Exhibit(
        roles.hand_over_form,
        lambda case: roles.hand_over_form(
            case.incident, Role.COMMANDER, case.said("- 2 tasks are open", 3000)
        ),
    ),
    Exhibit(handover.state_message, _state),
    *(_phase(phase, Phase.DETECTION) for phase in Phase if phase is not Phase.DETECTION),
    Exhibit(tasks.task_message, lambda case: tasks.task_message(case.task())),
    Exhibit(tasks.added, _task_added),
    Exhibit(tasks.finished, _task_done),
    Exhibit(tasks.changed, _task_changed),
    Exhibit(tasks.redrawn, _redrawn),
    Exhibit(tasks.task_list, lambda case: tasks.task_list(case.incident, case.tasks(), case.names)),
    Exhibit(
        tasks.unclear_owner,
        lambda case: tasks.unclear_owner(case.task(), case.line("bob", 80), case.people()),
    ),
    Exhibit(tasks.task_form, lambda case: tasks.task_form(case.task(), BERLIN, case.channel)),
    Exhibit(timeline.key_events, lambda case: timeline.key_events(case.incident, case.events(), case.names)),
    Exhibit(timeline.noted, _noted),
    Exhibit(timeline.add_form, lambda case: timeline.add_form(case.incidents(), case.origin)),
    Exhibit(updates.posted, lambda case: updates.posted(case.incident, case.update, case.names)),
    Exhibit(updates.announced, lambda case: updates.announced(case.incident, case.update, case.names)),
    Exhibit(
        updates.update_form,
        lambda case: updates.update_form(case.incident, case.update, "", timedelta(minutes=60)),
        "again",
    ),
    Exhibit(
        updates.update_form,
        lambda case: updates.update_form(
            case.incident, None, updates.happened(case.events(), case.names), timedelta(minutes=60)
        ),
    ),
)
