"""Counts an app's deliveries over the last hour: the ceiling, and the share of failures that disables."""

import time
from collections import deque
from collections.abc import Callable

from bot.sandbox.delivery_rules import DeliveryRules


class Traffic:
    """The last hour of one app's event deliveries, on real time."""

    def __init__(self, rules: DeliveryRules, now: Callable[[], float] = time.monotonic) -> None:
        self._rules = rules
        self._now = now
        self._events: deque[float] = deque()
        self._attempts: deque[tuple[float, bool]] = deque()
        self._failed = 0
        self._limited_minutes: set[int] = set()

    def admit(self) -> bool:
        """Count one more event; False once the hourly ceiling is reached."""
        now = self._now()
        while self._events and self._events[0] <= now - self._rules.window:
            self._events.popleft()
        if len(self._events) >= self._rules.hourly_ceiling:
            return False
        self._events.append(now)
        return True

    def first_limited_in(self, minute: int) -> bool:
        """Whether this is the first event refused in that minute, so that the app is to be told."""
        if minute in self._limited_minutes:
            return False
        self._limited_minutes.add(minute)
        return True

    def record(self, *, failed: bool) -> bool:
        """Count one attempt; True when so many failed that the subscriptions are to be switched off."""
        now = self._now()
        self._attempts.append((now, failed))
        self._failed += failed
        while self._attempts[0][0] <= now - self._rules.window:
            self._failed -= self._attempts.popleft()[1]
        total = len(self._attempts)
        return total >= self._rules.disable_from and self._failed / total > self._rules.disable_above

    def forget_failures(self) -> None:
        """Start counting attempts afresh, as after the subscriptions were switched on again."""
        self._attempts.clear()
        self._failed = 0
