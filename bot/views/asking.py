"""The words of each reminder: what, since when, whom it waits for, and the buttons that do it.

Asking again is more specific: first who could do it, then since when nobody did and who could decide it, then
what follows as long as it is missing. Names stand where nobody has to notice, mentions where somebody has to.
"""

from collections.abc import Callable, Sequence

from bot.domain import due_moments as moments
from bot.domain.asking import Ask
from bot.domain.question import Question
from bot.domain.reminder import ReminderKind
from bot.domain.role import Role
from bot.domain.words import count_in_words, join_words
from bot.views import ids
from bot.views.asked import NO_MORE, ON_CARD, Circumstances, Item, last_words
from bot.views.asking_after import not_closed, review_due, task_due
from bot.views.blocks import Block, button, date, section
from bot.views.people import mention
from bot.views.roles import take_label
from bot.views.triage import answer_buttons

FREE_NAMED = 3

_WITHOUT = {
    Role.COMMANDER: "Until somebody commands, decisions wait, and nobody sees to what is forgotten.",
    Role.TECHNICAL: "Until there is one, nobody answers for keeping evidence before something is changed.",
    Role.COMMS: "Until there is one, everybody outside hears something else, or nothing.",
    Role.LEGAL: "Until there is one, nobody watches the legal clocks; some run out within a day.",
}


def items(asks: Sequence[Ask], now: Circumstances) -> list[Item]:
    """Return what is asked for, empty roles as one."""
    said: list[Item] = []
    roles = [ask for ask in asks if ask.reminder.kind is ReminderKind.ROLE_EMPTY]
    if roles:
        said.append(_roles(roles, now))
    for ask in asks:
        words = _WORDS.get(ask.reminder.kind)
        if words is not None:
            said.append(words(ask, now))
    return said


def _roles(asks: Sequence[Ask], now: Circumstances) -> Item:
    ordered = sorted(asks, key=lambda ask: list(Role).index(Role(ask.reminder.subject)))
    roles = [Role(ask.reminder.subject) for ask in ordered]
    named = join_words([role.label.lower() for role in roles])
    moments_empty = {role: moments.vacant_since(now.incident, role) for role in roles}
    since = min(moments_empty.values())
    is_same = len(set(moments_empty.values())) == 1
    head = f"*Nobody yet as {named}*"
    lines = [f"{head}, since {date(since)} ({now.long(since)})." if is_same else f"{head}."]
    for ask, role in zip(ordered, roles, strict=True):
        told = _role(ask, role, now)
        if not is_same:
            told = f" since {date(moments_empty[role])} ({now.long(moments_empty[role])}).{told}"
        if told:
            lines.append(f"• {role.label}:{told}")
    lines += _who_could(ordered, now)
    number = now.incident.number
    do = [button(take_label(r), f"{ids.CLAIM_ROLE}:{r.value}", ids.ref(number, r.value)) for r in roles]
    return Item(
        text="\n".join(lines),
        short=f"nobody as {named}, for {now.long(since)}",
        do=tuple(do),
        about=tuple(ask.reminder for ask in ordered),
        last=_last_roles(ordered),
    )


def _role(ask: Ask, role: Role, now: Circumstances) -> str:
    """What a role is for at the first asking; what follows from its being empty at the third."""
    if ask.step == 1:
        return f" {now.catalogue.role(role).accountable_for}"
    return f" {_WITHOUT[role]}" if ask.step > 2 else ""


def _who_could(asks: Sequence[Ask], now: Circumstances) -> list[str]:
    steps, lines = {ask.step for ask in asks}, []
    if 1 in steps and now.free:
        free = join_words([now.name(user_id) for user_id in now.free[:FREE_NAMED]], last="or")
        lines.append(f"Here and without a role: {free}.")
    if steps != {1}:
        lines.append(
            f"{mention(now.decider)}, who should it be? Take it, or give it: `/incident role ROLE @user`."
        )
    return lines


def _last_roles(asks: Sequence[Ask]) -> str:
    ending = [Role(ask.reminder.subject).label.lower() for ask in asks if ask.again_at is None]
    if not ending:
        return ""
    if len(ending) == len(asks):
        return ON_CARD
    return f"I will not ask for {join_words(ending)} again; the card shows it."


def _triage(ask: Ask, now: Circumstances) -> Item:
    missing, incident = moments.missing_answers(now.incident), now.incident
    since = min((moments.missing_since(incident, q) for q in missing), default=incident.declared_at)
    count, oldest = (
        count_in_words(len(missing), "triage question"),
        "" if len(missing) == 1 else "the oldest ",
    )
    text = (
        f"*{count} still open*, {oldest}since {date(since)} ({now.long(since)})."
        " One tap each; “Not known yet” is a good answer, and asked again."
    )
    if ask.step > 1:
        text += f"\n{mention(now.decider)}, who could find out?"
    if ask.step > 2:
        text += " While harm and scope are not known, the severity is a guess."
    below = [block for question in missing for block in _question(question, now)]
    short = f"{count} still open, for {now.long(since)}"
    return Item(text, short, (), (ask.reminder,), tuple(below), last_words(ask, ON_CARD))


def _question(question: Question, now: Circumstances) -> list[Block]:
    guide, given = now.catalogue.question(question), now.incident.answer(question)
    text = guide.text
    if given is not None:
        text += f"\n❔ Not known to {now.name(given.answered_by)} at {date(given.answered_at, '{time}')}."
    return [section(text), answer_buttons(now.incident, guide, given)]


def _update(ask: Ask, now: Circumstances) -> Item:
    incident, last = now.incident, now.incident.last_update_at
    due = incident.next_update_at or ask.reminder.due_at
    lead = incident.holder(Role.COMMS) or now.decider
    if last is None:
        before = f"None was posted since the declaration {date(incident.declared_at)}"
        before += f" ({now.long(incident.declared_at)})."
    else:
        before = f"The last one was posted {date(last)} ({now.long(last)} ago)."
    called = mention(lead)
    if ask.step == 1:
        text = (
            f"*A stakeholder update is due.* {before}\n{called}: how it stands, what is done, what is needed."
        )
    else:
        late = f"It was due {date(due)} ({now.long(due)} ago)."
        text = f"*Stakeholders wait for an update.* {late} {before}\n{called}, two sentences are enough."
    if ask.step > 2:
        text += " Whoever hears nothing asks around, and keeps those from work who could mend it."
    do = button("Post update", ids.OPEN_UPDATE, ids.ref(incident.number), style="primary")
    since = last or incident.declared_at
    short = f"a stakeholder update is due, none for {now.long(since)}"
    return Item(text, short, (do,), (ask.reminder,), last=last_words(ask, ON_CARD))


def _quiet(ask: Ask, now: Circumstances) -> Item:
    incident, since = now.incident, moments.last_sign_of_life(now.incident, now.acted_at)
    number = ids.ref(incident.number)
    asked = {
        1: f"{mention(now.decider)}, is somebody at it? One line about what is being tried is enough.",
        2: f"{mention(now.decider)}, who is at it now? Say so here, or name somebody.",
        3: f"{mention(now.decider)}, if it waits for something, say for what and until when, and snooze me."
        " If it is over, resolve it.",
    }[ask.step]
    text = f"*Nothing was said or done here since {date(since)}* ({now.long(since)}).\n{asked}"
    do = (button("Post update", ids.OPEN_UPDATE, number), button("Resolve", ids.OPEN_RESOLVE, number))
    short = f"nothing was said or done for {now.long(since)}"
    return Item(text, short, do, (ask.reminder,), last=last_words(ask, NO_MORE))


_WORDS: dict[ReminderKind, Callable[[Ask, Circumstances], Item]] = {
    ReminderKind.TRIAGE_UNANSWERED: _triage,
    ReminderKind.UPDATE_DUE: _update,
    ReminderKind.QUIET_CHANNEL: _quiet,
    ReminderKind.RESOLVED_NOT_CLOSED: not_closed,
    ReminderKind.REVIEW_DUE: review_due,
    ReminderKind.TASK_DUE: task_due,
}
