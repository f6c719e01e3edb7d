"""What the bot stands on is pinned, installed as pinned, and nothing else is."""

import re
import tomllib
from importlib.metadata import distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.stage import ROOT

OWN = {"incident-bot", "pip", "setuptools", "wheel"}
LINES = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
PINS = {canonicalize_name(name): version for name, _, version in (line.partition("==") for line in LINES)}
INSTALLED = {canonicalize_name(each.metadata["Name"]): each for each in distributions()}


def test_every_pin_is_one_exact_version() -> None:
    assert [line for line in LINES if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.+!]*", line)] == []
    assert len(PINS) == len(LINES)


def test_what_is_installed_is_what_is_pinned() -> None:
    versions = {name: each.version for name, each in INSTALLED.items() if name not in OWN}
    assert versions.keys() - PINS.keys() == set(), "installed, and not pinned"
    assert {name: PINS[name] for name in versions} == versions


def test_everything_that_is_asked_for_is_pinned_within_what_is_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [each for extra in project["optional-dependencies"].values() for each in extra]
    for asked in map(Requirement, [*project["dependencies"], *extras]):
        name = canonicalize_name(asked.name)
        if name not in OWN:
            assert asked.specifier.contains(PINS[name]), asked


def test_no_pin_is_left_over() -> None:
    wanted = {canonicalize_name(Requirement(r).name) for d in INSTALLED.values() for r in d.requires or ()}
    assert PINS.keys() - wanted == set()


def test_everything_that_is_needed_is_there() -> None:
    for distribution in INSTALLED.values():
        for requirement in map(Requirement, distribution.requires or ()):
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                found = INSTALLED[canonicalize_name(requirement.name)]
                assert requirement.specifier.contains(found.version, prereleases=True), (
                    f"{distribution.metadata['Name']} wants {requirement}"
                )
