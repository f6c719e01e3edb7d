"""What a prepared story is: who does what when, read from a YAML file beside this module."""

import re
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

WHOLE = "whole"
"""The last point of every story: all of it."""

_ACTIONS = ("says", "runs", "clicks", "shortcut", "reacts", "edits", "deletes", "joins", "invites")
_MOMENT = re.compile(r"\{(\d{4}-\d\d-\d\d \d\d:\d\d)\}")


class Part(BaseModel):
    """A part of a written story or tour: frozen, and with nothing in it that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Step(Part):
    """One thing somebody does; exactly one of the actions is given.

    Attributes:
        at: when, in the story's zone; the same moment as the step before when it is left out.
        who: one of the cast, or another app's bot.
        place: the channel, `incident` for the one that was opened in this story.
        says: a message; `thread` and `message` name earlier ones, `name` is how later steps name this one.
        clicks: buttons, by their words or ids, each on the newest message that has it.
        shortcut: one from the menu of `message`.
        reacts: an emoji under `message`.
        edits: what `message` says from now on.
        deletes: the message that is taken back.
        joins: a channel that is entered.
        invites: one of the cast, or another app's bot.
        fills: what is put into the form that opens, which is then submitted.
        source: where it is publicly known from; nothing where the words are made up.
    """

    at: datetime | None = None
    who: str
    place: str = Field(default="incident", alias="in")
    source: str | None = None
    says: str | None = None
    runs: str | None = None
    clicks: tuple[str, ...] | None = None
    shortcut: str | None = None
    reacts: str | None = None
    edits: str | None = None
    deletes: str | None = None
    joins: str | None = None
    invites: str | None = None
    message: str | None = None
    thread: str | None = None
    name: str | None = None
    files: dict[str, str] = {}
    fills: dict[str, str | list[str]] = {}

    @field_validator("at", mode="before")
    @classmethod
    def _local(cls, value: Any) -> Any:
        return datetime.strptime(value, "%Y-%m-%d %H:%M") if isinstance(value, str) else value  # noqa: DTZ007

    @field_validator("clicks", mode="before")
    @classmethod
    def _several(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_action(self) -> "Step":
        given = [action for action in _ACTIONS if getattr(self, action) is not None]
        if len(given) != 1:
            raise ValueError(f"a step wants one of {', '.join(_ACTIONS)}; this one has {given}")
        return self

    @property
    def action(self) -> str:
        """What is done, by its word."""
        return next(action for action in _ACTIONS if getattr(self, action) is not None)


class Scene(Part):
    """Part of a story, up to a point at which it may stop."""

    point: str
    steps: tuple[Step, ...]


class Story(Part):
    """A whole story.

    Attributes:
        name: the file's name.
        about: what it shows, for whoever chooses one.
        note: what is known and what is made up.
        sources: where the known comes from, by the key that steps name.
        zone: in which the times are written, and in which everybody lives while it is played.
        people: the parts that people of the cast play.
    """

    name: str
    title: str
    about: str
    note: str
    sources: dict[str, str]
    zone: str
    people: dict[str, str]
    scenes: tuple[Scene, ...]

    @model_validator(mode="after")
    def _consistent(self) -> "Story":
        moments = [step.at for step in self.steps if step.at is not None]
        if moments != sorted(moments) or not self.steps or self.steps[0].at is None:
            raise ValueError("steps stand in the order of their times, and the first one has a time")
        strangers = {step.who for step in self.steps} - self.people.keys()
        unknown = {step.source for step in self.steps if step.source} - self.sources.keys()
        if strangers or unknown:
            raise ValueError(f"nobody knows {sorted(strangers | unknown)}")
        return self

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps of all scenes."""
        return tuple(step for scene in self.scenes for step in scene.steps)

    @property
    def begins(self) -> datetime:
        """When the first thing happens."""
        assert self.steps[0].at is not None  # noqa: S101 - seen to when it was read
        return self.instant(self.steps[0].at)

    @property
    def points(self) -> tuple[str, ...]:
        """Where one may stop: after each scene, the last being the whole."""
        return (*(scene.point for scene in self.scenes[:-1]), WHOLE)

    def up_to(self, point: str) -> tuple[Step, ...]:
        """The steps until a point.

        Raises:
            LookupError: there is no such point.
        """
        if point not in self.points:
            raise LookupError(f"{self.name} has no point {point!r}, only {', '.join(self.points)}")
        scenes = self.scenes[: self.points.index(point) + 1]
        return tuple(step for scene in scenes for step in scene.steps)

    def instant(self, local: datetime, days_later: int = 0) -> datetime:
        """The instant of a written time, so many days later than it really was."""
        return (local + timedelta(days=days_later)).replace(tzinfo=ZoneInfo(self.zone))

    def days_until(self, now: datetime) -> int:
        """By how many whole days the story has to be put off, so that it begins no earlier than `now`."""
        days = max(0, (now - self.begins).days)
        return days if self.instant(self.begins.replace(tzinfo=None), days) >= now else days + 1

    @staticmethod
    def dated(text: str, days_later: int) -> str:
        """A text with its `{2023-03-20 01:00}` moved by as many days."""

        def moved(match: re.Match[str]) -> str:
            written = datetime.strptime(match[1], "%Y-%m-%d %H:%M")  # noqa: DTZ007 - local to the story
            return f"{written + timedelta(days=days_later):%Y-%m-%d %H:%M}"

        return _MOMENT.sub(moved, text)


@cache
def stories() -> dict[str, Story]:
    """All stories there are, by name."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        found[path.stem] = Story.model_validate({"name": path.stem, **content})
    return found
