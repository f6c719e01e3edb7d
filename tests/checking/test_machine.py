"""`check` looks at this machine: configuration, wording, time zones, port."""

import socket
import sys
import zoneinfo
from pathlib import Path
from typing import Any

import pytest

from tests.checking.conftest import Place, named


async def test_a_configuration_that_is_not_there_is_named(place: Place, tmp_path: Path) -> None:
    assert await place.checks(incident_config=tmp_path / "nowhere.yml") == 1
    assert "INCIDENT_CONFIG names it" in place.line("FAIL configuration")


async def test_a_wording_that_cannot_be_used_is_named(place: Place, tmp_path: Path) -> None:
    assert await place.checks(incident_config=named(tmp_path, "words: nowhere\n")) == 1
    assert "is no folder" in place.line("FAIL configuration")


async def test_a_machine_without_time_zones_is_named(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in {
        "tzdata",
        "tzdata.zoneinfo",
        *(known for known in sys.modules if known.startswith("tzdata.")),
    }:
        monkeypatch.setitem(sys.modules, name, None)
    known = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(to=[])
    try:
        assert await place.checks() == 1
    finally:
        zoneinfo.reset_tzpath(to=list(known))
    assert "tzdata" in place.line("time zones")


async def test_a_wrong_configuration_is_named_with_its_line(place: Place, tmp_path: Path) -> None:
    config = tmp_path / "incidents.yml"
    config.write_text("announcements: incidents\nchannel_prefix: NOPE\n", encoding="utf-8")
    assert await place.checks(incident_config=config) == 1
    assert place.line("line 2").startswith("FAIL configuration")


async def test_a_port_that_is_taken_is_named_in_both_transports(
    place: Place, over_socket: dict[str, Any]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        for transport in (dict[str, Any](), over_socket):
            assert await place.checks(port=taken, **transport) == 1
            assert "Set PORT or HOST" in place.line(f"port {taken}")


async def test_a_host_that_is_not_this_machines_is_named(place: Place) -> None:
    assert await place.checks(host="192.0.2.1") == 1
    assert place.line("192.0.2.1").startswith("FAIL")
