"""What is still open of an incident that somebody wants to close: named, never in the way."""

from collections.abc import Sequence

from bot.domain.duties.deadline import Deadline
from bot.domain.incident import Incident, Status
from bot.domain.mrkdwn import clip
from bot.domain.question import FOUR_QUESTIONS
from bot.domain.review import REVIEW_QUESTIONS, Review
from bot.domain.role import Role
from bot.domain.task import Task, TaskKind, TaskStatus
from bot.domain.words import count_in_words, join_words

TASKS_NAMED = 5
TITLE_SHOWN = 60


def open_points(
    incident: Incident,
    *,
    called: Sequence[Role],
    tasks: Sequence[Task],
    review: Review | None,
    deadlines: Sequence[Deadline] = (),
) -> tuple[str, ...]:
    """Return what is open, one short plain phrase a point; nothing when nothing is.

    Args:
        incident: as it stands now.
        called: the roles that its severity calls for.
        tasks: all its tasks.
        deadlines: all its regulatory deadlines.
        review: its review with the answers given so far, if there is any.
    """
    points = (
        _unresolved(incident),
        _roles(incident, called),
        _triage(incident),
        _tasks(tasks),
        _deadlines(deadlines),
        _updates(incident),
        _review(review),
    )
    return tuple(point for point in points if point)


def _unresolved(incident: Incident) -> str | None:
    return None if incident.status is not Status.OPEN else "nobody has said that it is resolved"


def _roles(incident: Incident, called: Sequence[Role]) -> str | None:
    ever = {holding.role for holding in incident.roles}
    never = [role.label.lower() for role in called if role not in ever]
    return f"never filled: {join_words(never)}" if never else None


def _triage(incident: Incident) -> str | None:
    unanswered = [_called(q) for q in FOUR_QUESTIONS if incident.answer(q) is None]
    unknown = [_called(answer.question) for answer in incident.triage if answer.is_unknown]
    said = [f"without an answer: {join_words(unanswered)}"] if unanswered else []
    said += [f"answered with unknown: {join_words(unknown)}"] if unknown else []
    return f"triage {', '.join(said)}" if said else None


def _called(question: str) -> str:
    return question.replace("_", " ")


def _tasks(tasks: Sequence[Task]) -> str | None:
    todo = [task for task in tasks if task.status is TaskStatus.OPEN and task.kind is TaskKind.TASK]
    if not todo:
        return None
    named = [f"{task.number} “{clip(task.title, TITLE_SHOWN)}”" for task in todo[:TASKS_NAMED]]
    if len(todo) > TASKS_NAMED:
        named.append(f"{len(todo) - TASKS_NAMED} more")
    return f"{count_in_words(len(todo), 'open task')}: {join_words(named)}"


def _deadlines(deadlines: Sequence[Deadline]) -> str | None:
    owed = sorted((each for each in deadlines if each.is_counting), key=lambda each: each.urgency)
    if not owed:
        return None
    named = [f"{each.number} “{clip(each.title, TITLE_SHOWN)}”" for each in owed[:TASKS_NAMED]]
    if len(owed) > TASKS_NAMED:
        named.append(f"{len(owed) - TASKS_NAMED} more")
    return f"{count_in_words(len(owed), 'regulatory deadline')} without a decision: {join_words(named)}"


def _updates(incident: Incident) -> str | None:
    if incident.last_update_at is None:
        return "no stakeholder update was posted"
    if incident.resolved_at is not None and incident.last_update_at < incident.resolved_at:
        return "no stakeholder update since it was resolved"
    return None


def _review(review: Review | None) -> str | None:
    answered = {answer.question for answer in review.answers} if review else set()
    missing = len(REVIEW_QUESTIONS) - len(answered)
    if not missing:
        return None
    return f"{missing} of {len(REVIEW_QUESTIONS)} review questions unanswered"
