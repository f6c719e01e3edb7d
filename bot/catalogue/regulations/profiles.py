"""Reads profiles: an organisation's standing answers, one legal entity or several in a file."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.catalogue.files import CatalogueError, faults, read_mapping
from bot.catalogue.regulations.member_states import UnknownMemberState, find_member_state
from bot.domain.regulation.naming import closest
from bot.domain.regulation.profile import Profile
from bot.domain.regulation.regulations import Regulations


def read_profiles(file: Path, regulations: Regulations) -> tuple[Profile, ...]:
    """The profiles of a file: one, or those listed under `profiles`."""
    content = read_mapping(file)
    if "profiles" in content and len(content) > 1:
        raise CatalogueError(f"{file.name}: `profiles` stands alone; put the other keys into each profile")
    entries = content.get("profiles", [content])
    if not (isinstance(entries, list) and entries and all(isinstance(entry, dict) for entry in entries)):
        raise CatalogueError(f"{file.name}: expected `profiles` as a list, each with its keys")
    profiles = tuple(_profile(entry, file, regulations) for entry in entries)
    names = [profile.name for profile in profiles]
    if len(set(names)) < len(names):
        raise CatalogueError(f"{file.name}: every profile needs a `name` of its own")
    return profiles


def _profile(entry: dict[str, Any], file: Path, regulations: Regulations) -> Profile:
    """One entry; answers may stand under `facts` or, in a short file, beside the other keys."""
    standing = set(regulations.standing_facts)
    beside = {key: value for key, value in entry.items() if key in standing}
    rest = {key: value for key, value in entry.items() if key not in standing}
    facts = rest.get("facts") or {}
    if not isinstance(facts, dict):
        raise CatalogueError(f"{file.name}: facts: expected facts with their answers")
    try:
        profile = Profile.model_validate({"name": file.stem, **rest, "facts": {**facts, **beside}})
    except ValidationError as error:
        raise CatalogueError(f"{file.name}: {faults(error)}") from error
    if profile.member_state:
        try:
            find_member_state(profile.member_state, regulations.member_states)
        except UnknownMemberState as error:
            raise CatalogueError(f"{file.name}: member_state: {error}") from error
    for named in (profile.facts, *profile.systems.values()):
        for fact in named:
            _must_stand(fact, regulations, file)
    return profile


def _must_stand(fact: str, regulations: Regulations, file: Path) -> None:
    standing = regulations.standing_facts
    if fact in standing:
        return
    if fact in {known.id for known in regulations.facts}:
        raise CatalogueError(f"{file.name}: `{fact}` is asked in each incident; it is no standing fact")
    near = closest(fact, standing)
    meant = f"; did you mean `{near}`?" if near else ""
    raise CatalogueError(f"{file.name}: there is no standing fact `{fact}`{meant}")
