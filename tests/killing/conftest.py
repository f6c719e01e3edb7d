"""Sets grounds in a folder of the test's own."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.killing.ground import Ground, Grounds, on_ground
from tests.nursery import Nursery
from tests.stage import AMPLE, REAL, Transport


@pytest.fixture
def grounds(tmp_path: Path, nursery: Nursery) -> Grounds:
    """Sets a ground whose processes the session's nursery starts."""

    def ground(url: str, transport: Transport) -> AbstractAsyncContextManager[Ground]:
        patience = AMPLE if transport == "http" else REAL
        return on_ground(url, transport, tmp_path, nursery, patience=patience)

    return ground
