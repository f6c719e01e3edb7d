"""Checks that what the catalogue's parts say about one another is true."""

from collections.abc import Iterable, Iterator

from bot.catalogue.catalogue import Catalogue
from bot.domain.category import Category, Subtype
from bot.domain.detection import DetectionSource
from bot.domain.phase import Phase
from bot.domain.question import Question
from bot.domain.role import Role
from bot.domain.severity import Severity

_SUBTYPES = 14


def broken_references(catalogue: Catalogue) -> list[str]:
    """Every id that leads nowhere, doubled or missing, with its place; empty when all is well."""
    return [*_incomplete(catalogue), *_in_taxonomy(catalogue), *_in_causes(catalogue), *_in_harm(catalogue)]


def _incomplete(catalogue: Catalogue) -> Iterator[str]:
    """Closed sets must be covered: each member once and in order, answers included."""
    yield from _covers("phases", (g.phase for g in catalogue.phases), Phase)
    yield from _covers("roles", (g.role for g in catalogue.roles), Role)
    yield from _covers("questions", (g.question for g in catalogue.questions), Question)
    yield from _covers("severities", (g.severity for g in catalogue.severities), Severity)
    yield from _covers("categories", (g.category for g in catalogue.taxonomy.categories), Category)
    yield from _covers("signals", catalogue.signals, DetectionSource)
    for guide in catalogue.questions:
        given = (answer.answer for answer in guide.answers)
        yield from _covers(f"questions.{guide.question}", given, guide.question.answers)


def _covers(place: str, given: Iterable[str], expected: Iterable[str]) -> Iterator[str]:
    found, wanted = [str(entry) for entry in given], [str(entry) for entry in expected]
    if found != wanted:
        yield f"{place}: expected {', '.join(wanted)}; found {', '.join(found)}"


def _in_taxonomy(catalogue: Catalogue) -> Iterator[str]:
    taxonomy = catalogue.taxonomy
    yield from _unique("subtypes", (subtype.id for subtype in taxonomy.subtypes))
    yield from _unique("facets", (facet.id for facet in taxonomy.facets))
    if sum(not subtype.is_fallback for subtype in taxonomy.subtypes) != _SUBTYPES:
        yield f"subtypes: expected {_SUBTYPES} besides the fallbacks"
    for category in Category:
        fallbacks = [subtype.is_fallback for subtype in taxonomy.subtypes_of(category)]
        if fallbacks.count(True) != 1 or not fallbacks[-1]:
            yield f"{category}: expected one fallback, at the end"
    for subtype in taxonomy.subtypes:
        yield from _in_subtype(catalogue, subtype)


def _in_subtype(catalogue: Catalogue, subtype: Subtype) -> Iterator[str]:
    yield from _known(f"{subtype.id}.root_causes", subtype.root_causes, catalogue.root_causes.labels)
    yield from _known(f"{subtype.id}.cset_harm", subtype.mappings.cset_harm, catalogue.harm_types)
    for vocabulary_id in ("owasp_llm", "owasp_asi"):
        vocabulary = catalogue.vocabulary(vocabulary_id)
        titles = vocabulary.titles if vocabulary else {}
        yield from _known(f"{subtype.id}.{vocabulary_id}", getattr(subtype.mappings, vocabulary_id), titles)


def _in_causes(catalogue: Catalogue) -> Iterator[str]:
    causes = catalogue.root_causes
    yield from _unique("root_causes", (cause for group in causes.groups for cause in group.causes))
    layers = [f"{group.id}.*" for group in causes.groups]
    yield from _known("root_causes.oecd", causes.oecd, [*causes.labels, *layers])
    kinds = [kind.id for kind in catalogue.evidence_kinds]
    yield from _unique("evidence_kinds", kinds)
    yield from _unique("containment_actions", (action.id for action in catalogue.containment_actions))
    for action in catalogue.containment_actions:
        yield from _known(f"{action.id}.evidence_first", action.evidence_first, kinds)


def _in_harm(catalogue: Catalogue) -> Iterator[str]:
    statuses = [status.id for status in catalogue.harm_status]
    yield from _unique("harm_status", statuses)
    for suggestion in catalogue.oecd_severity.suggestions:
        yield from _known("oecd_severity.suggestions", suggestion.harm_status, statuses)
        yield from _known("oecd_severity.suggestions", [suggestion.value], catalogue.oecd_severity.values)


def _known(place: str, ids: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    """A sentence for every id that is not among the known ones."""
    choices = set(known)
    yield from (f"{place}: there is no `{identifier}`" for identifier in ids if identifier not in choices)


def _unique(place: str, ids: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for identifier in ids:
        if identifier in seen:
            yield f"{place}: `{identifier}` is given twice"
        seen.add(identifier)
