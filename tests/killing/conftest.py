"""Sets grounds in a folder of the test's own."""

from functools import partial
from pathlib import Path

import pytest

from tests.killing.ground import Grounds, on_ground
from tests.nursery import Nursery


@pytest.fixture
def grounds(tmp_path: Path, nursery: Nursery) -> Grounds:
    """Sets a ground whose processes the session's nursery starts."""
    return partial(on_ground, folder=tmp_path, nursery=nursery)
