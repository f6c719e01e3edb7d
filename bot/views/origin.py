"""Where a form comes from, carried through it: a channel, perhaps a message in it, and where to answer."""

from pydantic import ValidationError

from bot.domain.mrkdwn import clip
from bot.domain.value import Value

WORDS_MAX = 1500
"""Characters of a message that travel with the form; the rest stays at its link."""


class Origin(Value):
    """A channel, and perhaps a message; short names, because Slack carries little.

    Attributes:
        c: the channel.
        m: the message's ts.
        t: the ts of the thread it stands in.
        u: who wrote it.
        x: its words in Slack's markup, clipped.
        r: the response_url of what opened the form, so that the answer is seen there.
    """

    c: str | None = None
    m: str | None = None
    t: str | None = None
    u: str = ""
    x: str = ""
    r: str = ""

    def pack(self, limit: int) -> str:
        """Return it as text of at most `limit` characters; the message's words give way."""
        words = clip(self.x, WORDS_MAX)
        packed = self._with(words)
        while len(packed) > limit and words:
            words = clip(words, max(0, len(words) - (len(packed) - limit) - 1))
            packed = self._with(words)
        return packed

    def _with(self, words: str) -> str:
        return self.model_copy(update={"x": words}).model_dump_json(exclude_defaults=True)

    @classmethod
    def unpack(cls, text: str) -> "Origin":
        """Read it back; nothing is known of what an older version wrote."""
        try:
            return cls.model_validate_json(text or "{}")
        except ValidationError:
            return cls()
