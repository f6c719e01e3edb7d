"""Puts people's words into Slack's markup without letting them become markup, and reads Slack's back."""

import re

from bot.domain.graphemes import is_break, units

_ELLIPSIS = "…"
_WORD_JOINER = "\u2060"
_CROWD = re.compile(r"@(?=(?:here|channel|everyone)\b)", re.IGNORECASE)
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Invisible signs that turn the direction of what follows, ours included."""
_FENCE = re.compile("`{3,}")
_FORMATTED = re.compile(
    r"(?<![\w*_~`])(?P<marker>[*_~`])(?=\S)(?:[^*_~`]|(?<=\w)[*_~`](?=\w))+(?<=\S)(?P=marker)(?![\w*_~`])"
)
_MARKER = re.compile(r"(?<!\w)[*_~`]|[*_~`](?!\w)")
"""What can begin or end formatting; between two letters (data_drift, 3*4) it cannot."""
_LOOK_ALIKES = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}
_SCHEME = re.compile(r"^(?:https?://|mailto:|tel:)")
_BRACKETED = re.compile(r"<(?P<sign>[@#!]?)(?P<target>[^<>|\s][^<>|]*)(?:\|(?P<label>[^<>]*))?>")


def clip(text: str, limit: int) -> str:
    """The text in at most `limit` characters, with an ellipsis when something was left out.

    Cut between words; inside one only when a single word is longer than all the room there is, and never
    inside an accent, an emoji, an escaped character or a link.
    """
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    return text[: _fitting(text, limit - len(_ELLIPSIS))].rstrip() + _ELLIPSIS


def split(text: str, limit: int) -> tuple[str, str]:
    """The beginning of a text in at most `limit` characters, and the rest; cut where `clip` cuts.

    Between lines where there are several; at least one sign is always taken.
    """
    if len(text) <= limit:
        return text, ""
    line = text.rfind("\n", 1, limit)
    end = line if line > 0 else _fitting(text, limit) or len(next(units(text)))
    return text[:end], text[end:].lstrip("\n")


def _fitting(text: str, limit: int) -> int:
    """How many characters of a text that is longer fit, to the end of a word if it can be."""
    whole = length = 0
    before = ""
    for unit in units(text):
        if before and is_break(before, unit):
            whole = length
        if length + len(unit) > limit:
            break
        before = unit
        length += len(unit)
    return whole or length


def escape_mrkdwn(text: str) -> str:
    """Escape the three characters that start Slack's markup; nothing else of the text changes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def inert(text: str) -> str:
    """A person's plain text, safe inside a sentence of ours: calls nobody and leaves no formatting open.

    Links and mentions are escaped, `@channel` and its like no longer call, and a `*`, `_`, `~` or backtick
    without its fellow is swapped for its look-alike, so that what follows keeps its own shape. A block of
    code becomes code within the line.
    """
    quiet = _CROWD.sub(f"@{_WORD_JOINER}", escape_mrkdwn(_FENCE.sub("`", unturned(text))))
    return "\n".join(_close_formatting(line) for line in quiet.split("\n"))


def quoted(text: str, limit: int = 40) -> str:
    """What somebody typed, as code within a sentence: as far as it fits, with nothing that would end it."""
    words = " ".join(plain(unturned(text)).replace("`", "'").split())
    return f"`{clip(escape_mrkdwn(words), limit)}`"


def unturned(text: str) -> str:
    """The text without the invisible signs by which it could turn around what stands after it."""
    return _TURNS.sub("", text)


def _close_formatting(line: str) -> str:
    """Keep only formatting that begins and ends in this line, and holds no other."""
    parts: list[str] = []
    end = 0
    for span in _FORMATTED.finditer(line):
        parts += [_swapped(line[end : span.start()]), span[0]]
        end = span.end()
    return "".join([*parts, _swapped(line[end:])])


def _swapped(text: str) -> str:
    return _MARKER.sub(lambda marker: _LOOK_ALIKES[marker[0]], text)


def plain(text: str, *, addresses: bool = True) -> str:
    """What a reader sees of a text that came from Slack: names for mentions, labels for links.

    With `addresses` a labelled link keeps where it leads, in brackets.
    """

    def shown(match: re.Match[str]) -> str:
        if match["sign"]:
            return _named(match["sign"], match["target"], match["label"] or "")
        label, target = match["label"], match["target"]
        if not label:
            return target
        if label in (target, _SCHEME.sub("", target)):
            return label
        return f"{label} ({target})" if addresses else label

    seen = _BRACKETED.sub(shown, text)
    return seen.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _named(sign: str, target: str, label: str) -> str:
    """A person, a channel, a crowd or a date as it is read."""
    if sign in ("@", "#"):
        return f"{sign}{(label or target).lstrip('@#')}"
    if target.startswith("date^"):
        return label or target
    return label or f"@{target.partition('^')[0]}"
