"""Files that people posted in an incident's channel, one of which may be the notice that was filed."""

from collections.abc import Iterable, Iterator

from bot.domain.timeline import Shown
from bot.domain.value import Instant, Value


class PostedFile(Value):
    """A file as its message told of it; the bot reads none.

    Attributes:
        id: Slack's.
        at: when its message was posted.
        by: who posted it.
        link: to its message.
    """

    id: str
    name: str
    at: Instant
    by: str
    link: str | None = None


def posted_files(shown: Iterable[Shown]) -> tuple[PostedFile, ...]:
    """Return the files of messages that were not deleted, the newest first."""
    found = {file.id: file for each in shown if not each.deleted for file in _of(each)}
    return tuple(reversed(found.values()))


def _of(shown: Shown) -> Iterator[PostedFile]:
    entry = shown.entry
    ids, names = entry.details.get("file_ids") or (), entry.details.get("files") or ()
    for file_id, name in zip(ids, names, strict=True):
        if file_id:
            link = entry.source.permalink if entry.source else None
            yield PostedFile(id=file_id, name=name, at=entry.at, by=entry.actor, link=link)
