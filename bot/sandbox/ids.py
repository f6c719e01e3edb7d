"""Ids, stamps and secrets that look as Slack's do."""

import hashlib
import random
import string
from datetime import datetime

ALPHABET = string.ascii_uppercase + string.digits
WORD = string.ascii_letters + string.digits


def stamp(microseconds: int) -> str:
    """A message stamp: seconds, a dot, six digits."""
    return f"{microseconds // 1_000_000}.{microseconds % 1_000_000:06d}"


def microseconds(at: datetime) -> int:
    """The instant as whole microseconds since the epoch, without the rounding of floats."""
    return int(at.timestamp()) * 1_000_000 + at.microsecond


def fixed(prefix: str, name: str) -> str:
    """An id that is the same at every start: for what a workspace is populated with."""
    number = int.from_bytes(hashlib.sha256(f"{prefix}:{name}".encode()).digest()[:8])
    letters = []
    for _ in range(9):
        number, at = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[at])
    return f"{prefix}0{''.join(letters)}"


class Ids:
    """Fresh ids; repeatable when seeded."""

    def __init__(self, seed: int | None) -> None:
        self.random = random.Random(seed)  # noqa: S311 - ids of a simulation, not secrets

    def fresh(self, prefix: str) -> str:
        """An id like C0AB12CD34E."""
        return f"{prefix}0{''.join(self.random.choices(ALPHABET, k=9))}"

    def word(self, length: int) -> str:
        """Letters and digits, for block ids, tokens and the like."""
        return "".join(self.random.choices(WORD, k=length))

    def hexadecimal(self, length: int) -> str:
        """Hexadecimal digits, for signing secrets."""
        return "".join(self.random.choices("0123456789abcdef", k=length))

    def client_msg_id(self) -> str:
        """A UUID as Slack's clients give to each message a person sends."""
        h = self.hexadecimal(32)
        return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"
