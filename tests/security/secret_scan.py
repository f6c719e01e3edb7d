"""Finds what looks like a live secret in lines of text: tokens of Slack and others, and private keys."""

import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SHAPES = {
    "a Slack token": r"\bxox[abeoprs]-\d{8,}-\d{8,}-(?:\d{8,}-)?[0-9A-Za-z]{20,}",
    "a Slack token that is renewed": r"\bxoxe(?:\.xox[bp])?-\d-[0-9A-Za-z]{40,}",
    "a Slack app-level token": r"\bxapp-\d-A[0-9A-Z]{8,}-\d{8,}-[0-9a-f]{32,}",
    "an incoming webhook of Slack": r"hooks\.slack\.com/\w+/T[0-9A-Z]{8,}/B?[0-9A-Z]{8,}/\w{16,}",
    "a signing secret": r"SIGNING_SECRET['\"]?\s*[:=]\s*['\"]?[0-9a-f]{32}\b",
    "a private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----",
    "a key of AWS": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a token of GitHub": r"\b(?:gh[oprsu]_[0-9A-Za-z]{36}|github_pat_\w{60,})",
    "a token of PyPI": r"\bpypi-AgE[\w-]{50,}",
    "a key of a model's vendor": r"\bsk-(?:ant-|proj-)?[0-9A-Za-z_-]{40,}",
    "a password in an address": (
        r"\b(?:postgres(?:ql)?(?:\+\w+)?|https?)://[^\s:/@'\"{}<>]+:[^\s:/@'\"{}<>]{16,}@(?!127\.|localhost)"
    ),
}
_ANY = re.compile("|".join(f"({shape})" for shape in SHAPES.values()))


@dataclass(frozen=True)
class Found:
    """Where something stands that looks like a secret; never the secret itself."""

    where: str
    what: str


def secrets_in(lines: Iterable[tuple[str, str]]) -> Iterator[Found]:
    """Look at lines, each with the words for where it stands."""
    names = list(SHAPES)
    for where, line in lines:
        for match in _ANY.finditer(line):
            yield Found(where, names[(match.lastindex or 1) - 1])


def tracked(root: Path) -> Iterator[tuple[str, str]]:
    """Every line of every text file that git keeps of a checkout."""
    for name in _git(root, "ls-files", "-z").split("\0"):
        path = root / name
        if name and path.is_file():
            for number, line in enumerate(_text(path).splitlines(), 1):
                yield f"{name}:{number}", line


def history(root: Path) -> Iterator[tuple[str, str]]:
    """Every line that was ever added, also those that were taken away again."""
    commit = ""
    for line in _git(root, "log", "-p", "--all", "--no-color", "-U0", "--format=commit %h").splitlines():
        if line.startswith("commit "):
            commit = line
        elif line.startswith("+"):
            yield commit, line


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, timeout=120, check=True)
    return done.stdout.decode("utf-8", "replace")


def _text(path: Path) -> str:
    raw = path.read_bytes()
    return "" if b"\0" in raw[:8000] else raw.decode("utf-8", "replace")
