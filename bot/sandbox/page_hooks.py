"""What the page may ask of whoever put it up: to move time, to play an example, to begin anew."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Example:
    """A prepared story that can be played in the workspace, up to one of its `points`."""

    name: str
    title: str
    about: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class TourStep:
    """What the page shows in one step of the tour.

    Attributes:
        acts_as: the name of the person one is in it.
        point: the words on the control to press.
        type: what to write instead.
        sign: words in a message, or an `:emoji:` under one, which tell that it is done; without any, it is
            done once the front app has opened a channel.
    """

    title: str
    words: str
    acts_as: str
    point: str = ""
    type: str = ""
    sign: str = ""


@dataclass(frozen=True)
class GuidedTour:
    """A tour of some steps, numbered from 0.

    Attributes:
        begin: lets the others act as a step begins, and gives the id of the channel where to look.
        do: does what whoever takes the tour is asked to do.
    """

    steps: tuple[TourStep, ...]
    begin: Callable[[int], Awaitable[str]]
    do: Callable[[int], Awaitable[None]]


@dataclass(frozen=True)
class PageHooks:
    """Callbacks of the program around the workspace; what is missing is not offered on the page.

    Attributes:
        move: lets time pass; what falls due on the way happens.
        move_to_next: goes to the next moment at which an app will do something by itself, and gives how far
            that was; None when nothing waits.
        hasten: makes a second of the machine this many seconds of the workspace.
        speed: how many seconds that are now.
        examples: the stories there are.
        play: plays one of them by name up to a point, and gives the id of the channel where to look on.
        tour: the guided tour.
        reset: begins anew with an empty workspace.
        front_app: id of the app that is shown here: channels it opened stand on top, under `front_title`.
    """

    move: Callable[[timedelta], Awaitable[None]] | None = None
    move_to_next: Callable[[], Awaitable[timedelta | None]] | None = None
    hasten: Callable[[int], None] | None = None
    speed: Callable[[], int] = lambda: 1
    examples: Sequence[Example] = ()
    play: Callable[[str, str], Awaitable[str]] | None = None
    tour: GuidedTour | None = None
    reset: Callable[[], None] | None = None
    front_app: str = ""
    front_title: str = "Opened by apps"
