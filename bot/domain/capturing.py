"""How what is heard in a channel becomes entries of a timeline."""

from typing import Any

from bot.domain.event import Joined
from bot.domain.message import Deleted, Edited, Moved, Posted, Said, Source
from bot.domain.timeline import Capture, Draft, EntryKind
from bot.domain.value import Instant


def message(said: Said) -> Draft:
    """Return the entry of a message."""
    return Draft(
        at=said.at,
        kind=EntryKind.MESSAGE,
        actor=said.author,
        text=said.text,
        source=said.source,
        details=_beside(said),
    )


def edit(edited: Edited, target: Capture) -> Draft:
    """Return the correction that an edit is; the message's own entry keeps what was said first."""
    return Draft(
        at=edited.at,
        kind=EntryKind.EDITED,
        actor=edited.said.author,
        text=edited.said.text,
        source=target.entry.source,
        refers_to=target.entry.sequence,
        details=_beside(edited.said) | {"edited_ts": edited.edit},
    )


def deletion(deleted: Deleted, target: Capture) -> Draft:
    """Return the correction that a deletion is; its actor is the author, for Slack tells no other."""
    return Draft(
        at=deleted.at,
        kind=EntryKind.DELETED,
        actor=target.entry.actor,
        source=target.entry.source,
        refers_to=target.entry.sequence,
    )


def member(moved: Moved) -> Draft:
    """Return the entry of somebody coming or leaving."""
    came = Joined(user_id=moved.user_id, left=moved.left)
    return Draft(at=moved.at, kind=came.kind, actor=moved.user_id, text=came.line(), source=moved.source)


def mark(target: Capture, by: str, at: Instant, *, stands: bool) -> Draft:
    """Return the correction that makes an entry a key event, or makes it none again."""
    kind = EntryKind.MARKED if stands else EntryKind.UNMARKED
    return Draft(at=at, kind=kind, actor=by, refers_to=target.entry.sequence)


def place_of(heard: Posted | Edited | Deleted | Moved) -> Source:
    """Return where it was heard."""
    return heard.said.source if isinstance(heard, Posted | Edited) else heard.source


def _beside(said: Said) -> dict[str, Any]:
    """What goes with the words, as far as there is any."""
    beside = {"name": said.name, "files": list(said.files), "links": list(said.links)}
    return {key: value for key, value in beside.items() if value}
