"""What `incident-bot export` and `incident-bot verify` tell of a stage's incidents."""

import io
import json
from typing import Any

from pydantic import SecretStr

from bot.commands import export, verify
from bot.config import Settings
from tests.stage import Stage


async def exported(stage: Stage, reference: str = "INC-1", form: str = "json") -> str:
    """What the program writes for an incident."""
    out, errors = io.StringIO(), io.StringIO()
    assert await export.export(_settings(stage), reference, form, out, errors, clock=stage.clock) == 0, (
        errors.getvalue()
    )
    return out.getvalue()


async def told(stage: Stage, number: int = 1) -> dict[str, Any]:
    """The json form, read."""
    read: dict[str, Any] = json.loads(await exported(stage, f"INC-{number}"))
    return read


async def verified(stage: Stage, head: str, reference: str = "INC-1") -> None:
    """The chain is whole, up to a hash that was noted."""
    out = io.StringIO()
    assert await verify.verify(_settings(stage), reference, head, out) == 0, out.getvalue()


def _settings(stage: Stage) -> Settings:
    return Settings(_env_file=None, database_url=SecretStr(stage.database_url))  # type: ignore[call-arg]
