"""The container file, the compose file and the systemd unit run the bot as the bot wants to be run."""

import asyncio
import json
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config import SECRETS, Settings, read_settings
from bot.serving import GRACE_SECONDS
from tests.stage import ROOT, Stage
from tests.test_packaging import BUILD

DEPLOY = ROOT / "deploy"
SETTINGS = {name.upper() for name in Settings.model_fields}
PINNED = re.compile(r"[\w./-]+:\d+\.\d+(?:\.\d+)?(?:-\w+)+|[\w./-]+@sha256:[0-9a-f]{64}")


def instructions() -> list[tuple[str, str]]:
    """The instructions of the container file, a line each."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    text = re.sub(r"^#.*\n", "", text, flags=re.M).replace("\\\n", " ")
    return [
        (word, rest.strip()) for word, _, rest in (line.partition(" ") for line in text.splitlines()) if word
    ]


def of_kind(word: str) -> list[str]:
    return [rest for each, rest in instructions() if each == word]


COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
UNIT = (DEPLOY / "incident-bot.service").read_text(encoding="utf-8")


def unit(name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", UNIT, re.M)


# the container ----------------------------------------------------------------------------------------------


def test_the_image_is_of_a_pinned_base_and_of_the_python_that_the_bot_is_tested_on() -> None:
    [argument] = of_kind("ARG")
    image = argument.removeprefix("PYTHON=")
    assert PINNED.fullmatch(image)
    assert {each.split()[0] for each in of_kind("FROM")} == {"${PYTHON}"}
    assert image.startswith("python:3.11.")


def test_the_bot_runs_as_nobody_in_particular_and_writes_to_its_own_folder_alone() -> None:
    words = [word for word, _ in instructions()]
    assert of_kind("USER") == ["10001:10001"]
    assert words.index("USER") > words.index("RUN")
    assert not {"ADD", "SHELL"} & set(words)
    assert of_kind("VOLUME") == of_kind("WORKDIR")[-1:] == ["/var/lib/incident-bot"]


def test_what_is_copied_is_enough_for_the_same_wheel_and_holds_no_secret(tmp_path: Path) -> None:
    source = tmp_path / "src"
    source.mkdir()
    for copied in of_kind("COPY"):
        *paths, target = copied.split()
        if paths[0].startswith("--from"):
            continue
        for path in paths:
            there = ROOT / path
            assert not path.startswith((".", "deploy", "tests")), path
            if there.is_dir():
                shutil.copytree(there, source / target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(there, source / path)
    assert _names(source, tmp_path / "a") == _names(ROOT, tmp_path / "b")


def _names(source: Path, target: Path) -> set[str]:
    """What a wheel that is built from a folder holds."""
    command = [sys.executable, "-c", BUILD, str(target)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, timeout=120, check=True)
    with zipfile.ZipFile(target / done.stdout.split()[-1]) as wheel:
        return {name for name in wheel.namelist() if "__pycache__" not in name}


def test_the_image_is_installed_as_readme_says() -> None:
    [install] = [run for run in of_kind("RUN") if "pip install" in run]
    assert "-c constraints.txt '.[postgres]'" in install
    assert "python -m venv /opt/incident-bot" in install


def test_the_settings_of_the_image_are_settings_of_the_bot() -> None:
    given = dict(re.findall(r"(\w+)=(\S+)", " ".join(of_kind("ENV"))))
    assert given.keys() - {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"} <= SETTINGS
    used = {name.lower(): value for name, value in given.items() if name in SETTINGS}
    assert Settings.model_validate(used).host == given["HOST"]
    assert given["HOST"] == "0.0.0.0"  # noqa: S104 - within a container of its own
    assert of_kind("EXPOSE") == [given["PORT"]]


def test_the_image_serves_and_is_stopped_as_the_bot_is() -> None:
    assert json.loads(of_kind("CMD")[-1]) == ["incident-bot", "serve"]
    assert of_kind("STOPSIGNAL") == ["SIGTERM"]


async def test_the_images_health_is_the_bots(stage: Stage) -> None:
    [check] = of_kind("HEALTHCHECK")
    words = shlex.split(check.partition("CMD ")[2])
    assert words[:2] == ["python", "-c"]
    for port, healthy in ((stage.serving.port, True), (9, False)):
        done = await _ran([sys.executable, "-c", words[2]], PORT=str(port))
        assert (done == 0) is healthy


async def _ran(command: list[str], **environment: str) -> int:
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    return await process.wait()


# two copies -------------------------------------------------------------------------------------------------


def test_two_copies_share_one_database_that_is_ready_before_them() -> None:
    bot = COMPOSE["services"]["bot"]
    assert bot["deploy"]["replicas"] >= 2
    assert bot["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert "ports" not in bot, "two copies cannot have one port of the machine"
    assert (ROOT / "deploy" / bot["build"]["context"] / bot["build"]["dockerfile"]).is_file()


@pytest.mark.parametrize("service", COMPOSE["services"])
def test_every_service_is_restarted_and_given_time_to_stop(service: str) -> None:
    told = COMPOSE["services"][service]
    assert told["restart"] == "unless-stopped"
    assert int(told["stop_grace_period"].removesuffix("s")) >= 2 * GRACE_SECONDS


def test_a_copy_can_do_no_more_than_it_has_to() -> None:
    bot = COMPOSE["services"]["bot"]
    assert bot["read_only"] is True
    assert bot["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in bot["security_opt"]
    assert not {"privileged", "network_mode", "pid", "cap_add", "devices"} & set(bot)


def test_every_image_that_is_fetched_is_pinned() -> None:
    fetched = [each["image"] for each in COMPOSE["services"].values() if "build" not in each]
    assert fetched
    for image in fetched:
        assert PINNED.fullmatch(image), image


def test_secrets_are_files_that_are_declared_and_named_like_settings() -> None:
    for service in COMPOSE["services"].values():
        for secret in service["secrets"]:
            assert COMPOSE["secrets"][secret]["file"] == f"./secrets/{secret}"
        for name, value in service["environment"].items():
            assert "PASSWORD" not in name or name.endswith("_FILE"), name
            assert "xox" not in str(value)
    assert {name.upper() for name in COMPOSE["services"]["bot"]["secrets"]} <= SETTINGS


def test_what_is_kept_is_on_a_volume_that_is_declared() -> None:
    [mounted] = COMPOSE["services"]["database"]["volumes"]
    assert mounted.partition(":")[0] in COMPOSE["volumes"]


def test_the_bot_reads_the_secrets_that_are_mounted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert SECRETS == "/run/secrets"
    monkeypatch.chdir(tmp_path)
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "slack_bot_token").write_text("xoxb-from-a-file\n", encoding="utf-8")
    (tmp_path / "database_url").write_text("postgresql+asyncpg://bot@db/incidents\n", encoding="utf-8")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    for name, value in COMPOSE["services"]["bot"]["environment"].items():
        monkeypatch.setenv(name, value)
    settings = read_settings()
    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == "xoxb-from-a-file"
    assert settings.database_url.get_secret_value() == "postgresql+asyncpg://bot@db/incidents"
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-from-the-environment")
    settings = read_settings()
    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == "xoxb-from-the-environment"


# systemd ----------------------------------------------------------------------------------------------------

HARDENED = (
    "NoNewPrivileges=yes",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateTmp=yes",
    "PrivateDevices=yes",
    "CapabilityBoundingSet=",
    "RestrictSUIDSGID=yes",
    "MemoryDenyWriteExecute=yes",
    "DynamicUser=yes",
)


def test_the_unit_serves_comes_back_and_is_given_time_to_stop() -> None:
    assert unit("ExecStart") == ["/opt/incident-bot/bin/incident-bot serve"]
    assert unit("Restart") == ["always"]
    assert int(unit("TimeoutStopSec")[0]) >= 2 * GRACE_SECONDS
    assert unit("WorkingDirectory") == [f"/var/lib/{unit('StateDirectory')[0]}"]


def test_the_unit_is_locked_down_and_its_secrets_are_no_environment() -> None:
    for line in HARDENED:
        assert f"\n{line}\n" in UNIT
    loaded = [each.partition(":")[0].upper() for each in unit("LoadCredential")]
    assert loaded
    assert set(loaded) <= SETTINGS
    assert unit("Environment") == []


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_takes_the_unit_and_finds_little_exposed(tmp_path: Path) -> None:
    copy = tmp_path / "incident-bot.service"
    copy.write_text(UNIT.replace("/opt/incident-bot/bin/incident-bot", "/bin/true"), encoding="utf-8")
    verified = _analyze("verify", str(copy))
    assert (verified.returncode, verified.stderr) == (0, "")
    weighed = _analyze("security", "--offline=true", "--threshold=20", str(copy))
    assert weighed.returncode == 0, weighed.stdout[-200:]


def _analyze(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *words], capture_output=True, text=True, timeout=60, check=False
    )
