"""What shall happen in a run, drawn from a seed: troubles, acts, kills. The same seed draws the same plan."""

import random
from dataclasses import dataclass

from tests.fire.acts_by_command import ACTS
from tests.fire.troubles_of_databases import possible
from tests.killing.test_kills import POINTS

ROUNDS, ACTS_A_ROUND = 4, 10


@dataclass(frozen=True)
class Round:
    """A stretch of the life.

    Attributes:
        troubles: what goes wrong during it.
        acts: what is done, each group at once.
        kill_after: seconds after which a copy is killed (or all of them); None where none is.
        point: where the process that this round begins with dies by itself, if it comes there.
    """

    troubles: tuple[str, ...]
    acts: tuple[tuple[str, ...], ...]
    kill_after: float | None
    point: str

    def __str__(self) -> str:
        trouble = " and ".join(self.troubles) or "nothing"
        died = f"; killed after {self.kill_after:.2f} s" if self.kill_after is not None else ""
        dies = f"; dies at {self.point}" if self.point else ""
        return f"wrong: {trouble}{dies}; {', '.join('+'.join(group) for group in self.acts)}{died}"


@dataclass(frozen=True)
class Plan:
    """A whole run, by its seed."""

    seed: int
    transport: str
    engine: str
    rounds: tuple[Round, ...]
    copies: int = 1

    def __str__(self) -> str:
        lines = [f"seed {self.seed}, {self.transport} on {self.engine}, copies: {self.copies}"]
        return "\n".join([*lines, *(f"  {number}. {each}" for number, each in enumerate(self.rounds, 1))])


def plan_of(seed: int, transport: str, engine: str, *, copies: int = 1) -> Plan:
    """Draw a plan."""
    chance = random.Random(f"{seed} {transport} {engine} {copies}")
    rounds = tuple(_round(chance, possible(transport, engine)) for _ in range(ROUNDS))
    return Plan(seed, transport, engine, rounds, copies)


def chance_of(seed: int) -> random.Random:
    """Return what decides within a life."""
    return random.Random(f"life {seed}")


def _round(chance: random.Random, troubles: list[str]) -> Round:
    names, weights = list(ACTS), [weight for _, weight in ACTS.values()]
    acts: list[tuple[str, ...]] = []
    while sum(map(len, acts)) < ACTS_A_ROUND:
        acts.append(tuple(chance.choices(names, weights, k=chance.choice((1, 1, 2, 3)))))
    wrong = tuple(chance.sample(troubles, chance.choice((0, 1, 2, 2, 3))))
    kill_after = chance.uniform(0.05, 2.0) if chance.random() < 0.6 else None
    point = "{} {}".format(*chance.choice(POINTS)) if chance.random() < 0.25 else ""
    return Round(wrong, tuple(acts), kill_after, point)
