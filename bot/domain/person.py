"""What the bot learnt about a person of the workspace, kept so that it need not ask Slack each time."""

import re
from collections.abc import Iterable

from bot.domain.actor import Actor
from bot.domain.value import Instant, Value


class Person(Value):
    """One member of the workspace, or a guest or bot in it, as Slack described them at `fetched_at`.

    Attributes:
        name: how people see them named.
        handle: the short name that people type after an @; unique on the workspace, and seldom shown.
    """

    user_id: str
    name: str
    handle: str = ""
    zone: str = "UTC"
    is_bot: bool = False
    is_guest: bool = False
    deleted: bool = False
    fetched_at: Instant

    @property
    def may_hold_a_role(self) -> bool:
        """Whether it is a person of the organisation who is still there."""
        return not (self.is_bot or self.is_guest or self.deleted)

    def as_actor(self) -> Actor:
        """The person as somebody who acts."""
        return Actor(user_id=self.user_id, zone=self.zone, is_guest=self.is_guest)


def called(name: str, people: Iterable[Person]) -> tuple[Person, ...]:
    """Return those whom a typed `@name` may mean: by handle if anybody has it, else by whole name, else by
    any word of it.
    """
    wanted, everybody = _normal(name), tuple(people)
    for names in (_handle, _whole, _words):
        found = tuple(person for person in everybody if wanted in names(person))
        if found:
            return found
    return ()


def _handle(person: Person) -> tuple[str, ...]:
    return (_normal(person.handle),)


def _whole(person: Person) -> tuple[str, ...]:
    return (_normal(person.name),)


def _words(person: Person) -> tuple[str, ...]:
    return tuple(word.casefold() for word in re.findall(r"\w+", person.name))


def _normal(name: str) -> str:
    return re.sub(r"[\s._-]+", "", name).casefold()
