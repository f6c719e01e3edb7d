"""Slack's rate limits on real time: by method tier, and about one message a second for each channel.

The numbers, exact here where Slack leaves them vague:
- A method of a tier answers as many calls as its tier says (20, 50, 100) in a window of 60 s that opens with
  the first of them, all at once if one likes; the next gets 429 with the seconds until the window ends.
- Methods outside the tiers (auth.test, chat.getPermalink, …) answer 600 calls a window.
- Posting (chat.postMessage) has a bucket of 5 messages a channel, refilled by one a second, and 300 messages
  a window over all channels.
`rate_scale` divides every one of these times; Retry-After is whole seconds, at least one.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.settings import Settings

WINDOW = 60.0
SPECIAL = 600
POSTS_PER_WINDOW = 300
BURST = 5
REFILL = 1.0


class RateLimited(Exception):
    """Too many calls; `retry_after` is for the header."""

    def __init__(self, seconds: float) -> None:
        self.retry_after = max(1, math.ceil(seconds))
        super().__init__(f"ratelimited for {self.retry_after} s")


@dataclass
class _Window:
    opened: float
    count: int = 0


@dataclass
class _Bucket:
    filled: float
    at: float


class RateLimits:
    """Counts calls of each app."""

    def __init__(self, settings: Settings, now: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._now = now
        self._windows: dict[tuple[str, str], _Window] = {}
        self._buckets: dict[tuple[str, str], _Bucket] = {}

    def count_call(self, app_id: str, method: str, tier: int | None) -> None:
        """One more call of a method; raises RateLimited when the window is full."""
        self._count(app_id, method, tier or SPECIAL)

    def count_post(self, app_id: str, channel_id: str) -> None:
        """One more message for a channel; raises RateLimited when they come too fast."""
        scale = self._settings.rate_scale
        if scale is None:
            return
        now = self._now()
        bucket = self._buckets.setdefault((app_id, channel_id), _Bucket(BURST, now))
        bucket.filled = min(BURST, bucket.filled + (now - bucket.at) * REFILL * scale)
        bucket.at = now
        if bucket.filled < 1:
            raise RateLimited((1 - bucket.filled) / (REFILL * scale))
        self._count(app_id, "messages", POSTS_PER_WINDOW)
        bucket.filled -= 1

    def _count(self, app_id: str, what: str, limit: int) -> None:
        scale = self._settings.rate_scale
        if scale is None:
            return
        now, length = self._now(), WINDOW / scale
        window = self._windows.get((app_id, what))
        if window is None or now >= window.opened + length:
            window = self._windows[app_id, what] = _Window(now)
        if window.count >= limit:
            raise RateLimited(window.opened + length - now)
        window.count += 1
