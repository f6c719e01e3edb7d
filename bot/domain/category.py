"""What kind of AI incident it is: four categories, their subtypes, and the facets that cut across them."""

import re
from enum import StrEnum
from typing import NoReturn

from pydantic import Field

from bot.domain.errors import UnknownWord
from bot.domain.mrkdwn import quoted
from bot.domain.value import Value
from bot.domain.words import join_words, nearest


class Category(StrEnum):
    """The four kinds; everything finer is a subtype of one of them."""

    PERFORMANCE = "performance"
    SAFETY = "safety"
    SECURITY = "security"
    COMPLIANCE = "compliance"

    @property
    def label(self) -> str:
        """The word as it starts a sentence."""
        return self.value.capitalize()


_ALIASES = {
    "perf": Category.PERFORMANCE,
    "performance_degradation": Category.PERFORMANCE,
    "model_performance_degradation": Category.PERFORMANCE,
    "safety_harm": Category.SAFETY,
    "safety_and_harm": Category.SAFETY,
    "sec": Category.SECURITY,
    "comp": Category.COMPLIANCE,
}


class Mappings(Value):
    """Where a subtype stands in the vocabularies that exports speak; ids as their editions write them."""

    atlas: tuple[str, ...] = ()
    atlas_chain: tuple[str, ...] = ()
    atlas_rule_out: tuple[str, ...] = ()
    atlas_mitigations: tuple[str, ...] = ()
    owasp_llm: tuple[str, ...] = ()
    owasp_asi: tuple[str, ...] = ()
    cset_harm: tuple[str, ...] = ()
    mit: tuple[str, ...] = ()
    gmf: tuple[str, ...] = ()
    avid: tuple[str, ...] = ()
    oecd_causes: tuple[str, ...] = ()
    oecd_criteria: tuple[int, ...] = ()


class Subtype(Value):
    """A kind of incident within a category.

    Attributes:
        is_fallback: the one of its category for what fits nowhere else.
        slow_burn: found late it seldom feels ongoing, and usually is.
    """

    id: str = Field(pattern=r"^[a-z]+\.[a-z_]+$")
    category: Category
    label: str = Field(min_length=1)
    hint: str = Field(min_length=1, max_length=75, description="Fits beside a choice in a menu")
    definition: str = Field(min_length=1)
    is_fallback: bool = False
    slow_burn: bool = False
    root_causes: tuple[str, ...] = ()
    regimes: tuple[str, ...] = Field(
        default=(), description="Duties to ask counsel about first; a question, never a finding"
    )
    mappings: Mappings = Mappings()

    @property
    def name(self) -> str:
        """The last part of the id, which is what people type: `data_drift`."""
        return self.id.partition(".")[2]

    @property
    def path(self) -> str:
        """Category and name as the command takes them: `performance/data_drift`."""
        return f"{self.category}/{self.name}"


class CategoryGuide(Value):
    """What a category covers, in plain words."""

    category: Category
    label: str = Field(min_length=1)
    hint: str = Field(min_length=1, max_length=75, description="Fits beside a choice in a menu")
    definition: str = Field(min_length=1)


class Facet(Value):
    """A trait that incidents of any category can have; it brings questions and nudges with it."""

    id: str = Field(pattern=r"^[a-z_]+$")
    label: str = Field(min_length=1)


class Taxonomy(Value):
    """All categories, subtypes and facets of one edition."""

    version: str
    categories: tuple[CategoryGuide, ...]
    subtypes: tuple[Subtype, ...]
    facets: tuple[Facet, ...]

    def guide(self, category: Category) -> CategoryGuide:
        """What a category covers."""
        return next(guide for guide in self.categories if guide.category is category)

    def subtypes_of(self, category: Category) -> tuple[Subtype, ...]:
        """A category's subtypes, the fallback last."""
        return tuple(subtype for subtype in self.subtypes if subtype.category is category)

    def subtype(self, subtype_id: str) -> Subtype | None:
        """The subtype with this id, or None when this edition has none of the kind."""
        return next((subtype for subtype in self.subtypes if subtype.id == subtype_id), None)

    def facet(self, facet_id: str) -> Facet | None:
        """The facet with this id, or None when this edition has none of the kind."""
        return next((facet for facet in self.facets if facet.id == facet_id), None)

    def parse_category(self, text: str) -> tuple[Category, Subtype | None]:
        """What `safety`, `data_drift`, `safety/bias`, `safety.bias` or `perf.data_drift` stands for."""
        first, *rest = [_normal(part) for part in re.split(r"[/.]", text, maxsplit=1)]
        category = _category(first)
        if not rest or not rest[0]:
            if category is not None:
                return category, None
            subtype = self._only_subtype(first)
        else:
            subtype = self._subtype_in(category or self._unknown(text), rest[0])
        return subtype.category, subtype

    def _only_subtype(self, name: str) -> Subtype:
        found = [subtype for subtype in self.subtypes if name in _names(subtype)]
        if len(found) == 1:
            return found[0]
        if not found:
            self._unknown(name)
        choices = join_words([f"`{subtype.path}`" for subtype in found], last="or")
        raise UnknownWord(f"Say which one you mean: {choices}.")

    def _subtype_in(self, category: Category, name: str) -> Subtype:
        found = [subtype for subtype in self.subtypes_of(category) if name in _names(subtype)]
        if found:
            return found[0]
        elsewhere = [subtype for subtype in self.subtypes if name in _names(subtype)]
        if elsewhere:
            belongs = elsewhere[0]
            raise UnknownWord(f"{quoted(name)} belongs to {belongs.category}. Write `{belongs.path}`.")
        within = [subtype.name for subtype in self.subtypes_of(category)]
        near = nearest(name, within)
        if near:
            raise UnknownWord(f"I do not know {quoted(name)}. Did you mean `{category}/{near[0]}`?")
        listed = ", ".join(f"`{word}`" for word in within)
        raise UnknownWord(f"Under {category} there are {listed}. For example: `{category}/{within[0]}`.")

    def _unknown(self, text: str) -> NoReturn:
        word = _normal(re.split(r"[/.]", text, maxsplit=1)[-1]) or _normal(text)
        paths = {subtype.name: subtype.path for subtype in self.subtypes if not subtype.is_fallback}
        near = nearest(word, [*(category.value for category in Category), *_ALIASES, *paths], limit=2)
        meant = dict.fromkeys(str(paths.get(name) or _ALIASES.get(name, name)) for name in near)
        if meant:
            choices = join_words([f"`{name}`" for name in meant], last="or")
            raise UnknownWord(f"I do not know that category. Did you mean {choices}?")
        raise UnknownWord(
            "The categories are `performance`, `safety`, `security` and `compliance`, each with subtypes. "
            "For example: `/incident category safety/privacy_exposure`."
        )


def _normal(word: str) -> str:
    return re.sub(r"[\s-]+", "_", word.strip().casefold())


def _category(word: str) -> Category | None:
    return _ALIASES.get(word) or next((category for category in Category if category.value == word), None)


def _names(subtype: Subtype) -> tuple[str, ...]:
    return subtype.name, _normal(subtype.label)
