"""Reads what the page sends along as files."""

import base64
import binascii
from typing import Any

MAX_FILE = 5 * 1024**2


class WrongAct(Exception):
    """The page sent something that cannot be meant; the message says what."""


def read_file(sent: Any) -> tuple[str, bytes]:
    """A file's name and its bytes.

    Raises:
        WrongAct: it is broken or too large.
    """
    try:
        content = base64.b64decode(sent["content"], validate=True)
    except (binascii.Error, ValueError):
        raise WrongAct("A file did not arrive whole.") from None
    if len(content) > MAX_FILE:
        raise WrongAct("The page takes files of up to 5 MB.")
    return str(sent["name"]), content
