"""The review: its summary, the three questions about the process, and who sees to it by when."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.domain.errors import NothingChanged, NotNow, WrongUse
from bot.domain.event import Change, ReviewAnswered, ReviewScheduled
from bot.domain.incident import Incident, Status
from bot.domain.open_points import open_points
from bot.domain.permission import Act
from bot.domain.review import REVIEW_QUESTIONS, Review, ReviewAnswer, ReviewQuestion
from bot.domain.severity import Severity
from bot.domain.summary import Summary
from bot.domain.timeline import Shown
from bot.services import effects, exporting, timeline
from bot.services.unit import Unit
from bot.views import review as words
from bot.views import review_form as form

ALL_KEY_EVENTS = 1000
USUAL_DAYS = 10
"""Days until a review that somebody takes on though the policy wants none."""


async def points(unit: Unit, incident: Incident) -> tuple[str, ...]:
    """Return what is still open of an incident, in short phrases."""
    return open_points(
        incident,
        called=unit.catalogue.severity(incident.severity).roles,
        tasks=await unit.repositories.tasks.of(incident.number),
        review=await unit.repositories.reviews.get(incident.number),
        deadlines=await unit.repositories.duties.deadlines(incident.number),
    )


async def summary(unit: Unit, incident: Incident, *, left_open: Sequence[str] | None = None) -> Summary:
    """Put together what the review looks at; `left_open` where it was found out already."""
    events = await timeline.key_events(unit, incident, ALL_KEY_EVENTS)
    review = await unit.repositories.reviews.get(incident.number) or Review(incident=incident.number)
    if left_open is None:
        left_open = _left_open(incident, events) or await points(unit, incident)
    return Summary(
        incident=incident,
        key_events=tuple(events),
        declared_as=_declared_as(incident, events),
        left_open=tuple(left_open),
        review=review,
        head=await unit.repositories.timeline.head(incident.number),
        names=await _names(unit, incident, events, review),
    )


async def post_summary(unit: Unit, incident: Incident, *, left_open: Sequence[str]) -> None:
    """Show the summary in the channel, in short where it was announced, and attach the whole timeline."""
    told = await summary(unit, incident, left_open=left_open)
    await unit.put(effects.post(incident, words.summary(told, unit.catalogue), unit.at))
    await exporting.attach_timeline(unit, incident)
    if not incident.private and not incident.drill:
        await unit.put(effects.announce(incident, words.in_short(told), unit.at))


async def answer(unit: Unit, incident: Incident, answers: Mapping[ReviewQuestion, str]) -> None:
    """Keep somebody's answers beside those of others, and show them in the channel.

    Raises:
        WrongUse: nothing was answered.
        NotNow: the incident was cancelled or merged.
    """
    await unit.allow(Act.RESPOND, incident)
    _require_reviewed(incident)
    given = {question: text.strip() for question, text in answers.items() if text.strip()}
    if not given:
        raise WrongUse("Answer at least one of the questions; a few words are enough.")
    events = []
    for question, text in given.items():
        answered = ReviewAnswer(
            question=question, text=text, answered_by=unit.actor.user_id, answered_at=unit.at
        )
        await unit.repositories.reviews.add_answer(incident.number, answered)
        asked = REVIEW_QUESTIONS[question]
        events.append(ReviewAnswered(asked=asked, text=text, by=unit.actor.user_id))
    await unit.record(Change(incident=incident, events=tuple(events)), quietly=True)
    names = await unit.names(f"<@{unit.actor.user_id}>")
    who = names.get(unit.actor.user_id, unit.actor.user_id)
    await unit.put(effects.post(incident, form.answered(incident, who, given), unit.at))


async def take(unit: Unit, incident: Incident) -> Review:
    """See to the review oneself.

    Raises:
        NothingChanged: one does already.
        NotNow: the incident was cancelled or merged.
    """
    await unit.allow(Act.RESPOND, incident)
    _require_reviewed(incident)
    review = await unit.repositories.reviews.get(incident.number) or Review(incident=incident.number)
    if review.owner == unit.actor.user_id and review.due_at is not None:
        raise NothingChanged("The review is with you already.")
    days = unit.policy.review.due_days.get(incident.severity, USUAL_DAYS)
    still_ahead = review.due_at if review.due_at is not None and review.due_at > unit.at else None
    due_at = still_ahead or unit.at + timedelta(days=days)
    review = review.model_copy(update={"owner": unit.actor.user_id, "due_at": due_at})
    await unit.repositories.reviews.save(review)
    event = ReviewScheduled(owner=review.owner, due_at=due_at, by=unit.actor.user_id)
    await unit.record(Change(incident=incident, events=(event,)), quietly=True)
    names = await unit.names(event.line())
    await unit.put(effects.post(incident, form.taken(incident, review, names), unit.at))
    return review


def _require_reviewed(incident: Incident) -> None:
    if incident.status in (Status.CANCELLED, Status.MERGED):
        raise NotNow(
            f"{incident.reference} was {incident.status.value}, so it has no review of its own."
            f" `/incident status {incident.reference}` shows how it ended."
        )


def _declared_as(incident: Incident, events: Sequence[Shown]) -> Severity:
    declared = next((each.entry for each in events if each.entry.kind == "declared"), None)
    return Severity(declared.details["severity"]) if declared else incident.severity


def _left_open(incident: Incident, events: Sequence[Shown]) -> tuple[str, ...]:
    """What was open when it was closed, as it was recorded then."""
    if incident.status is not Status.CLOSED:
        return ()
    closed = [each.entry for each in events if each.entry.kind == "closed"]
    return tuple(closed[-1].details.get("left_open") or ()) if closed else ()


async def _names(unit: Unit, incident: Incident, events: Sequence[Shown], review: Review) -> dict[str, str]:
    ids = {incident.declared_by, *(h.user_id for h in incident.roles)}
    ids |= {a.answered_by for a in incident.triage} | {a.answered_by for a in review.answers}
    ids |= {review.owner} if review.owner else set()
    known = await unit.names("".join(f"<@{user_id}>" for user_id in sorted(ids)))
    return {**known, **await timeline.names_in(unit, list(events))}
