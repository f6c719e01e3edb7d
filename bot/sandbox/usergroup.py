"""A mentionable group of people."""

from dataclasses import dataclass, field


@dataclass(eq=False)
class UserGroup:
    """A mentionable group (`<!subteam^S…>`); only paid plans have them."""

    id: str
    handle: str
    name: str
    description: str = ""
    users: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    disabled: bool = False
    created: int = 0
    updated: int = 0
    created_by: str = ""
