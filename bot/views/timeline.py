"""The timeline as people read it in Slack: names instead of mentions, each reader's own time."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.domain.actor import BOT_ID
from bot.domain.incident import Certainty, Incident
from bot.domain.instant_token import split_at_instants
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import clip, inert
from bot.domain.timeline import RECOVERED, Entry, EntryKind, Shown
from bot.views import ids
from bot.views.blocks import Block, context, date, option, outgoing, paragraphs, section
from bot.views.form import METADATA_MAX, choice, modal, text_input
from bot.views.origin import Origin
from bot.views.people import mentioned, readable
from bot.views.room import MOST

SPOKEN = frozenset({EntryKind.MESSAGE, EntryKind.NOTE, EntryKind.EDITED})
"""Kinds of entries whose words are people's own."""

WORDS = 500
INSTANT = 20
"""Signs that an instant takes, as people read it."""
WORDS_OF_MANY = 200
MANY = 20
HINT = (
    "`/incident note` adds to it · :pushpin: on a message marks it as a key event"
    " · `/incident timeline export` gives the whole as a file"
)


def names_needed(shown: Iterable[Shown]) -> set[str]:
    """Return the ids of the people who appear in these entries."""
    ids: set[str] = set()
    for each in shown:
        ids |= mentioned(each.text) | mentioned(each.original_text or "") | {each.entry.actor}
    return ids


def author(entry: Entry, names: Mapping[str, str]) -> str:
    """Return whose entry it is, by name as far as it is known: a person, another app, or the bot."""
    if entry.actor == BOT_ID:
        return "the bot"
    return names.get(entry.actor) or entry.details.get("name") or entry.actor


def said(entry: Entry, text: str, names: Mapping[str, str]) -> str:
    """Return words of an entry, plain: people's own as they wrote them, the bot's with bare names."""
    by_people = entry.kind in SPOKEN
    return readable(text, names, sign="@" if by_people else "")


def words_of(shown: Shown, names: Mapping[str, str]) -> str:
    """Return an entry's words as they stand, plain, with what went with them and what became of them."""
    recovered = ["(recovered)"] if shown.entry.details.get(RECOVERED) else []
    if shown.deleted and not shown.text:
        return " ".join(["(deleted)", *recovered])
    words = said(shown.entry, shown.text, names)
    files = shown.entry.details.get("files") or []
    parts = [words] if words.strip() else []
    if files:
        parts.append(f"[{'file' if len(files) == 1 else 'files'}: {', '.join(files)}]")
    elif not parts and shown.entry.kind == EntryKind.MESSAGE:
        erased = shown.entry.text is None
        parts.append("(words erased)" if erased else "(words left where they are)")
    parts += ["(deleted)"] if shown.deleted else ["(edited)"] if shown.edited else []
    parts += recovered
    return " ".join(parts)


def told(shown: Shown, names: Mapping[str, str], *, limit: int) -> str:
    """Return an entry's words for a message of ours: on one line of at most so many signs, calling nobody.

    Instants that the bot wrote down are read in each reader's zone; what looks like one in people's own words
    stays words.
    """
    if shown.entry.kind in SPOKEN:
        return inert(clip(" ".join(words_of(shown, names).split()), limit))
    pieces: list[str] = []
    for at, part in enumerate(split_at_instants(" ".join(shown.text.split()))):
        is_instant = at % 2 == 1
        words = part if is_instant else readable(part, names, sign="")
        pieces.append(part if is_instant else inert(clip(words, limit)))
        limit -= INSTANT if is_instant else len(words)
        if limit < 1:
            break
    return "".join(pieces)


def _about(entry: Entry) -> str:
    """Return `about ` before the time of a note that is a guess; other entries know when they were made."""
    guessed = entry.kind == EntryKind.NOTE and entry.details.get("certainty") == Certainty.ESTIMATED
    return "about " if guessed else ""


def line(shown: Shown, names: Mapping[str, str], *, limit: int = WORDS) -> str:
    """Return an entry as one line of mrkdwn that mentions nobody."""
    entry = shown.entry
    about = _about(entry)
    words = told(shown, names, limit=limit)
    if entry.kind in (EntryKind.MESSAGE, EntryKind.NOTE):
        words = f"*{inert(author(entry, names))}*: {words}"
    link = entry.source.permalink if entry.source else None
    place = f" (<{link}|message>)" if link else ""
    return f"{about}{date(entry.at)} – {words}{place}"


def key_events(incident: Incident, shown: Sequence[Shown], names: Mapping[str, str]) -> Outgoing:
    """Return the last key events, oldest first; how many did not fit at the beginning is said."""
    limit = WORDS if len(shown) <= MANY else WORDS_OF_MANY
    lines: list[str] = []
    room = MOST
    for each in reversed(shown):
        text = line(each, names, limit=limit)
        room -= len(text) + 1
        if room < 0:
            break
        lines.insert(0, text)
    left_out = len(shown) - len(lines)
    title = f"*{incident.reference}* {inert(incident.title)}: the last {_counted(len(lines))}"
    blocks = [section(title)]
    if left_out:
        blocks.append(context(f"{left_out} more do not fit here; they are in `/incident timeline export`."))
    blocks += [*paragraphs("\n".join(lines)), context(HINT)]
    return outgoing(f"{incident.reference}: the last {_counted(len(lines))}", blocks)


def _counted(number: int) -> str:
    return "key event" if number == 1 else f"{number} key events"


def noted(incident: Incident, entry: Entry, names: Mapping[str, str], *, timed: bool) -> Outgoing:
    """Return what whoever made a note reads."""
    about = _about(entry)
    when = f" for {about}{date(entry.at)}" if timed else ""
    words = inert(clip(readable(entry.text or "", names), WORDS))
    text = f"Noted on the timeline of {incident.reference}{when}: {words}"
    return outgoing(text, paragraphs(text))


INCIDENT = "incident"
COMMENT = "comment"


def add_form(incidents: Sequence[Incident], origin: Origin) -> dict[str, Any]:
    """Return the form in which somebody says to which incident's timeline a message goes."""
    choices = [option(f"{i.reference} {i.title}", str(i.number)) for i in incidents]
    blocks: list[Block] = [
        choice(INCIDENT, "Incident", choices, initial=choices[0] if len(choices) == 1 else None),
        text_input(COMMENT, "Why it matters", optional=True, lines=True, hint="Added beside it as a note."),
    ]
    return modal(ids.TIMELINE_FORM, "Add to the timeline", "Add", blocks, metadata=origin.pack(METADATA_MAX))


def added(incident: Incident, *, newly: bool, only_linked: bool = False) -> str:
    """Return what whoever picked a message reads."""
    if not newly:
        return f"That is a key event of {incident.reference} already."
    text = f"Added to the timeline of {incident.reference} as a key event."
    return (
        f"{text} It is not public, so only its link is kept; note what matters of it."
        if only_linked
        else text
    )
