"""`/incident severity`, `category`, `title`, `summary`, `started` and `detected`."""

from slack_bolt.async_app import AsyncApp

from bot.catalogue import Catalogue
from bot.domain.errors import WrongUse
from bot.domain.mrkdwn import inert, plain
from bot.domain.severity import Severity
from bot.domain.words import split_word
from bot.services import assessing
from bot.views import assessment as words
from handlers.answers import Answer
from handlers.arguments import Arguments
from handlers.grammar import wrong_use
from handlers.subcommand import on_subcommand
from handlers.work import Work


def register(app: AsyncApp) -> None:
    """Register what tells more about an incident."""
    on_subcommand(app, "severity", severity)
    on_subcommand(app, "category", category)
    on_subcommand(app, "title", title)
    on_subcommand(app, "summary", summary)
    on_subcommand(app, "started", started)
    on_subcommand(app, "detected", detected)


def wanted(text: str, word: str, what: str) -> str:
    """Return the words after a subcommand as plain text.

    Raises:
        WrongUse: there are none.
    """
    words_given = plain(text).strip()
    if not words_given:
        raise WrongUse(wrong_use(word, what))
    return words_given


async def severity(arguments: Arguments, work: Work, answer: Answer) -> None:
    """`/incident severity LEVEL [REASON]`."""
    unit, incident, rest = await work.on_incident(arguments)
    level, reason = split_word(wanted(rest, "severity", "Say which severity."))
    wished = Severity.parse(level.rstrip(":,;"))
    incident = await assessing.set_severity(unit, incident, wished, reason or None)
    await answer(f"{incident.reference}: severity is {incident.severity.mark}.")


async def category(arguments: Arguments, work: Work, answer: Answer, catalogue: Catalogue) -> None:
    """`/incident category CATEGORY[/SUBTYPE]`."""
    unit, incident, rest = await work.on_incident(arguments)
    kind, subtype = catalogue.taxonomy.parse_category(wanted(rest, "category", "Say which category."))
    incident = await assessing.set_category(unit, incident, kind, subtype)
    await answer(f"{incident.reference}: category is {words.label_of(kind, subtype)}.")


async def title(arguments: Arguments, work: Work, answer: Answer) -> None:
    """`/incident title TEXT`."""
    unit, incident, rest = await work.on_incident(arguments)
    incident = await assessing.set_title(unit, incident, wanted(rest, "title", "Write the new title."))
    await answer(f"{incident.reference} is called “{inert(incident.title)}” now.")


async def summary(arguments: Arguments, work: Work, answer: Answer) -> None:
    """`/incident summary TEXT`."""
    unit, incident, rest = await work.on_incident(arguments)
    text = wanted(rest, "summary", "Write what is known, in a few sentences.")
    incident = await assessing.set_summary(unit, incident, text)
    await answer(f"{incident.reference}: the summary is on the card.")


async def started(arguments: Arguments, work: Work, answer: Answer) -> None:
    """`/incident started WHEN`."""
    unit, incident, rest = await work.on_incident(arguments)
    text = wanted(rest, "started", "Say when harm began, or `unknown`.")
    await answer(words.started(await assessing.set_started(unit, incident, text)))


async def detected(arguments: Arguments, work: Work, answer: Answer) -> None:
    """`/incident detected WHEN`."""
    unit, incident, rest = await work.on_incident(arguments)
    text = wanted(rest, "detected", "Say when it was first noticed.")
    incident, moment = await assessing.set_detected(unit, incident, text)
    await answer(words.detected(incident, moment.certainty))
