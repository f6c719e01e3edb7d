"""The sample alert rules: Prometheus takes them, they go off when they should, on metrics that exist."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.telemetry import Meter
from tests.stage import ROOT

RULES = ROOT / "deploy" / "alerts.yml"
CASES = Path(__file__).with_name("alerts_test.yml")
HOURS = yaml.safe_load(CASES.read_text(encoding="utf-8"))
ALERTS: list[dict[str, Any]] = [
    rule for group in yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"] for rule in group["rules"]
]

needs_promtool = pytest.mark.skipif(
    shutil.which("promtool") is None, reason="needs promtool, which comes with Prometheus"
)


def promtool(*words: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["promtool", *words], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )


def _met() -> Meter:
    """A meter on which everything happened once."""
    meter = Meter()
    meter.delivery("command", 200)
    meter.refused("signature")
    meter.redelivery("http_timeout")
    meter.late_answer()
    meter.slack_call("chat.update", "ratelimited", 0.1)
    meter.effect("card", "failed")
    meter.reminder("role_empty", 2.0)
    return meter


@needs_promtool
def test_prometheus_takes_the_rules() -> None:
    done = promtool("check", "rules", str(RULES))
    assert done.returncode == 0, done.stderr


@needs_promtool
def test_the_rules_go_off_when_they_should_and_not_before(tmp_path: Path) -> None:
    shutil.copy(RULES, tmp_path)
    shutil.copy(CASES, tmp_path)
    done = promtool("test", "rules", CASES.name, folder=tmp_path)
    assert done.returncode == 0, done.stdout


@needs_promtool
def test_a_rule_that_never_went_off_would_be_noticed(tmp_path: Path) -> None:
    text = RULES.read_text(encoding="utf-8").replace("> 900", "> 9000")
    (tmp_path / RULES.name).write_text(text, encoding="utf-8")
    shutil.copy(CASES, tmp_path)
    assert promtool("test", "rules", CASES.name, folder=tmp_path).returncode != 0


@needs_promtool
def test_prometheus_takes_the_page_of_metrics() -> None:
    page = _met().page().decode()
    done = subprocess.run(
        ["promtool", "check", "metrics"], input=page, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_metric_in_a_rule_is_on_the_page_with_the_labels_the_rule_wants() -> None:
    samples: dict[str, list[dict[str, str]]] = {}
    for family in text_string_to_metric_families(_met().page().decode()):
        for sample in family.samples:
            samples.setdefault(sample.name, []).append(sample.labels)
    for alert in ALERTS:
        for name, wanted in re.findall(r"(incident_bot_\w+)(?:\{([^}]*)\})?", alert["expr"]):
            assert name in samples, f"{alert['alert']}: {name}"
            labels = {key for each in samples[name] for key in each}
            assert set(re.findall(r"(\w+)[=!]", wanted)) <= labels, alert["alert"]
            for key, value in re.findall(r'(\w+)="([^"]*)"', wanted):
                assert any(each.get(key) == value for each in samples[name]), f"{name}: {key}={value}"


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_every_rule_says_what_it_is_and_what_to_do_and_is_tried_out(alert: dict[str, Any]) -> None:
    assert alert["labels"]["severity"] in ("critical", "warning")
    assert len(alert["annotations"]["summary"]) > 20
    assert len(alert["annotations"]["description"]) > 20
    assert alert["alert"] in str(HOURS)
