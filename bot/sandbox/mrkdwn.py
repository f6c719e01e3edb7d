"""Reads Slack's markup the way a person sees it, and writes what a person types as Slack stores it."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo

Names = Callable[[str], str | None]
"""Gives the display name of a user or channel id, or None."""

_REFERENCE = re.compile(r"<([^<>]+)>")
_CODE = re.compile(r"```(.+?)```|`([^`\n]+)`", re.DOTALL)
_MARKS = re.compile(r"(?<![\w*_~])([*_~])(?=\S)([^\n]*?\S)\1(?![\w*_~])")
_DATE_TOKEN = re.compile(r"\{(\w+)\}")
_TYPED = re.compile(r"https?://[^\s<>]+|(?<!\w)@[\w.\-]*\w|(?<!\w)#[\w\-]*\w", re.UNICODE)


def escape(text: str) -> str:
    """The three characters Slack reserves, as it stores them when a person types them."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The reverse of `escape`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def no_names(_: str) -> str | None:
    """Knows nobody: ids are shown as they are."""
    return None


def plain(text: str, names: Names = no_names, zone: tzinfo = UTC) -> str:
    """What a person reads: mentions by name, links by their words, dates in their zone, no marks."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match.group(1) or match.group(2))
        return f"\0{len(kept) - 1}\0"

    text = _CODE.sub(keep, text)
    text = _REFERENCE.sub(lambda match: _reference(match.group(1), names, zone), text)
    previous = None
    while previous != text:
        previous, text = text, _MARKS.sub(r"\2", text)
    text = re.sub(r"\0(\d+)\0", lambda match: kept[int(match.group(1))], text)
    return unescape(text)


def _reference(inner: str, names: Names, zone: tzinfo) -> str:
    target, _, label = inner.partition("|")
    kind, rest = target[:1], target[1:]
    if kind == "@":
        return "@" + (names(rest) or label or rest)
    if kind == "#":
        return "#" + (names(rest) or label or rest)
    if target.startswith("!date^"):
        return date_text(target, label, zone)
    if target.startswith("!subteam^"):
        return label or "@" + (names(target.removeprefix("!subteam^")) or target.removeprefix("!subteam^"))
    if kind == "!":
        return label or f"@{rest}"
    return label or target.removeprefix("mailto:")


def date_text(target: str, fallback: str, zone: tzinfo) -> str:
    """`!date^timestamp^format^link` in a zone; the fallback when it cannot be read."""
    parts = target.split("^")
    if len(parts) < 3 or not parts[1].isdigit():
        return fallback
    at = datetime.fromtimestamp(int(parts[1]), UTC).astimezone(zone)
    return _DATE_TOKEN.sub(lambda match: _date_token(match.group(1), at) or match.group(0), parts[2])


def _date_token(token: str, at: datetime) -> str | None:
    long_date = f"{at:%B} {_ordinal(at.day)}, {at.year}"
    forms = {
        "date_num": f"{at:%Y-%m-%d}",
        "date": long_date,
        "date_long": f"{at:%A}, {long_date}",
        "date_short": f"{at:%b} {at.day}, {at.year}",
        "date_slash": f"{at:%m/%d/%Y}",
        "time": f"{at:%H:%M}",
        "time_secs": f"{at:%H:%M:%S}",
        "ago": f"{at:%Y-%m-%d %H:%M}",
        "day_divider_pretty": long_date,
    }
    return forms.get(token.removesuffix("_pretty"), forms.get(token))


def _ordinal(day: int) -> str:
    suffix = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{suffix}"


def typed(text: str, mentions: Mapping[str, str]) -> str:
    """What a person typed as Slack stores it: reserved characters escaped, names and addresses as references.

    `mentions` maps what may be typed (`@alice`, `#general`, `@here`) to its reference (`<@U1|alice>`).
    """
    pieces: list[str] = []
    position = 0
    for match in _TYPED.finditer(text):
        reference, length = _written(match.group(0), mentions)
        if reference is None:
            continue
        pieces += [escape(text[position : match.start()]), reference]
        position = match.start() + length
    return "".join(pieces) + escape(text[position:])


def _written(word: str, mentions: Mapping[str, str]) -> tuple[str | None, int]:
    if word.startswith("http"):
        address = word.rstrip(".,;:!?)'\"")
        return f"<{escape(address)}>", len(address)
    for candidate in (word, word.rstrip(".-")):
        if candidate in mentions:
            return mentions[candidate], len(candidate)
    return None, 0
