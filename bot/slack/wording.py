"""The words of a message, wherever they stand: in its text, blocks or attachments, or forwarded in it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Json = Mapping[str, Any]

UNSHOWN = "This content can't be displayed."
"""What Slack puts in place of a text where an app gave none and only blocks say something."""

_LINES = frozenset({"rich_text_section", "rich_text_preformatted", "rich_text_quote"})
"""The parts of rich text whose elements stand in one run."""


def words_of(message: Json) -> str:
    """Return what people read in a message, by lines: a person's previews of links are no words of theirs."""
    text = str(message.get("text") or "")
    is_said = bool(text.strip()) and not (text == UNSHOWN and message.get("blocks"))
    parts = [text] if is_said else list(_block_words(message.get("blocks") or ()))
    attachments = message.get("attachments") or ()
    parts += _forwarded(attachments)
    if "bot_id" in message:
        parts += _attachment_words(attachments)
    elif is_said and len(parts) == 1:
        return text
    return "\n".join(dict.fromkeys(part for part in parts if part.strip()))


def _forwarded(attachments: Sequence[Json]) -> Iterator[str]:
    """What others said elsewhere, which somebody brought here; it is theirs, and named so."""
    for attachment in attachments:
        if not attachment.get("is_share"):
            continue
        author = attachment.get("author_id")
        by = f"<@{author}>" if author else str(attachment.get("author_name") or "elsewhere")
        said = str(attachment.get("text") or "") or "\n".join(
            _block_words(attachment.get("message_blocks") or ())
        )
        names = [str(file.get("name") or "a file") for file in attachment.get("files") or ()]
        if said.strip() or names:
            yield f"Forwarded from {by}: {' '.join([said, *names]).strip()}"


def _attachment_words(attachments: Sequence[Json]) -> Iterator[str]:
    for attachment in attachments:
        if attachment.get("from_url") or attachment.get("is_msg_unfurl") or attachment.get("is_share"):
            continue
        named = [str(attachment[key]) for key in ("pretext", "title", "text") if attachment.get(key)]
        fields = [f"{f.get('title', '')}: {f.get('value', '')}" for f in attachment.get("fields") or ()]
        blocks = list(_block_words(attachment.get("blocks") or ()))
        yield from named + fields + blocks or [str(attachment.get("fallback") or "")]


def _block_words(blocks: Any) -> Iterator[str]:
    """The texts found in blocks, in their order."""
    if isinstance(blocks, Mapping):
        if blocks.get("type") in _LINES and isinstance(blocks.get("elements"), Sequence):
            yield "".join(_inline(each) for each in blocks["elements"] if isinstance(each, Mapping))
            return
        text = blocks.get("text")
        if isinstance(text, str):
            yield text
        for value in blocks.values():
            if not isinstance(value, str):
                yield from _block_words(value)
    elif isinstance(blocks, Sequence) and not isinstance(blocks, str):
        for block in blocks:
            yield from _block_words(block)


def _inline(element: Json) -> str:
    """One element of rich text, written as Slack writes it in a message's text."""
    match element:
        case {"type": "user", "user_id": str(who)}:
            return f"<@{who}>"
        case {"type": "channel", "channel_id": str(where)}:
            return f"<#{where}>"
        case {"type": "broadcast", "range": str(whom)}:
            return f"<!{whom}>"
        case {"type": "emoji", "name": str(name)}:
            return f":{name}:"
        case {"type": "link", "url": str(url)}:
            text = element.get("text")
            return f"<{url}|{text}>" if isinstance(text, str) and text else f"<{url}>"
        case {"text": str(text)} | {"fallback": str(text)}:
            return text
    return ""
