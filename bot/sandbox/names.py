"""What Slack accepts as the name of a channel, with the code it gives for each fault."""

from bot.sandbox.errors import SlackError

RESERVED = frozenset({"here", "channel", "everyone", "group"})


def check_channel_name(name: str) -> None:
    """Lowercase letters (of any script), digits, hyphen and underscore, at most 80; not silently mended."""
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > 80:
        raise SlackError("invalid_name_maxlength")
    if any(not (c in "-_" or (c.isalnum() and c == c.lower())) for c in name):
        raise SlackError("invalid_name_specials")
    if not any(c.isalnum() for c in name):
        raise SlackError("invalid_name_punctuation")
    if name in RESERVED:
        raise SlackError("name_taken")
