"""What people read about a declaration: the declarer, those who were there, and the channel it opens with.

Messages that wait for the channel keep its place as `{channel}`; what people wrote stands there `unlinked`.
"""

from collections.abc import Mapping, Sequence

from bot.domain.event import DeclaredFrom
from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import clip, inert
from bot.domain.words import ended, join_words
from bot.views import ids
from bot.views.blocks import VALUE_MAX, Block, actions, button, confirm, context, outgoing, section
from bot.views.origin import Origin
from bot.views.people import mention, quoted

LINK = "{channel}"
"""Where the courier puts the channel's link once the channel stands."""

QUOTED = 2000


def unlinked(text: str) -> str:
    """Return people's words, safe in a sentence of ours, in which no link is ever put."""
    return inert(text).replace(LINK, "{\u2060channel}")


def declared(
    incident: Incident,
    like: Sequence[Incident],
    *,
    severity_word: str | None = None,
    link: str | None = None,
    only_linked: bool = False,
) -> Outgoing:
    """Return the answer to a declaration.

    Args:
        incident: what was declared.
        like: open incidents that look alike.
        severity_word: the leading word that was taken as a severity, offered back to the title.
        link: the incident's channel as a link, or `LINK` where it is put in later.
        only_linked: it was declared from a message whose words were left where they are.
    """
    where = f"Channel: {link}." if link else "Its channel is being opened; you are brought in."
    text = f"*{incident.reference}* declared: {ended(unlinked(incident.title))} {where}"
    if not incident.severity_assessed:
        text += f" Severity {incident.severity.value} until somebody assesses it."
    blocks: list[Block] = [section(text)]
    if like:
        blocks += _alike(incident, like)
    if severity_word is not None:
        value = ids.ref(incident.number, severity_word)
        back = button(f"Put “{severity_word}” back into the title", ids.SEVERITY_WORD_BACK, value)
        blocks += [section(f"I took “{inert(severity_word)}” as the severity."), actions(back)]
    if only_linked:
        blocks.append(
            context("The message is not public, so the timeline has its link only. Note what matters of it.")
        )
    return outgoing(text, blocks)


def _alike(incident: Incident, like: Sequence[Incident]) -> list[Block]:
    named = join_words([f"*{i.reference}* {unlinked(i.title)}{_link(i)}" for i in like])
    circle = (incident.private, incident.drill)
    same = next((other for other in like if (other.private, other.drill) == circle), None)
    if same is None:
        return [section(f"Looks like {named}.")]
    first = same.reference
    merge = button(
        f"Same thing: merge into {first}",
        ids.MERGE_INTO,
        ids.ref(incident.number, str(same.number)),
        confirm=confirm(
            "Merge",
            f"{incident.reference} ends here and goes on in {first}, with its open tasks.",
            "Merge",
        ),
    )
    return [section(f"Looks like {named}."), actions(merge)]


def _link(incident: Incident) -> str:
    return f" (<#{incident.places.channel_id}>)" if incident.places.channel_id else ""


def channel_opened(incident: Incident) -> Outgoing:
    """Return the second half of the answer, when the channel took longer."""
    text = f"{incident.reference}: its channel is {LINK}."
    return outgoing(text, [section(text)])


def word_put_back(incident: Incident) -> Outgoing:
    """Return what the declarer reads once the word is in the title again."""
    text = f"*{incident.reference}* is called: {inert(incident.title)}."
    if not incident.severity_assessed:
        text += f" Severity {incident.severity.value} until somebody assesses it."
    return outgoing(text, [section(text)])


def in_thread(incident: Incident) -> Outgoing:
    """Return the answer under the message that an incident was declared from."""
    text = f"*{incident.reference}* was declared from this message. Go on in {LINK}."
    return outgoing(text, [section(text)])


def came_from(event: DeclaredFrom, names: Mapping[str, str]) -> Outgoing:
    """Return what the incident's channel reads about the message it was declared from."""
    if event.text is None:
        return _plain(f"Declared from <{event.permalink}|a message> that is not public.")
    known = names.get(event.author) or ("an app" if event.author.startswith("B") else event.author)
    who = inert(known)
    words = clip(quoted(event.text, names), QUOTED) or "(no words)"
    block = "\n".join(f">{line}" for line in words.split("\n"))
    return _plain(f"Declared from <{event.permalink}|a message> of {who}:\n{block}")


def _plain(text: str) -> Outgoing:
    return outgoing(text, [section(text)])


def mentioned(incident: Incident | None, origin: Origin) -> Outgoing:
    """Return what whoever mentioned the bot reads: how to declare, or what this channel is."""
    value = origin.pack(VALUE_MAX)
    if incident is None:
        text = "Something looks odd? Declare it here, or type `/incident declare` and what you see."
        return outgoing(
            text,
            [section(text), actions(button("Declare an incident", ids.DECLARE_FROM, value, style="primary"))],
        )
    text = (
        f"This channel is {incident.reference}, commander {mention(incident.commander, 'nobody yet')}."
        " I take commands after `/incident`; `/incident help` shows them. They do not work in threads:"
        " the buttons of the pinned card do."
    )
    return outgoing(
        text, [section(text), actions(button("Declare another incident", ids.DECLARE_FROM, value))]
    )
