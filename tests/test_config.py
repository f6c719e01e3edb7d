"""Settings and configuration: every key has a default, and a mistake is named with its line."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from bot.config import BadSettings, parse_policy, read_policy, read_settings, secrets_of
from bot.domain.policy import Policy

CLEAN = (
    "SLACK_BOT_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_APP_TOKEN",
    "SLACK_API_URL",
    "DATABASE_URL",
    "HOST",
    "PORT",
    "INCIDENT_CONFIG",
    "WEBHOOK_TOKEN",
    "LOG_FORMAT",
    "LOG_LEVEL",
)


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing set, and no `.env` about."""
    for name in CLEAN:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_anything_set_every_setting_has_its_default() -> None:
    settings = read_settings()
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database_url.get_secret_value() == "sqlite+aiosqlite:///incident-bot.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 3000)
    assert (settings.log_format, settings.log_level) == ("console", "INFO")
    assert secrets_of(settings) == []


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=4000\nLOG_LEVEL=debug\nSOMETHING_ELSE=1\n", encoding="utf-8")
    monkeypatch.setenv("PORT", "5000")
    settings = read_settings()
    assert (settings.port, settings.log_level) == (5000, "DEBUG")


def test_what_is_set_to_nothing_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in CLEAN:
        monkeypatch.setenv(name, "")
    assert read_settings().port == 3000
    assert read_settings().slack_bot_token is None


WRONG = {
    "PORT": "http",
    "LOG_FORMAT": "xml",
    "LOG_LEVEL": "LOUD",
    "SLACK_API_URL": "https://slack.com",
    "DATABASE_URL": "mysql://bot:hidden@db/incidents",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_setting_is_named_and_its_value_is_not_shown(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, WRONG[name])
    with pytest.raises(BadSettings) as raised:
        read_settings()
    assert str(raised.value).startswith(f"{name}: ")
    assert "hidden" not in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("url", ["postgresql://bot@db:port/name", "postgresql://[::1/name"])
def test_a_database_url_that_is_none_is_wrong_use(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(BadSettings, match="DATABASE_URL"):
        read_settings()


def test_secrets_are_shown_nowhere_and_known_to_be_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-hidden")
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://bot:hid%2Fden@db/incidents")
    settings = read_settings()
    assert "hid" not in repr(settings)
    assert "hid" not in str(settings.model_dump())
    assert secrets_of(settings) == ["xoxb-hidden", "hid/den"]


def test_an_env_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"PORT=\xff\xfe\n")
    with pytest.raises(BadSettings, match=r"\.env"):
        read_settings()


# the configuration file -----------------------------------------------------------------------------------


def test_without_a_file_or_with_an_empty_one_all_defaults_hold(tmp_path: Path) -> None:
    empty = tmp_path / "empty.yml"
    empty.write_text("# nothing\n", encoding="utf-8")
    assert read_policy(None) == read_policy(empty) == Policy()


MISTAKES = {
    "an unknown key": ("announcements: incidents\nannouncement: x\n", 2, "announcement"),
    "a wrong type": ("reminders:\n  close_after: soon\n", 2, "reminders.close_after"),
    "below the least": ("\n\nreminders:\n\n  max_asked: 0\n", 5, "reminders.max_asked"),
    "an unknown severity": ("update_minutes:\n  critical: 30\n  sev9: 5\n", 3, "update_minutes.sev9"),
    "no time zone": ("zone: Berlin\n", 1, "zone"),
    "a prefix Slack refuses": ("channel_prefix: INC\n", 1, "channel_prefix"),
    "within a list": ("invitations:\n  always:\n    - U1\n    - [U2]\n", 4, "invitations.always"),
    "a list where keys belong": ("- announcements\n", 1, "expected keys"),
    "no YAML": ("announcements: [\n", 2, "not valid YAML"),
    "a key twice": ("zone: UTC\nannouncements: a\nzone: Europe/Berlin\n", 3, "given twice"),
    "a key of two lines": ("update_minutes:\n  ? |\n    a\n    b\n  : 5\n", 2, "update_minutes"),
    "a mapping for a key": ("zone: UTC\n{}: 1\n", 2, "no list or mapping"),
    "a list for a key": ("zone: UTC\nreminders:\n  ? [a]\n  : 5\n", 3, "no list or mapping"),
    "a tab": ("reminders:\n\tclose_after: 3\n", 2, "not valid YAML"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_file_line_and_key(mistake: str) -> None:
    text, line, key = MISTAKES[mistake]
    with pytest.raises(BadSettings) as raised:
        parse_policy(text, name="incidents.yml")
    assert f"incidents.yml, line {line}: " in str(raised.value)
    assert key in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("text", ["zone: 2026-13-45", "zone: !!timestamp x", "zone: !!int x"])
def test_what_yaml_takes_for_something_that_it_is_not_is_said_in_one_line(text: str) -> None:
    with pytest.raises(BadSettings, match=r"^incidents\.yml: not valid YAML \([^\n]+\)\.$"):
        parse_policy(text, name="incidents.yml")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"nowhere\.yml.*INCIDENT_CONFIG"):
        read_policy(tmp_path / "nowhere.yml")
    with pytest.raises(BadSettings, match="cannot be read"):
        read_policy(tmp_path)
    (tmp_path / "latin.yml").write_bytes(b"announcements: \xe9\n")
    with pytest.raises(BadSettings, match="not UTF-8"):
        read_policy(tmp_path / "latin.yml")


def test_yaml_that_nests_without_end_or_builds_objects_is_refused() -> None:
    for text in ("a: " + "[" * 5000, "zone: !!python/object/apply:os.system ['true']\n"):
        with pytest.raises(BadSettings):
            parse_policy(text, name="incidents.yml")


def test_the_schema_describes_the_file_and_refuses_what_the_bot_refuses() -> None:
    schema = Policy.model_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema).is_valid
    assert check(json.loads(Policy().model_dump_json()))
    assert check(yaml.safe_load("announcements: alerts\nreminders:\n  close_after: 60\n"))
    assert not check(yaml.safe_load("announcement: alerts\n"))
    assert not check(yaml.safe_load("reminders:\n  close_after: soon\n"))
