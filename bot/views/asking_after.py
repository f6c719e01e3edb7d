"""The words of reminders of what is left to do: closing, the review, tasks."""

from bot.domain import due_moments as moments
from bot.domain.asking import Ask
from bot.domain.mrkdwn import clip, inert
from bot.domain.words import duration_in_words
from bot.views import ids
from bot.views.asked import NO_MORE, Circumstances, Item, last_words
from bot.views.blocks import button, date
from bot.views.people import mention

TITLE_SHOWN = 300


def not_closed(ask: Ask, now: Circumstances) -> Item:
    """Ask to close what is resolved."""
    incident = now.incident
    since, number = incident.resolved_at or ask.reminder.since, ids.ref(incident.number)
    text = (
        f"*{incident.reference} is resolved since {date(since)} ({now.long(since)}), and not closed.*\n"
        f"{mention(now.decider)}: closing names what is still open and posts the review summary."
    )
    if ask.step > 1:
        text += " If it is not over, reopen it."
    if ask.step > 2:
        text += " Until then nobody knows whether the review can begin."
    do = (button("Close", ids.CLOSE, number), button("Reopen", ids.OPEN_REOPEN, number))
    short = f"resolved for {now.long(since)} and not closed"
    return Item(text, short, do, (ask.reminder,), last=last_words(ask, NO_MORE))


def review_due(ask: Ask, now: Circumstances) -> Item:
    """Ask for the review, of whoever sees to it."""
    incident, review = now.incident, now.review
    due = review.due_at if review and review.due_at else ask.reminder.due_at
    number = ids.ref(incident.number)
    whose = "It is with you." if review and review.owner else "Nobody has taken it on yet."
    text = f"*The review of {incident.reference} is due* since {date(due)}. {whose}"
    if ask.step > 1:
        text += " Three questions, a few sentences each, are better than a long document that nobody writes."
    if ask.step > 2:
        text += " What was learnt fades: after a few weeks nobody remembers why something was done."
    do = [button("Answer the review questions", ids.OPEN_REVIEW, number, style="primary")]
    if not (review and review.owner):
        do.append(button("I see to the review", ids.TAKE_REVIEW, number))
    short = f"the review of {incident.reference} is due"
    return Item(text, short, tuple(do), (ask.reminder,), last=last_words(ask, NO_MORE))


def task_due(ask: Ask, now: Circumstances) -> Item:
    """Ask for a task that is due, of its owner and in the channel alike."""
    number = int(ask.reminder.subject)
    task, due = now.tasks[number], now.tasks[number].due_at or ask.reminder.since
    title, late = clip(inert(task.title), TITLE_SHOWN), now.at - due
    owner = f" ({now.name(task.owner)})" if task.owner else " (nobody's yet)"
    when = "is due now" if late < moments.SOON else f"is due since {date(due)} ({duration_in_words(late)})"
    text = f"*Task {number}{owner} {when}:* {title}"
    if ask.step > 1:
        text += "\nDone? Tap it. Not yet? Change the date or the owner, so that nobody counts on it in vain."
    if ask.step > 2:
        text += f" What hangs on it? Tell {now.name(now.decider)} if it cannot be done."
    value = ids.ref(now.incident.number, str(number))
    do = (
        button("Done", f"{ids.TASK_DONE}:{number}", value, style="primary"),
        button("Change", f"{ids.OPEN_TASK}:{number}", value),
    )
    short = f"task {number} is due: {clip(inert(task.title), 100)}"
    return Item(text, short, do, (ask.reminder,), last=last_words(ask, NO_MORE))
