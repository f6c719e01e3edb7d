"""The wheel, built and installed apart from the checkout: it has every file and starts both ways."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "handlers", "storage")
PATIENCE = 120

BUILD = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"

# One process for all of it: starting Python costs more than what is looked at.
LOOK_AROUND = """
import contextlib, io, json
import bot, handlers, storage
from bot.catalogue import load_catalogue
from bot.catalogue.regulations import load_regulations
from bot.cli import run
from bot.examples.script import stories
from bot.manifest import wanted_scopes
from bot.sandbox.page import STATIC

def says(*words):
    with contextlib.redirect_stdout(io.StringIO()) as said:
        assert run(words) == 0, words
    return said.getvalue()

facts = ("--fact", "personal_data_involved", "--fact", "eu_data_subjects")
print(json.dumps({
    "from": [package.__file__ for package in (bot, handlers, storage)],
    "questions": len(load_catalogue().questions),
    "regimes": len(load_regulations().regimes),
    "stories": list(stories()),
    "scopes": sorted(wanted_scopes()),
    "page": (STATIC / "index.html").is_file(),
    "export": says("export", "--schema"),
    "clocks": says("clocks", *facts, "--anchor", "aware_at=2026-10-23T18:30:00+02:00"),
    "migrate": says("migrate"),
    # Refused while the database is not migrated.
    "verify": says("verify"),
}))
"""

Program = Callable[..., str]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-c", BUILD, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=True)
    return folder / done.stdout.split()[-1]


@pytest.fixture
def site(wheel: Path, tmp_path: Path) -> Path:
    """A folder into which the wheel is installed."""
    folder = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    apart = ["--no-index", "--no-deps", "--no-compile", "--target", str(folder), str(wheel)]
    subprocess.run([*pip, *apart], capture_output=True, timeout=PATIENCE, check=True)
    return folder


@pytest.fixture
def program(site: Path, tmp_path: Path) -> Program:
    """Runs something that sees the installed copy before anything else, in an empty folder."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    settings = ("SLACK_", "DATABASE_URL", "INCIDENT_CONFIG", "WEBHOOK_TOKEN", "LOG_", "COV")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(settings)}
    environment |= {"PYTHONPATH": str(site), "DATABASE_URL": f"sqlite+aiosqlite:///{elsewhere / 'own.db'}"}

    def run(*words: str) -> str:
        done = subprocess.run(
            words,
            cwd=elsewhere,
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_the_wheel_has_every_file_of_the_packages_and_the_manifest_and_nothing_else(wheel: Path) -> None:
    checkout = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    about = {name for name in inside if ".dist-info/" in name}
    assert inside - about == checkout | {"bot/manifest.yml"}
    assert any(name.endswith("/licenses/LICENSE") for name in about)


def test_an_installed_copy_starts_both_ways_and_finds_all_that_it_reads(site: Path, program: Program) -> None:
    entries = ConfigParser()
    (found,) = site.glob("incident_bot-*.dist-info/entry_points.txt")
    entries.read_string(found.read_text(encoding="utf-8"))
    assert dict(entries["console_scripts"]) == {"incident-bot": "bot.__main__:main"}

    shown = program(str(site / "bin" / "incident-bot"), "--help")
    commands = ("sandbox", "serve", "check", "migrate", "clocks", "export", "verify", "config")
    assert all(f"\n    {word} " in shown for word in commands)
    configuration = json.loads(program(sys.executable, "-m", "bot", "config", "--schema"))
    assert "announcements" in configuration["properties"]

    seen = json.loads(program(sys.executable, "-c", LOOK_AROUND))
    assert [Path(place) for place in seen["from"]] == [site / name / "__init__.py" for name in PACKAGES]
    assert seen["questions"] >= 4
    assert seen["regimes"] > 20
    assert "chatgpt_2023_03_20" in seen["stories"]
    assert "chat:write" in seen["scopes"]
    assert seen["page"]
    assert "timeline" in json.loads(seen["export"])["properties"]
    assert "eu-gdpr-33" in seen["clocks"]
    assert seen["migrate"]
