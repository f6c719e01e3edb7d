"""The subcommands of `/incident`: words, aliases, forms and effects. Help and README follow this table."""

from bot.domain.value import Value
from bot.domain.words import join_words, nearest, split_word
from handlers.arguments import Arguments

BETWEEN = " · "
"""What stands between the forms of a subcommand that has several."""


class Subcommand(Value):
    """One subcommand as help shows it.

    Attributes:
        here: it acts on an incident: the one of the channel, or the one named right after the word.
    """

    word: str
    aliases: tuple[str, ...] = ()
    form: str
    effect: str
    example: str
    here: bool = True

    @property
    def typed(self) -> list[str]:
        """Each of its forms as it is typed, marked as code."""
        return [f"`/incident {form}`" for form in self.form.split(BETWEEN)]


SUBCOMMANDS = (
    Subcommand(
        word="declare",
        aliases=("new", "open"),
        form="declare [private] [SEVERITY] [TITLE]",
        effect="Declare an incident; without a title a form opens.",
        example="declare sev2 chatbot invents refunds",
        here=False,
    ),
    Subcommand(
        word="list",
        aliases=("ls",),
        form="list [all|open|mine|SEVERITY]",
        effect="Show open incidents.",
        example="list mine",
        here=False,
    ),
    Subcommand(word="status", form="status [REF]", effect="Show the card of one.", example="status INC-7"),
    Subcommand(
        word="role",
        form="role ROLE @user · role ROLE none",
        effect="Give, take or release a role: commander, technical, comms, legal.",
        example="role commander me",
    ),
    Subcommand(word="roles", form="roles", effect="Show who holds what.", example="roles"),
    Subcommand(
        word="severity",
        aliases=("sev",),
        form="severity LEVEL [REASON]",
        effect="Set severity: critical, high, medium, low. Lowering wants a reason.",
        example="severity high customers see it",
    ),
    Subcommand(
        word="category",
        form="category CATEGORY[/SUBTYPE]",
        effect="Set what kind it is: performance, safety, security, compliance.",
        example="category safety/privacy_exposure",
    ),
    Subcommand(
        word="title",
        form="title TEXT",
        effect="Change the title.",
        example="title Chat shows other people's titles",
    ),
    Subcommand(
        word="summary",
        form="summary TEXT",
        effect="Write what is known, for somebody outside.",
        example="summary Some users saw titles of other users' chats.",
    ),
    Subcommand(
        word="started",
        form="started WHEN",
        effect="Say when harm began; `about` for an estimate.",
        example="started about 01:00",
    ),
    Subcommand(
        word="detected",
        form="detected WHEN",
        effect="Say when it was first noticed.",
        example="detected 09:40",
    ),
    Subcommand(
        word="triage", form="triage", effect="Ask the four questions, or ask them again.", example="triage"
    ),
    Subcommand(
        word="phase",
        form="phase PHASE",
        effect="Enter a phase: detection, triage, containment, investigation, remediation, recovery, review.",
        example="phase containment",
    ),
    Subcommand(
        word="note",
        form="note [WHEN] TEXT",
        effect="Add to the timeline, at its own time if you give one.",
        example="note 09:40 first customer mail",
    ),
    Subcommand(
        word="timeline",
        form="timeline [N] · timeline export",
        effect="Show the last key events, or the whole as a file.",
        example="timeline 20",
    ),
    Subcommand(
        word="update",
        form="update [TEXT]",
        effect="Tell stakeholders how it stands; without text a form opens.",
        example="update Service is off, no further exposure.",
    ),
    Subcommand(
        word="task",
        form="task TEXT [@user] [due DATE] · task done N",
        effect="Add a task, or finish one.",
        example="task copy the index @alice due tomorrow",
    ),
    Subcommand(word="tasks", form="tasks", effect="Show the tasks.", example="tasks"),
    Subcommand(
        word="facts",
        form="facts [FACT=yes|no|unknown …]",
        effect="Answer what decides which duties to notify apply; without words a form opens.",
        example="facts personal_data_involved=yes",
    ),
    Subcommand(
        word="deadlines",
        form="deadlines",
        effect="Show all regulatory clocks, the soonest first; outside an incident, of all that are open.",
        example="deadlines",
    ),
    Subcommand(
        word="deadline",
        form="deadline filed N [REFERENCE] · deadline waive N REASON",
        effect="Record that a notice was filed, or why none is needed.",
        example="deadline filed 3 CASE-2026-118",
    ),
    Subcommand(
        word="resolve",
        aliases=("fixed", "done"),
        form="resolve [SUMMARY]",
        effect="Say that it is over.",
        example="resolve Fixed and verified; no further exposure.",
    ),
    Subcommand(
        word="close",
        form="close [REASON]",
        effect="End it; names what is still open and asks, or closes all the same with a reason.",
        example="close",
    ),
    Subcommand(
        word="reopen", form="reopen REASON", effect="Go on with it.", example="reopen it happens again"
    ),
    Subcommand(
        word="cancel",
        form="cancel REASON",
        effect="Say that it was no incident.",
        example="cancel it was a load test",
    ),
    Subcommand(word="merge", form="merge REF", effect="Merge this one into another.", example="merge INC-8"),
    Subcommand(
        word="private",
        form="private",
        effect="Make the incident private.",
        example="private",
    ),
    Subcommand(word="public", form="public", effect="Make the incident public.", example="public"),
    Subcommand(
        word="review",
        form="review",
        effect="Show the review summary and answer its three questions.",
        example="review",
    ),
    Subcommand(
        word="export",
        form="export [json|md|html|csv]",
        effect="Get the incident as a file.",
        example="export md",
    ),
    Subcommand(
        word="help", form="help", effect="Show what can be done here and now.", example="help", here=False
    ),
)

_BY_WORD = {name: s for s in SUBCOMMANDS for name in (s.word, *s.aliases)}


def parse(text: str) -> Arguments:
    """Take the text of a slash command apart; an unknown word stays as it was typed."""
    typed, rest = split_word(text)
    known = _BY_WORD.get(typed.casefold())
    return Arguments(word=known.word if known else typed.casefold(), typed=typed, text=rest)


def find(word: str) -> Subcommand | None:
    """Return a subcommand by its word or alias."""
    return _BY_WORD.get(word.casefold())


def nearest_word(typed: str) -> str | None:
    """Return the known word that looks most like what was typed."""
    found = nearest(typed.casefold(), list(_BY_WORD))
    return _BY_WORD[found[0]].word if found else None


def wrong_use(word: str, what: str) -> str:
    """Say what was wrong, the right form and an example."""
    subcommand = _BY_WORD[word]
    return (
        f"{what} Use {join_words(subcommand.typed, last='or')}, for example `/incident {subcommand.example}`."
    )
