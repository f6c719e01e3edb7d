"""Names the channel of an incident so that Slack accepts it, whatever language the title is in."""

import re
import unicodedata

from bot.domain.mrkdwn import plain

# Slack refuses more than 80 characters; the title gets fewer, so that the sidebar shows what matters.
_LONGEST = 80
_LONGEST_TITLE = 48
_LONGEST_PREFIX = 20

# Latin letters that do not come apart into a plain letter and an accent.
_PLAIN_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)


def channel_name(
    number: int, title: str, *, private: bool, drill: bool, prefix: str = "inc", attempt: int = 0
) -> str:
    """`inc-7-short-title`, `drill-7-short-title`, or only `inc-7` where no name may tell the subject.

    `attempt` counts the names Slack has already refused as taken: the next one ends in `-2`, then `-3`.
    """
    start = "drill" if drill else _slug(prefix, _LONGEST_PREFIX) or "inc"
    parts = [start, str(number)]
    subject = "" if private else _slug(plain(title, addresses=False), _LONGEST_TITLE)
    if subject:
        parts.append(subject)
    ending = f"-{attempt + 1}" if attempt > 0 else ""
    return "-".join(parts)[: _LONGEST - len(ending)].rstrip("-") + ending


def _slug(text: str, limit: int) -> str:
    """The words of a text that can be written with plain letters and digits, joined by hyphens."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN_LETTERS))
    unaccented = "".join(character for character in folded if not unicodedata.combining(character))
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’`]", "", unaccented))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > limit:
            break
        slug = longer
    return slug or "".join(words[:1])[:limit]
