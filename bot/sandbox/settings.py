"""What can be set about a simulated workspace: plan, permissions, and how fast its real-time windows run."""

from dataclasses import dataclass
from typing import Literal

Plan = Literal["free", "paid"]


@dataclass
class Settings:
    """Switches of one workspace; every one may be changed while it runs.

    Attributes:
        plan: `free` has no user groups.
        rate_scale: 50.0 makes every rate window 50 times shorter; None turns rate limits off.
        apps_may_create_channels: False answers conversations.create with restricted_action.
        members_may_create_channels: False leaves creating channels to admins and owners.
        apps_may_archive_channels: False answers conversations.archive with restricted_action.
        file_share_delay: real seconds between completing an upload and its message.
        seed: makes the ids given while running repeatable; None takes fresh ones at each start.
    """

    plan: Plan = "paid"
    rate_scale: float | None = 1.0
    apps_may_create_channels: bool = True
    members_may_create_channels: bool = True
    apps_may_archive_channels: bool = True
    file_share_delay: float = 0.02
    team_name: str = "Acme AI"
    domain: str = "acme-ai"
    seed: int | None = None
