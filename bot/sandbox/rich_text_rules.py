"""What a rich_text block may hold."""

from bot.sandbox.block_rules import Check, anything, boolean, by_type, listing, number, one_of, string, thing

_MARKS = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
_STYLE = thing(
    {},
    dict.fromkeys(_MARKS, boolean),
)


def _inline(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    return thing({"type": anything, **required}, {"style": _STYLE, **(optional or {})})


_INLINE = by_type(
    {
        "text": _inline({"text": string(1)}),
        "link": _inline({"url": string(1)}, {"text": string(), "unsafe": boolean}),
        "user": _inline({"user_id": string(1)}),
        "usergroup": _inline({"usergroup_id": string(1)}),
        "channel": _inline({"channel_id": string(1)}),
        "team": _inline({"team_id": string(1)}),
        "broadcast": _inline({"range": one_of("here", "channel", "everyone")}),
        "emoji": _inline(
            {"name": string(1)}, {"unicode": string(), "url": string(), "skin_tone": number(1, 6)}
        ),
        "color": _inline({"value": string(1)}),
        "date": _inline(
            {"timestamp": number(0), "format": string(1)},
            {"fallback": string(), "url": string(), "link": string()},
        ),
    }
)
_SECTION = thing({"type": one_of("rich_text_section"), "elements": listing(_INLINE)})
_BORDER = one_of(0, 1)

_PARTS = by_type(
    {
        "rich_text_section": _SECTION,
        "rich_text_quote": thing({"type": anything, "elements": listing(_INLINE)}, {"border": _BORDER}),
        "rich_text_preformatted": thing(
            {"type": anything, "elements": listing(_INLINE)}, {"border": _BORDER, "language": string()}
        ),
        "rich_text_list": thing(
            {"type": anything, "elements": listing(_SECTION), "style": one_of("bullet", "ordered")},
            {"indent": number(0, 8), "border": _BORDER, "offset": number(0)},
        ),
    }
)

RICH_TEXT: Check = thing(
    {"type": one_of("rich_text"), "elements": listing(_PARTS)}, {"block_id": string(0, 255)}
)
