"""What people do in an incident, one act each; a later feature adds its own with `@act`."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.sandbox.entities import Channel
from bot.sandbox.people import Person
from tests.fire.life import Life, Said

Act = Callable[[Life], Awaitable[None]]
ACTS: dict[str, tuple[Act, int]] = {}

_PHASES = ("triage", "containment", "investigation", "remediation", "recovery")
_LEVELS = {"critical": "Critical", "high": "High", "medium": "Medium", "low": "Low"}


def act(weight: int) -> Callable[[Act], Act]:
    """Enter an act, with how often it is done among the others."""

    def entered(done: Act) -> Act:
        ACTS[done.__name__] = (done, weight)
        return done

    return entered


def in_a_channel(done: Callable[[Life, Channel], Awaitable[None]]) -> Act:
    """Do it in an incident's channel; where none is open yet somebody declares instead."""

    async def somewhere(life: Life) -> None:
        channel = life.channel()
        await (declares(life) if channel is None else done(life, channel))

    somewhere.__name__ = done.__name__
    return somewhere


@act(1)
async def declares(life: Life) -> None:
    """Somebody declares an incident, unless there are three."""
    if len(life.ground.incident_channels()) >= 3:
        return
    mark, level = life.mark(), life.chance.choice(list(_LEVELS))
    await life.wants(
        life.anybody(),
        f"declare {level} {mark} leaks",
        "support",
        kind="declared",
        mark=mark,
        expects="declared",
    )


@act(8)
@in_a_channel
async def talks(life: Life, channel: Channel) -> None:
    """Somebody says something, perhaps in a thread."""
    person, mark = await life.member(channel), life.mark()
    here = [each.message for each in life.said if each.message.channel == channel.id and not each.deleted]
    parent = life.chance.choice(here) if here and life.chance.random() < 0.3 else None
    message = await person.says(channel, f"{mark} is what I see", parent)
    life.said.append(Said(message, mark))


def _own(life: Life, channel: Channel) -> Said | None:
    here = [each for each in life.said if each.message.channel == channel.id and not each.deleted]
    return life.chance.choice(here) if here else None


@act(3)
@in_a_channel
async def edits(life: Life, channel: Channel) -> None:
    """Somebody says it otherwise."""
    said = _own(life, channel)
    if said is not None:
        said.mark = life.mark()
        await life.ground.person(_author(life, said)).edits(said.message, f"{said.mark} is what I meant")


@act(1)
@in_a_channel
async def deletes(life: Life, channel: Channel) -> None:
    """Somebody takes it back."""
    said = _own(life, channel)
    if said is not None and not said.message.replies:
        said.deleted = True
        await life.ground.person(_author(life, said)).deletes(said.message)


@act(2)
@in_a_channel
async def marks(life: Life, channel: Channel) -> None:
    """Alice marks a message as a key event, or takes the mark away."""
    said, alice = _own(life, channel), life.ground.person("alice")
    if said is None or alice.id not in channel.members:
        return
    said.pinned = not said.pinned
    await (alice.reacts if said.pinned else alice.unreacts)(said.message, "pushpin")


def _author(life: Life, said: Said) -> str:
    return life.ground.workspace.users[str(said.message.user)].name


@act(3)
@in_a_channel
async def notes(life: Life, channel: Channel) -> None:
    """Somebody writes into the record."""
    person, mark = await life.member(channel), life.mark()
    await life.wants(person, f"note {mark} was noticed", channel, kind="note", mark=mark, expects="Noted")


@act(2)
@in_a_channel
async def gives_a_role(life: Life, channel: Channel) -> None:
    """Somebody is given a role."""
    person, mark = await life.member(channel), life.mark()
    role, holder = life.chance.choice(("commander", "technical", "comms")), await life.member(channel)
    command = f"role {role} {holder.mention} {mark}"
    state = (f"role:{role}", holder.id)
    await life.wants(
        person,
        command,
        channel,
        kind="role_assigned",
        mark=mark,
        expects="told privately|direct messages",
        state=state,
    )


@act(2)
@in_a_channel
async def changes_severity(life: Life, channel: Channel) -> None:
    """Somebody holds it to be worse, or less bad."""
    person, mark = await life.member(channel), life.mark()
    level = life.chance.choice(list(_LEVELS))
    await life.wants(
        person, f"severity {level} {mark}", channel, kind="severity_changed", mark=mark,
        expects="severity is", state=("severity", level),
    )  # fmt: skip


@act(2)
@in_a_channel
async def enters_a_phase(life: Life, channel: Channel) -> None:
    """It goes on, or back."""
    person, phase = await life.member(channel), life.chance.choice(_PHASES)
    await life.wants(
        person, f"phase {phase}", channel, kind="", mark="", expects="is in phase", state=("phase", phase)
    )


@act(2)
@in_a_channel
async def adds_a_task(life: Life, channel: Channel) -> None:
    """There is something to do."""
    person, mark = await life.member(channel), life.mark()
    await life.wants(
        person, f"task look into {mark}", channel, kind="task_added", mark=mark, expects="is added"
    )


@act(1)
@in_a_channel
async def finishes_a_task(life: Life, channel: Channel) -> None:
    """The first task is done."""
    person = await life.member(channel)
    await life.wants(person, "task done 1", channel, kind="", mark="", expects="is done")


@act(2)
@in_a_channel
async def tells_stakeholders(life: Life, channel: Channel) -> None:
    """Those outside hear how it stands."""
    person, mark = await life.member(channel), life.mark()
    await life.wants(
        person,
        f"update {mark} is under control",
        channel,
        kind="update_posted",
        mark=mark,
        expects="is posted",
    )


@act(1)
@in_a_channel
async def renames(life: Life, channel: Channel) -> None:
    """It gets another title."""
    person, mark = await life.member(channel), life.mark()
    await life.wants(
        person, f"title {mark} leaks", channel, kind="title_changed", mark=f"to “{mark}",
        expects="is called", state=("title", f"{mark} leaks"),
    )  # fmt: skip


@act(2)
@in_a_channel
async def answers_triage(life: Life, channel: Channel) -> None:
    """One tap on a triage question, whichever is shown."""
    person = await life.member(channel)
    shown = [m for m in person.sees(channel) if "triage:" in str(m.blocks) and m.app_id]
    for message in shown[-1:]:
        ids = [e["action_id"] for b in message.blocks for e in b.get("elements", []) if "action_id" in e]
        taps = [each for each in ids if each.startswith("answer_triage")]
        if taps:
            await person.clicks(message, life.chance.choice(taps))


@act(1)
@in_a_channel
async def takes_command(life: Life, channel: Channel) -> None:
    """Somebody presses the card's button, if it is there."""
    person = await life.member(channel)
    card = next((m for m in person.sees(channel) if "Take command" in person.reads(m)), None)
    if card is not None:
        await person.clicks(card, "Take command")


@act(1)
@in_a_channel
async def answers_facts(life: Life, channel: Channel) -> None:
    """Somebody takes the legal role and tells what decides about duties to notify, so that clocks start."""
    person, answer, mark = await life.member(channel), life.chance.choice(("yes", "unknown")), life.mark()
    await life.wants(
        person, f"role legal me {mark}", channel, kind="role_assigned", mark=mark,
        expects="told privately|direct messages", state=("role:legal", person.id),
    )  # fmt: skip
    command = f"facts personal_data_involved={answer} eu_data_subjects=yes"
    await life.wants(person, command, channel, kind="", mark="", expects="recorded")


@act(1)
@in_a_channel
async def files_a_notice(life: Life, channel: Channel) -> None:
    """A notice was filed, under a reference of the authority's."""
    mark, number = life.mark(), life.chance.randint(1, 3)
    legal = [w.state[1] for w in life.wishes if w.state and w.state[0] == "role:legal"]
    person = Person(life.ground.workspace, legal[-1]) if legal else await life.member(channel)
    command = f"deadline filed {number} {mark}"
    await life.wants(person, command, channel, kind="deadline_filed", mark=mark, expects=r"is filed")


@act(1)
@in_a_channel
async def ends_and_goes_on(life: Life, channel: Channel) -> None:
    """It is resolved, and perhaps closed or reopened: by its commander, if it has one."""
    person = await life.member(channel)
    words = life.chance.choice(("resolve", "close", "reopen"))
    mark = life.mark()
    kind, status = {
        "resolve": ("resolved", "resolved"), "close": ("closed", "closed"), "reopen": ("reopened", "open"),
    }[words]  # fmt: skip
    expects = {"resolve": r"is resolved\.$", "close": r"is closed\.$", "reopen": "is open again"}[words]
    await life.wants(
        person, f"{words} {mark}", channel, kind=kind, mark=mark, expects=expects, state=("status", status)
    )


@act(2)
async def waits(life: Life) -> None:
    """Time passes, and things fall due."""
    life.ground.controls.move(timedelta(minutes=life.chance.choice((2, 11, 31, 65))))
