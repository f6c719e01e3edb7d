"""A whole incident while everything fails, in the four lanes, by seeds that are printed.

    FIRE_RUNS=200 FIRE_SEED=1 pytest tests/fire -k whole_incident

runs as many seeds in each lane; a failing run is seen again with its seed and FIRE_RUNS=1. The plan of a seed
is the same each time; what the machine makes of it is not, so a rare failure may want a few runs.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fire.burning import burn, judge
from tests.fire.ground import on_ground
from tests.fire.plan import plan_of
from tests.nursery import Nursery
from tests.stage import Transport

SEED = int(os.environ.get("FIRE_SEED", "20230320"))
RUNS = int(os.environ.get("FIRE_RUNS", "1"))
LANES = [(transport, engine) for transport in ("http", "socket") for engine in ("sqlite", "postgresql")]
URLS = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}


@dataclass(frozen=True)
class Lane:
    """Over what deliveries come, and where the record is kept."""

    transport: Transport
    engine: str
    url: str


@pytest.fixture(params=LANES, ids=" on ".join)
def lane(request: pytest.FixtureRequest) -> Lane:
    transport, engine = request.param
    return Lane(transport, engine, request.getfixturevalue(URLS[engine]))


@pytest.mark.parametrize("seed", range(SEED, SEED + RUNS))
async def test_a_whole_incident_while_everything_fails(
    lane: Lane, seed: int, nursery: Nursery, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    plan = plan_of(seed, lane.transport, lane.engine)
    print(plan)  # noqa: T201 - shown when the run fails
    async with on_ground(lane.url, lane.transport, tmp_path, nursery) as ground:
        life = await burn(ground, plan)
        await judge(life, plan)
        record_property("kills", f"fire, seed {seed}, {lane.transport} on {lane.engine}: {ground.kills}")
