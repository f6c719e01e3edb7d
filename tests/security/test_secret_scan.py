"""No secret is in the repository, nor ever was; and one that is planted is found."""

import subprocess
from pathlib import Path

import pytest

from tests.security.secret_scan import SHAPES, history, secrets_in, tracked
from tests.stage import ROOT

# Put together here, so that this file is none of those that hold a secret.
PLANTED = {
    "a Slack token": "xoxb" + "-1234567890123-1234567890123-" + "aB3dE6gH9" * 3,
    "a Slack token that is renewed": "xoxe.xoxb" + "-1-" + "Mi0yLTEyMzQ1" * 5,
    "a Slack app-level token": "xapp" + "-1-A0123456789-1234567890123-" + "0123456789abcdef" * 4,
    "an incoming webhook of Slack": "https://hooks.slack"
    + ".com/services/T01234567/B01234567/"
    + "abcdEFGH" * 3,
    "a signing secret": "SLACK_SIGNING" + "_SECRET=" + "0123456789abcdef" * 2,
    "a private key": "-----BEGIN OPENSSH PRIVATE" + " KEY-----",
    "a key of AWS": "AKI" + "A1234567890ABCDEF",
    "a token of GitHub": "ghp" + "_" + "a1B2c3" * 6,
    "a token of PyPI": "pypi" + "-AgE" + "IcHlwaS5vcmc" * 6,
    "a key of a model's vendor": "sk" + "-ant-" + "api03_" * 8,
    "a password in an address": "postgresql+asyncpg://bot:"
    + "correct-horse-battery"
    + "@db.example.com/incidents",
}

needs_git = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="needs the git checkout")


@needs_git
def test_no_tracked_file_holds_a_secret() -> None:
    assert list(secrets_in(tracked(ROOT))) == []


@needs_git
def test_none_ever_did() -> None:
    assert list(secrets_in(history(ROOT))) == []


@pytest.mark.parametrize("what", SHAPES)
def test_one_that_is_planted_is_found_and_not_shown(what: str) -> None:
    [found] = secrets_in([("here:1", f'token = "{PLANTED[what]}"')])
    assert found.what == what
    assert PLANTED[what] not in repr(found)


@needs_git
def test_one_that_was_committed_and_taken_away_again_is_found(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        known = ("-c", "user.name=Alice", "-c", "user.email=alice@example.com", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *known, *words], cwd=tmp_path, capture_output=True, check=True)

    git("init", "--quiet")
    secret = tmp_path / "settings.env"
    secret.write_text(f"SLACK_BOT_TOKEN={PLANTED['a Slack token']}\n", encoding="utf-8")
    git("add", "settings.env")
    git("commit", "--quiet", "--message", "Add")
    assert [found.where for found in secrets_in(tracked(tmp_path))] == ["settings.env:1"]
    git("rm", "--quiet", "settings.env")
    git("commit", "--quiet", "--message", "Remove")
    assert list(secrets_in(tracked(tmp_path))) == []
    assert len(list(secrets_in(history(tmp_path)))) == 1


@needs_git
def test_files_that_hold_secrets_are_kept_out() -> None:
    for name in (".env", "deploy/secrets/slack_bot_token", "incident-bot.db"):
        done = subprocess.run(["git", "check-ignore", "--quiet", name], cwd=ROOT, check=False)
        assert done.returncode == 0, name
