"""How what is heard in a channel becomes entries of a timeline."""

from typing import Any

from bot.domain.event import Joined
from bot.domain.message import Deleted, Edited, Moved, Posted, Said, Source
from bot.domain.timeline import Capture, Draft, EntryKind
from bot.domain.value import Instant

ONLY_LINKED = "only_linked"
"""In the details of a message whose words were left where they are; so are those of its edits."""


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


def only_linked(said: Said) -> Draft:
    """Return the entry of a message from a place that not everybody can read: whose, when and where."""
    silent = said.model_copy(update={"text": "", "files": (), "file_ids": (), "links": ()})
    draft = message(silent)
    return draft.model_copy(update={"details": draft.details | {ONLY_LINKED: True}})


def takes_edits(target: Capture) -> bool:
    """Whether a message's edits may follow it into the timeline."""
    return not target.entry.details.get(ONLY_LINKED)


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
    beside = {
        "name": said.name,
        "files": list(said.files),
        "file_ids": list(said.file_ids),
        "links": list(said.links),
    }
    return {key: value for key, value in beside.items() if value}
