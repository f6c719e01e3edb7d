"""Turns mrkdwn into the rich_text block that Slack's clients attach to what a person types."""

import re

from bot.sandbox.entities import JsonObject

_TOKEN = re.compile(
    r"<(?P<reference>[^<>\n]+)>|`(?P<code>[^`\n]+)`|:(?P<emoji>[a-z0-9_+\-]+(?:::skin-tone-\d)?):"
    r"|(?<![\w*])\*(?P<bold>[^*\n]+)\*(?![\w*])|(?<![\w_])_(?P<italic>[^_\n]+)_(?![\w_])"
    r"|(?<![\w~])~(?P<strike>[^~\n]+)~(?![\w~])"
)


def rich_text_block(text: str, block_id: str) -> JsonObject:
    """The block for one typed message."""
    parts: list[JsonObject] = []
    for at, piece in enumerate(re.split(r"```", text)):
        if at % 2:
            elements = [{"type": "text", "text": _unescaped(piece.strip("\n"))}]
            parts.append({"type": "rich_text_preformatted", "elements": elements, "border": 0})
        elif piece.strip("\n"):
            parts += _lines(piece.strip("\n") if at else piece)
    return {"type": "rich_text", "block_id": block_id, "elements": parts}


def _lines(text: str) -> list[JsonObject]:
    """Sections, quotes (`&gt; `) and bullet lists (`• `), each run of like lines as one."""
    runs: list[tuple[str, list[str]]] = []
    for line in text.split("\n"):
        kind, words = "section", line
        if line.startswith("&gt;"):
            kind, words = "quote", line.removeprefix("&gt;").removeprefix(" ")
        elif line.startswith("• "):
            kind, words = "list", line[2:]
        if runs and runs[-1][0] == kind:
            runs[-1][1].append(words)
        else:
            runs.append((kind, [words]))
    return [_run(kind, lines) for kind, lines in runs]


def _run(kind: str, lines: list[str]) -> JsonObject:
    if kind == "list":
        items = [{"type": "rich_text_section", "elements": _inline(line)} for line in lines]
        return {"type": "rich_text_list", "elements": items, "style": "bullet", "indent": 0, "border": 0}
    return {"type": f"rich_text_{kind}", "elements": _inline("\n".join(lines))}


def _inline(text: str, style: JsonObject | None = None) -> list[JsonObject]:
    elements: list[JsonObject] = []
    position = 0
    for match in _TOKEN.finditer(text):
        _add_text(elements, text[position : match.start()], style)
        position = match.end()
        kind = match.lastgroup or ""
        inner = match.group(kind)
        if kind == "reference":
            elements.append(_styled(_reference(inner), style))
        elif kind == "emoji":
            elements.append({"type": "emoji", "name": inner})
        elif kind == "code":
            _add_text(elements, inner, {**(style or {}), "code": True})
        else:
            elements += _inline(inner, {**(style or {}), kind: True})
    _add_text(elements, text[position:], style)
    return elements


def _add_text(elements: list[JsonObject], text: str, style: JsonObject | None) -> None:
    if text:
        elements.append(_styled({"type": "text", "text": _unescaped(text)}, style))


def _styled(element: JsonObject, style: JsonObject | None) -> JsonObject:
    return {**element, "style": style} if style else element


def _reference(inner: str) -> JsonObject:
    target, _, label = inner.partition("|")
    if target.startswith("@"):
        return {"type": "user", "user_id": target[1:]}
    if target.startswith("#"):
        return {"type": "channel", "channel_id": target[1:]}
    if target.startswith("!subteam^"):
        return {"type": "usergroup", "usergroup_id": target.removeprefix("!subteam^")}
    if target in ("!here", "!channel", "!everyone"):
        return {"type": "broadcast", "range": target[1:]}
    link: JsonObject = {"type": "link", "url": _unescaped(target)}
    return {**link, "text": _unescaped(label)} if label else link


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
