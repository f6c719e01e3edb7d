"""Which scope lets an app do what to which kind of channel."""

from typing import Literal

from bot.sandbox.entities import Channel

Deed = Literal["read", "history", "manage", "topic", "invite", "open"]

PREFIXES = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}


def scopes_for(deed: Deed, kind: str) -> tuple[str, ...]:
    """The scopes any one of which suffices for a channel of this kind, Slack's favourite first."""
    prefix = PREFIXES[kind]
    if deed in ("read", "history"):
        return (f"{prefix}:{deed}",)
    first = "channels:manage" if prefix == "channels" else f"{prefix}:write"
    if deed == "topic":
        return (first, f"{prefix}:write.topic")
    if deed == "invite" and prefix in ("channels", "groups"):
        return (first, f"{prefix}:write.invites")
    if deed == "manage" and prefix == "channels":
        return (first, "channels:write")
    return (first,)


def scopes_for_channel(deed: Deed, channel: Channel) -> tuple[str, ...]:
    """The same for a certain channel."""
    return scopes_for(deed, channel.kind)


def every_scope(deed: Deed) -> tuple[str, ...]:
    """The scopes any one of which opens a method that works on channels of all kinds."""
    return tuple(scope for kind in PREFIXES for scope in scopes_for(deed, kind))
