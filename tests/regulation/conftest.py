"""The catalogue that ships, read once."""

import pytest
from hypothesis import settings

from bot.catalogue.regulations import load_regulations
from bot.domain.regulation.regulations import Regulations

# A busy machine is no fault of an example.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def regulations() -> Regulations:
    return load_regulations()
