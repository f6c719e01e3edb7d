"""Where the first sign of an incident came from."""

import re
from enum import StrEnum

from bot.domain.errors import UnknownWord


class DetectionSource(StrEnum):
    """Who or what noticed first."""

    AUTOMATED_MONITORING = "automated_monitoring"
    USER_REPORT = "user_report"
    INTERNAL_REVIEW = "internal_review"
    EXTERNAL_NOTIFICATION = "external_notification"

    @property
    def label(self) -> str:
        """The source as people say it."""
        return self.value.replace("_", " ").capitalize()

    @property
    def hint(self) -> str:
        """Examples, for whoever has to choose."""
        return _HINTS[self]

    @classmethod
    def parse(cls, text: str) -> "DetectionSource":
        """The source a word stands for, in any case; an unknown word is answered with the four."""
        word = re.sub(r"[\s-]+", "_", text.strip().casefold())
        for source in cls:
            if word in (source.value, *source.value.split("_")[:1]):
                return source
        listed = ", ".join(f"`{source}`" for source in cls)
        raise UnknownWord(f"An incident is noticed by one of {listed}. For example: `user_report`.")


_HINTS = {
    DetectionSource.AUTOMATED_MONITORING: "An alert on quality, errors, drift, guardrails or cost",
    DetectionSource.USER_REPORT: "A customer, a ticket, feedback in the product, a post",
    DetectionSource.INTERNAL_REVIEW: "An audit, a red team, a colleague who looked",
    DetectionSource.EXTERNAL_NOTIFICATION: "A researcher, the vendor, an authority, the press",
}
