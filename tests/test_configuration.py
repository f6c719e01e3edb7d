"""The settings and the configuration file: what is wrong is named where it stands, and no secret is shown."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

import bot.catalogue
from bot.catalogue import Catalogue, load_catalogue
from bot.cli import run
from bot.config import BadSettings, Settings, parse_policy, read_catalogue, read_policy
from bot.domain.phase import Phase
from bot.domain.policy import Policy
from bot.domain.role import Role
from bot.domain.severity import Severity

WRONG_FILES = {
    "a key there is not": ("zone: UTC\nanouncements: x\n", 2, "anouncements"),
    "a key there is not, deeper": ("reminders:\n  close_after: 5\n  nag: 3\n", 3, "reminders.nag"),
    "a severity there is not": ("update_minutes:\n  high: 60\n  urgent: 5\n", 3, "update_minutes.urgent"),
    "no number": ("reminders:\n  roles:\n    high:\n      legal: soon\n", 4, "reminders.roles.high.legal"),
    "too small a number": ("\n\nreminders:\n  max_asked: 0\n", 4, "reminders.max_asked"),
    "an entry of a list": ("invitations:\n  always:\n    - U1\n    - [U2]\n", 4, "invitations.always.1"),
    "a prefix Slack refuses": ("channel_prefix: Inc!\n", 1, "channel_prefix"),
    "a zone there is not": ("zone: Europe/Atlantis\n", 1, "Europe/Atlantis"),
    "no YAML": ("zone: UTC\nreminders: [\n", 3, "not valid YAML"),
    "no keys": ("- zone\n", 1, "expected keys"),
}


@pytest.mark.parametrize(("text", "line", "named"), WRONG_FILES.values(), ids=WRONG_FILES.keys())
def test_what_is_wrong_in_the_file_is_named_with_its_line(text: str, line: int, named: str) -> None:
    with pytest.raises(BadSettings) as refused:
        parse_policy(text, name="incidents.yml")
    assert str(refused.value).startswith(f"incidents.yml, line {line}: ")
    assert named in str(refused.value)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "{}\n"])
def test_an_empty_file_leaves_the_defaults(text: str) -> None:
    assert parse_policy(text, name="incidents.yml") == Policy()


def test_a_table_given_in_part_keeps_its_other_defaults() -> None:
    policy = parse_policy("update_minutes:\n  high: 20\n", name="incidents.yml")
    assert policy.update_every(Severity.HIGH) == timedelta(minutes=20)
    assert policy.update_every(Severity.CRITICAL) == Policy().update_every(Severity.CRITICAL)


def test_how_soon_an_empty_role_is_asked_for_by_default() -> None:
    asked = {str(level): dict(minutes) for level, minutes in Policy().reminders.roles.items()}
    commander, technical, comms, legal = Role.COMMANDER, Role.TECHNICAL, Role.COMMS, Role.LEGAL
    assert asked == {
        "critical": {commander: 5, technical: 5, comms: 15, legal: 15},
        "high": {commander: 5, technical: 10, comms: 30, legal: 30},
        "medium": {commander: 15, technical: 30},
        "low": {technical: 60},
    }


def test_a_file_that_is_not_there_is_named_with_what_names_it(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="INCIDENT_CONFIG names it"):
        read_policy(tmp_path / "gone.yml")


WRONG_SETTINGS = {
    "PORT": "70000",
    "LOG_FORMAT": "pretty",
    "LOG_LEVEL": "loud",
    "SLACK_API_URL": "https://slack.example/s3cret",
    "DATABASE_URL": "mysql://bot:s3cret@127.0.0.1/incidents",
}


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str, str], None]:
    """Sets one setting; all others are unset."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return monkeypatch.setenv


@pytest.mark.parametrize("name", WRONG_SETTINGS)
def test_a_wrong_setting_is_one_line_with_its_name_and_exit_code_2(
    name: str, settings: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    settings(name, WRONG_SETTINGS[name])
    assert run(["migrate"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"incident-bot: {name}: ")
    assert said.count("\n") == 1
    assert "s3cret" not in said


def test_an_empty_setting_is_as_good_as_none(settings: Callable[[str, str], None]) -> None:
    settings("PORT", "")
    assert Settings().port == Settings.model_fields["port"].default


@pytest.mark.parametrize(
    "words", [[], ["dance"], ["export"], ["sandbox", "--port", "x"], ["export", "INC-1", "--format", "pdf"]]
)
def test_wrong_use_is_one_line_and_exit_code_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 2
    assert capsys.readouterr().err.count("\n") == 1


def _with_words(folder: Path) -> Catalogue:
    config = folder / "config.yml"
    config.write_text("words: words\n", encoding="utf-8")
    return read_catalogue(read_policy(config))


def test_own_words_take_the_place_of_those_that_ship(tmp_path: Path) -> None:
    """A folder with one file of the catalogue changes its texts and leaves the rest."""
    shipped = Path(bot.catalogue.__file__).with_name("phases.yaml").read_text(encoding="utf-8")
    purpose = load_catalogue().phase(Phase.CONTAINMENT).purpose
    (tmp_path / "words").mkdir()
    own = shipped.replace(purpose, "Pull the plug, our way.")
    (tmp_path / "words" / "phases.yaml").write_text(own, encoding="utf-8")
    catalogue = _with_words(tmp_path)
    assert catalogue.phase(Phase.CONTAINMENT).purpose == "Pull the plug, our way."
    assert catalogue.questions == load_catalogue().questions


@pytest.mark.parametrize(
    ("content", "named"), [(None, "is no folder"), ("phases: [{phase: lunch}]", "phases")]
)
def test_own_words_that_cannot_be_read_are_named(tmp_path: Path, content: str | None, named: str) -> None:
    """The message says which folder and what is wrong in it."""
    if content is not None:
        (tmp_path / "words").mkdir()
        (tmp_path / "words" / "phases.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(BadSettings, match=named):
        _with_words(tmp_path)
