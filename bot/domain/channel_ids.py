"""The ids of channels: Slack can give a channel another one, and what was said under any was said in it."""

from collections.abc import Collection, Iterable, Mapping

from bot.domain.value import Value

Pair = tuple[str, str]
"""A channel and the ts of a message in it."""


class ChannelIds(Value):
    """Which of some channels have had several ids.

    Attributes:
        several: for each id of such a channel, all that it has had.
    """

    several: Mapping[str, frozenset[str]] = {}

    @classmethod
    def made_of(cls, channels: Iterable[Collection[str]]) -> "ChannelIds":
        """Know these channels, each by its ids."""
        return cls(several={one: frozenset(channel) for channel in channels for one in channel})

    def of(self, channel_id: str) -> frozenset[str]:
        """Return all ids of a channel, by any of them."""
        return self.several.get(channel_id) or frozenset([channel_id])

    def pair(self, pair: Pair) -> Pair:
        """Return what stands for a message by whichever of its channel's ids it is named."""
        return (min(self.several[pair[0]]), pair[1]) if pair[0] in self.several else pair

    def spread(self, pairs: Collection[Pair]) -> set[Pair]:
        """Return every way in which these messages may be named."""
        return {(channel_id, ts) for named, ts in pairs for channel_id in self.of(named)}
