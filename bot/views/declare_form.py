"""The form to declare with: one thing is asked for, the rest helps, in the order in which people know it."""

from typing import Any

from bot.catalogue import Catalogue
from bot.domain.category import Category
from bot.domain.changes.lifecycle import TITLE_MAX
from bot.domain.detection import DetectionSource
from bot.domain.severity import Severity
from bot.views import ids
from bot.views.blocks import Block, option
from bot.views.form import METADATA_MAX, choice, modal, text_input, ticks
from bot.views.origin import Origin

TITLE, SEEN, BEGAN, SEVERITY = "title", "seen", "began", "severity"
SYSTEMS, SOURCE, CATEGORY, KIND = "systems", "source", "category", "kind"
PRIVATE, DRILL = "private", "drill"

_PRIVATE = option("Private", PRIVATE, "Only those invited see it; nothing is announced")
_DRILL = option("Drill", DRILL, "An exercise: marked as such, announced to nobody")


def declare_form(
    catalogue: Catalogue,
    origin: Origin,
    *,
    title: str = "",
    severity: Severity | None = None,
    private: bool = False,
) -> dict[str, Any]:
    """Return the form, filled in with what is known already."""
    blocks = [
        text_input(
            TITLE,
            "What is going wrong?",
            placeholder="Chatbot invents refunds",
            hint="A few words are enough; you can change everything later.",
            initial=title,
            limit=TITLE_MAX,
        ),
        text_input(
            SEEN,
            "What was seen?",
            placeholder="Who saw what, where? Paste the output if you have it.",
            optional=True,
            lines=True,
        ),
        text_input(
            BEGAN,
            "When did it begin?",
            placeholder="14:05, yesterday 14:05, about 01:00, 2 hours ago",
            hint="In your own time zone; “about” in front for a guess. Leave it empty if you do not know.",
            optional=True,
            limit=60,
        ),
        _severity(severity),
        text_input(
            SYSTEMS,
            "Affected systems",
            placeholder="support chatbot, refund model",
            hint="Separated by commas.",
            optional=True,
        ),
        choice(
            SOURCE,
            "Who noticed first?",
            [option(source.label, source.value, source.hint) for source in DetectionSource],
            placeholder="Choose if you know",
            optional=True,
        ),
        _category(catalogue),
        ticks(KIND, "Anything special?", [_PRIVATE, _DRILL], initial=[_PRIVATE] if private else []),
    ]
    metadata = origin.pack(METADATA_MAX)
    return modal(ids.DECLARE_FORM, "Declare an incident", "Declare", blocks, metadata=metadata)


def _severity(chosen: Severity | None) -> Block:
    options = {severity: option(severity.mark, severity.value, severity.meaning) for severity in Severity}
    return choice(
        SEVERITY,
        "How bad is it?",
        list(options.values()),
        placeholder="Not assessed yet",
        hint="Not sure? Leave it: triage suggests one.",
        initial=options[chosen] if chosen else None,
        optional=True,
    )


def _category(catalogue: Catalogue) -> Block:
    taxonomy = catalogue.taxonomy
    groups = {
        taxonomy.guide(category).label: [
            option(subtype.label, subtype.id, subtype.hint) for subtype in taxonomy.subtypes_of(category)
        ]
        for category in Category
    }
    return choice(
        CATEGORY,
        "What kind of incident?",
        groups=groups,
        placeholder="Choose if you know",
        hint="The last of each group takes what fits nowhere else.",
        optional=True,
    )
