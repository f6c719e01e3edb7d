"""Runs `serve` as the program does, with leases so short that a killed copy's work moves over within a test.

python -m tests.guarantees.copy_of_serve [full-disk]
"""

import resource
import sys

import bot.services.carriers.redrawing
from bot.cli import run
from bot.services.courier import Courier

LEASE_SECONDS = 1.0
FULL_DISK = "full-disk"
"""The word with which no file of this process can grow, until somebody lifts its limit."""


def main() -> None:
    """Serve."""
    defaults = Courier.__init__.__kwdefaults__
    assert defaults is not None
    defaults["lease_seconds"] = LEASE_SECONDS
    bot.services.carriers.redrawing.OVER_AFTER = 0.2
    if FULL_DISK in sys.argv:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    sys.exit(run(["serve"]))


if __name__ == "__main__":
    main()
