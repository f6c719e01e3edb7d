"""A conversation of any kind."""

from dataclasses import dataclass, field

from bot.sandbox.jsons import JsonObject
from bot.sandbox.message import Message


@dataclass(eq=False)
class Channel:
    """A public or private channel, a direct message or a group of them.

    `members` keeps the order of joining; `messages` is ordered by `ts` because stamps only grow.
    """

    id: str
    name: str
    created: int
    creator: str
    is_private: bool = False
    is_im: bool = False
    is_mpim: bool = False
    is_archived: bool = False
    is_general: bool = False
    is_ext_shared: bool = False
    read_only: bool = False
    members: dict[str, None] = field(default_factory=dict)
    topic: JsonObject = field(default_factory=lambda: {"value": "", "creator": "", "last_set": 0})
    purpose: JsonObject = field(default_factory=lambda: {"value": "", "creator": "", "last_set": 0})
    previous_names: list[str] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    ephemerals: dict[str, Message] = field(default_factory=dict)
    pins: list[JsonObject] = field(default_factory=list)
    bookmarks: list[JsonObject] = field(default_factory=list)
    last_read: dict[str, str] = field(default_factory=dict)
    open_for: set[str] = field(default_factory=set)
    last_us: int = 0

    @property
    def kind(self) -> str:
        """Slack's type word of conversations.list: public_channel, private_channel, im or mpim."""
        if self.is_im:
            return "im"
        if self.is_mpim:
            return "mpim"
        return "private_channel" if self.is_private else "public_channel"

    @property
    def channel_type(self) -> str:
        """The word events use: channel, group, im or mpim."""
        return {"public_channel": "channel", "private_channel": "group"}.get(self.kind, self.kind)

    @property
    def is_public(self) -> bool:
        """Whether everybody of the workspace can find it."""
        return self.kind == "public_channel"
