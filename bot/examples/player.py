"""Plays a prepared story on a simulated workspace: people act at their times, and time moves on between.

For whoever puts up a workspace: `examples()` says which stories there are, `play()` plays one, to the end
or up to a point. The times are real ones; where the workspace's clock is past them, the whole story is
put off by whole days, so that it keeps its times of day.
"""

from typing import NamedTuple

from bot.examples.performance import Ground, Performance
from bot.examples.script import WHOLE, stories
from bot.sandbox.entities import Channel


class Outline(NamedTuple):
    """A story as it is offered; `points` is where one may stop, the last being the whole."""

    name: str
    title: str
    about: str
    points: tuple[str, ...]


def examples() -> list[Outline]:
    """Return the stories there are."""
    return [Outline(story.name, story.title, story.about, story.points) for story in stories().values()]


async def play(name: str, ground: Ground, *, up_to: str = WHOLE) -> Channel:
    """Play a story and return the channel of its incident.

    Raises:
        LookupError: there is no such story or point.
        Stumbled: a step could not be done.
    """
    story = stories().get(name)
    if story is None:
        raise LookupError(f"there is no example {name!r}, only {', '.join(stories())}")
    steps = story.up_to(up_to)
    performance = Performance(ground, story)
    await performance.gather()
    for step in steps:
        await performance.do(step)
    return performance.place("incident")
