"""Reminders, the end of an incident, its review, and what becomes of its channel."""

from collections.abc import Callable
from datetime import timedelta

from bot.domain.asking import Ask
from bot.domain.catching_up import Gap, Tally, Why
from bot.domain.effect import EffectKind
from bot.domain.event import Cancelled, Merged, Reopened, Resolved, TookOver, VisibilityChanged
from bot.domain.incident import ChannelState, Incident, Status
from bot.domain.message import Outgoing
from bot.domain.reminder import Reminder, ReminderKind
from bot.domain.role import Role
from bot.views import asking, channel, gap, lifecycle, reminders, review, review_form
from bot.views.asked import Circumstances
from tests.gallery.case import Case
from tests.gallery.exhibit import Exhibit, Shown
from tests.views.incidents import AT, CATALOGUE, later

_ASKED = {
    "roles": [(ReminderKind.ROLE_EMPTY, role.value) for role in Role],
    "triage": [(ReminderKind.TRIAGE_UNANSWERED, "scope")],
    "update": [(ReminderKind.UPDATE_DUE, "")],
    "quiet": [(ReminderKind.QUIET_CHANNEL, "")],
    "not closed": [(ReminderKind.RESOLVED_NOT_CLOSED, "")],
    "review": [(ReminderKind.REVIEW_DUE, "")],
    "task": [(ReminderKind.TASK_DUE, "1")],
}


def _reminder(case: Case, kinds: list[tuple[ReminderKind, str]], incident: Incident) -> Outgoing:
    now = Circumstances(
        incident=incident,
        catalogue=CATALOGUE,
        at=later(90),
        names=case.names,
        free=[case.bob],
        tasks={1: case.task()},
        review=case.review,
        acted_at=AT,
    )
    asks = [
        Ask(
            reminder=Reminder(incident=7, kind=kind, subject=subject, due_at=later(30), since=AT, asked=2),
            step=3 if case.is_worst else 1,
            again_at=None if case.is_worst else later(120),
        )
        for kind, subject in kinds
    ]
    return reminders.message(incident, asking.items(asks, now), in_channel=not case.is_worst)


def _asks(name: str, kinds: list[tuple[ReminderKind, str]]) -> Exhibit:
    return Exhibit(reminders.message, lambda case: _reminder(case, kinds, _of(case, name)), name)


def _of(case: Case, name: str) -> Incident:
    if name in ("not closed", "review"):
        return case.turned(Status.RESOLVED, resolved_at=later(60))
    return case.incident if name == "task" else case.fresh


def _all_at_once(case: Case) -> Outgoing:
    kinds = [each for name in ("roles", "triage", "update", "task") for each in _ASKED[name]]
    return _reminder(case, kinds, case.fresh)


def _held(case: Case) -> Shown:
    said = _reminder(case, _ASKED["update"], case.fresh)
    blocks = [{**block, "block_id": f"b{n}"} for n, block in enumerate(said.blocks)]
    row = next(block for block in blocks if block["type"] == "actions")
    words = reminders.snoozed(case.names[case.bob], later(120))
    return reminders.held({"text": said.text, "blocks": blocks}, row["block_id"], words)


def _late(case: Case) -> Shown:
    said = _reminder(case, _ASKED["update"], case.fresh)
    sent = later(30) + timedelta(hours=3)
    return reminders.with_lateness(said, due_at=later(30), asked_at=sent, sent_at=sent, was_down=True)


def _resolved(case: Case) -> Shown:
    line = Resolved(by=case.alice, summary=case.said("The library is patched.", 2000)).line()
    return lifecycle.resolved(case.turned(Status.RESOLVED), line, case.review, case.names)


def _reopened(case: Case) -> Shown:
    line = Reopened(by=case.bob, reason=case.said("it happens again", 1000)).line()
    return lifecycle.turned(case.incident, line, case.names)


def _merged(case: Case) -> Shown:
    line = Merged(into="INC-8", by=case.alice).line()
    return lifecycle.merged(case.turned(Status.MERGED, merged_into=8), case.fresh, line, 3, case.names)


def _took_over(case: Case) -> Shown:
    line = TookOver(other="INC-7", tasks=len(case.tasks()), by=case.alice).line()
    return lifecycle.took_over(case.fresh, case.incident, line, case.tasks(), case.names)


def _hidden(case: Case) -> Shown:
    line = VisibilityChanged(private=True, by=case.alice).line()
    return lifecycle.visibility(case.incident.model_copy(update={"private": True}), line, case.names)


def _cancelled(case: Case) -> Shown:
    line = Cancelled(by=case.alice, reason=case.said("it was a load test", 1000)).line()
    return lifecycle.turned(case.turned(Status.CANCELLED), line, case.names)


def _given(case: Case) -> Shown:
    given = {answer.question: answer.text for answer in case.review.answers}
    return review_form.answered(case.closed, case.names[case.alice], given)


def _refused(kind: EffectKind, code: str) -> Exhibit:
    return Exhibit(channel.failed, lambda case: channel.failed(case.incident, kind, code), code)


def _about(builder: Callable[[Incident], Outgoing]) -> Exhibit:
    return Exhibit(builder, lambda case: builder(case.incident))


def _in_state(case: Case, state: ChannelState) -> Incident:
    places = case.incident.places.model_copy(update={"channel_state": state})
    return case.incident.model_copy(update={"places": places})


EXHIBITS = (
    *(_asks(name, kinds) for name, kinds in _ASKED.items()),
    Exhibit(reminders.message, _all_at_once, "several"),
    Exhibit(reminders.held, _held),
    Exhibit(reminders.with_lateness, _late),
    Exhibit(lifecycle.resolved, _resolved),
    Exhibit(lifecycle.turned, _reopened, "reopened"),
    Exhibit(lifecycle.turned, _cancelled, "cancelled"),
    Exhibit(lifecycle.still_open, lambda case: lifecycle.still_open(case.incident, case.summary.left_open)),
    Exhibit(lifecycle.resolve_form, lambda _: lifecycle.resolve_form("{}")),
    Exhibit(lifecycle.reopen_form, lambda _: lifecycle.reopen_form("{}")),
    Exhibit(lifecycle.close_form, lambda _: lifecycle.close_form("{}")),
    Exhibit(lifecycle.merged, _merged),
    Exhibit(lifecycle.took_over, _took_over),
    Exhibit(lifecycle.visibility, _hidden),
    Exhibit(
        lifecycle.done,
        lambda case: lifecycle.done(case.incident, "is open again", "Go on", from_channel=None),
    ),
    Exhibit(review.summary, lambda case: review.summary(case.summary, CATALOGUE)),
    Exhibit(review.in_short, lambda case: review.in_short(case.summary)),
    Exhibit(review_form.review_form, lambda case: review_form.review_form(case.summary, "{}")),
    Exhibit(review_form.answered, _given),
    Exhibit(review_form.taken, lambda case: review_form.taken(case.closed, case.review, case.names)),
    Exhibit(channel.not_invited, lambda case: channel.not_invited({case.bob: "user_disabled"})),
    _refused(EffectKind.OPEN_CHANNEL, "restricted_action"),
    _refused(EffectKind.PIN_CARD, "too_many_pins"),
    Exhibit(
        channel.forbidden, lambda case: channel.forbidden(case.incident, borrowed=case.is_worst, prefix="inc")
    ),
    Exhibit(channel.archived, lambda case: channel.archived(case.incident, case.bob)),
    Exhibit(channel.lost, lambda case: channel.lost(case.incident, deleted=case.is_worst, prefix="inc")),
    Exhibit(
        channel.gone,
        lambda case: channel.gone(_in_state(case, ChannelState.ARCHIVED), prefix="inc"),
        "archived",
    ),
    Exhibit(
        channel.gone, lambda case: channel.gone(_in_state(case, ChannelState.LOST), prefix="inc"), "lost"
    ),
    Exhibit(channel.topic_kept, lambda _: channel.topic_kept()),
    *(_about(each) for each in (channel.private_channel, channel.convert)),
    Exhibit(channel.wants_private, lambda case: channel.wants_private(case.incident, prefix="inc")),
    Exhibit(
        gap.recovered,
        lambda _: gap.recovered(
            Gap(since=AT, until=later(30), why=Why.OUTAGE), Tally(messages=12, edits=1, deletions=2, marks=3)
        ),
    ),
)
