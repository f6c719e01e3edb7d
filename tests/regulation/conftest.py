"""The catalogue that ships, read once, and a desk to work clocks out at."""

import pytest

from bot.catalogue.regulations import load_regulations
from bot.domain.regulation.regulations import Regulations
from tests.regulation.desk import Desk


@pytest.fixture(scope="session")
def regulations() -> Regulations:
    return load_regulations()


@pytest.fixture(scope="session")
def desk(regulations: Regulations) -> Desk:
    return Desk(regulations)
