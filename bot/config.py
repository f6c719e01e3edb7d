"""Settings from the environment, and the organisation's policy from one YAML file.

Read once by `cli` and `app`, and passed on. Every key of the policy has a default, so no file is needed.
"""

import os
import re
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

import yaml
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.catalogue import Catalogue, CatalogueError, load_catalogue
from bot.catalogue.files import UniqueKeyLoader
from bot.domain.policy import Policy

_FILES = ("words", "regulations", "profiles")
"""Keys of the policy that name files, beside the configuration file."""

SECRETS = "/run/secrets"
"""Where container engines put secrets, each a file named like its setting."""

_DATABASE = re.compile(r"sqlite(\+aiosqlite)?:///|postgres(ql)?(\+asyncpg)?://")


class BadSettings(Exception):
    """The settings or the configuration file are wrong; the message says where and how to mend it."""


class Settings(BaseSettings):
    """The environment (or `.env`): where Slack, the database and the configuration are."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    slack_bot_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    database_url: SecretStr = SecretStr("sqlite+aiosqlite:///incident-bot.db")
    host: str = "127.0.0.1"
    port: int = Field(default=3000, ge=0, le=65535)
    incident_config: Path | None = None
    webhook_token: SecretStr | None = None
    heartbeat_url: SecretStr | None = None
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object, info: Any) -> object:
        if value == "":
            return cls.model_fields[info.field_name].get_default()
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _is_one_we_know(cls, value: SecretStr) -> SecretStr:
        if not _DATABASE.match(value.get_secret_value()):
            raise ValueError("must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://")
        try:
            _ = urlsplit(value.get_secret_value()).port
        except ValueError:
            raise ValueError("is no URL like postgresql+asyncpg://user:password@host:5432/name") from None
        return value

    @field_validator("heartbeat_url")
    @classmethod
    def _can_be_called(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(("http://", "https://")):
            raise ValueError("must begin with https:// or http://")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _ends_in_api(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")) or not value.endswith("/api/"):
            raise ValueError("must be a URL that ends in /api/")
        return value


def _secrets_folder() -> Path | None:
    """Where secrets are files: systemd names its folder, containers have theirs."""
    folder = Path(os.environ.get("CREDENTIALS_DIRECTORY") or SECRETS)
    return folder if folder.is_dir() else None


def secrets_of(settings: Settings) -> list[str]:
    """Return every value that must not be shown anywhere, the database's password among them."""
    given = [
        settings.slack_bot_token,
        settings.slack_signing_secret,
        settings.slack_app_token,
        settings.webhook_token,
        settings.heartbeat_url,
    ]
    password = urlsplit(settings.database_url.get_secret_value()).password
    return [each.get_secret_value() for each in given if each] + ([unquote(password)] if password else [])


def read_settings() -> Settings:
    """Read the environment.

    Raises:
        BadSettings: a setting cannot be used; the message names it, never its value.
    """
    try:
        return Settings(_secrets_dir=_secrets_folder())  # type: ignore[call-arg]  # its types do not say so
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        name = ".".join(str(part) for part in first["loc"]).upper()
        words = first["msg"].removeprefix("Value error, ")
        raise BadSettings(f"{name}: {words}. Correct it in the environment or in .env.") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        named = (isinstance(error, OSError) and error.filename) or ".env"
        raise BadSettings(f"{named}: cannot be read ({reason}).") from None


def read_policy(path: Path | None) -> Policy:
    """Read the configuration file; None gives the defaults.

    Raises:
        BadSettings: the file cannot be read or a key is wrong; the message names file, line and key.
    """
    if path is None:
        return Policy()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise BadSettings(f"{path}: cannot be read ({reason}). INCIDENT_CONFIG names it.") from None
    policy = parse_policy(text, name=str(path))
    named = {name: getattr(policy, name) for name in _FILES if getattr(policy, name) is not None}
    return policy.model_copy(update={name: str(path.parent / file) for name, file in named.items()})


def parse_policy(text: str, *, name: str) -> Policy:
    """Parse the configuration's text.

    Raises:
        BadSettings: with `name`, the line at fault and the key.
    """
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.load(text, Loader=UniqueKeyLoader)  # noqa: S506  # it is a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise BadSettings(
            f"{name}, line {line}: not valid YAML ({getattr(error, 'problem', 'unreadable')})."
        ) from None
    except RecursionError:
        raise BadSettings(f"{name}: nested too deeply.") from None
    except (ValueError, AttributeError, OverflowError) as error:
        # What looks like a date or a number to YAML and is none, such as 2026-13-45.
        raise BadSettings(f"{name}: not valid YAML ({' '.join(str(error).split())}).") from None
    if content is None:
        return Policy()
    if not isinstance(content, dict):
        raise BadSettings(f"{name}, line 1: expected keys such as `announcements:`, found something else.")
    try:
        return Policy.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        path = [part for part in first["loc"] if not (isinstance(part, str) and "[" in part)]
        line = _line_of(tree, path)
        key = " ".join(".".join(str(part) for part in path).split())
        message = first["msg"].removeprefix("Value error, ")
        raise BadSettings(f"{name}, line {line}: {key}: {message}.") from None


def _line_of(node: yaml.Node | None, path: list[Any]) -> int:
    line = node.start_mark.line + 1 if node else 1
    for part in path:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line


def read_catalogue(policy: Policy) -> Catalogue:
    """Read what is known about AI incidents, with the organisation's own files where the policy names some.

    Raises:
        BadSettings: there is no such folder or file, or it is wrong; the message names file and key.
    """
    folder = Path(policy.words) if policy.words is not None else None
    if folder is not None and not folder.is_dir():
        raise BadSettings(
            f"words: {folder} is no folder. Name one with files such as phases.yaml, or leave it out."
        )
    regulations = _file(policy, "regulations")
    profiles = _file(policy, "profiles")
    try:
        found = load_catalogue(folder, regulations=regulations, profiles=profiles)
    except CatalogueError as error:
        given = [f"{name}: {getattr(policy, name)}" for name in _FILES if getattr(policy, name) is not None]
        raise BadSettings(f"{'; '.join(given)}: {error}.") from None
    return found.model_copy(update={"zone": policy.zone})


def _file(policy: Policy, key: str) -> Path | None:
    named = getattr(policy, key)
    if named is None:
        return None
    file = Path(named)
    if not file.is_file():
        raise BadSettings(f"{key}: there is no file {file}. Name one, or leave it out.")
    return file
