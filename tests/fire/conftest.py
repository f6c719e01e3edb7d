"""The nursery that all fires of a session share."""

from collections.abc import Iterator

import pytest

from tests.fire.nursery import Nursery


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Starts processes of the bot."""
    nursery = Nursery()
    yield nursery
    nursery.close()
