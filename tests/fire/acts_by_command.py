"""What people do in an incident by command and button; a later feature adds its own with `@act`."""

from bot.sandbox.entities import Channel
from bot.sandbox.people import Person
from tests.fire.acts import ACTS, LEVELS, act, in_a_channel
from tests.fire.life import Life

__all__ = ["ACTS"]

_PHASES = ("triage", "containment", "investigation", "remediation", "recovery")


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
    level = life.chance.choice(LEVELS)
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
