"""What a command says when it did not do what was asked: one line, and its exit code."""

import sys

DONE, FAILED, WRONG_USE = 0, 1, 2


def say(words: str, code: int) -> int:
    """Write one line on standard error; return the exit code."""
    line = " ".join(words.split())
    sys.stderr.write(f"incident-bot: {line}\n")
    return code
