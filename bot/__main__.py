"""`python -m bot`, the same program as `incident-bot`."""

import sys

from bot.cli import run


def main() -> None:
    """Run the program and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
