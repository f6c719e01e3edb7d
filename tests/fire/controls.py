"""What a test turns in a process that runs: its clock, and whether its disk is full.

A few bytes of a file that both have mapped, so that turning takes effect at once and no call is needed.
"""

import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

_FORM = struct.Struct("<d?")


class Controls:
    """One set of knobs, in a file; every copy of the bot on one ground reads the same."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.exists():
            path.write_bytes(_FORM.pack(0.0, False))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), _FORM.size)

    def clock(self) -> datetime:
        """The present instant of workspace and bot: the machine's, moved on."""
        return datetime.now(UTC) + timedelta(seconds=self._read()[0])

    def move(self, by: timedelta) -> None:
        """Let time pass at once."""
        ahead, full = self._read()
        self._map[:] = _FORM.pack(ahead + by.total_seconds(), full)

    @property
    def disk_is_full(self) -> bool:
        """Whether a SQLite file cannot grow any more."""
        return self._read()[1]

    @disk_is_full.setter
    def disk_is_full(self, full: bool) -> None:
        self._map[:] = _FORM.pack(self._read()[0], full)

    def _read(self) -> tuple[float, bool]:
        ahead, full = _FORM.unpack(self._map[:])
        return float(ahead), bool(full)
