"""What people do in an incident, one act each; a later feature adds its own with `@act`."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.sandbox.entities import Channel
from tests.fire.life import Life, Said

Act = Callable[[Life], Awaitable[None]]
ACTS: dict[str, tuple[Act, int]] = {}

LEVELS = ("critical", "high", "medium", "low")


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
    mark, level = life.mark(), life.chance.choice(LEVELS)
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


@act(2)
async def waits(life: Life) -> None:
    """Time passes, and things fall due."""
    life.ground.controls.move(timedelta(minutes=life.chance.choice((2, 11, 31, 65))))
