"""Starts processes of the bot quickly: one process has imported everything, and forks for each one.

    python -m tests.fire.nursery

reads a line of JSON for each request, and answers with one: `{"start": {…}}` forks, `{"wait": pid}` says how
a child ended. What is forked is a process as any other: it is killed with SIGKILL, and nobody cleans up.
"""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.stage import ROOT


class Nursery:
    """The test's side."""

    def __init__(self) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.fire.nursery"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def start(self, environment: Mapping[str, str], folder: Path, log: Path) -> "Child":
        """Fork a process that serves."""
        answer = self._ask(
            {"start": {"environment": dict(environment), "folder": str(folder), "log": str(log)}}
        )
        return Child(self, int(answer["pid"]), log)

    def ended(self, pid: int) -> int:
        """How a process ended: its exit code, or the signal that ended it as a negative number."""
        return int(self._ask({"wait": pid})["code"])

    def close(self) -> None:
        """End the server, and with it every process it started."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.close()
        self._server.wait(20)
        self._server.stdout.close()

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(request) + "\n")
        self._server.stdin.flush()
        answer: dict[str, Any] = json.loads(self._server.stdout.readline())
        return answer


class Child:
    """One process that serves, or did."""

    def __init__(self, nursery: Nursery, pid: int, log: Path) -> None:
        self.pid, self.log = pid, log
        self.code: int | None = None
        self._nursery = nursery
        self._handle = os.pidfd_open(pid)

    @property
    def lives(self) -> bool:
        """Whether it has not ended."""
        if self.code is None and select.select([self._handle], [], [], 0)[0]:
            self.code = self._nursery.ended(self.pid)
            os.close(self._handle)
        return self.code is None

    def tell(self, number: signal.Signals) -> None:
        """Send a signal, if it lives."""
        if self.lives:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, number)

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        self.tell(signal.SIGKILL)
        while self.lives:
            select.select([self._handle], [], [], 10)


def _fork(wanted: dict[str, Any]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        code = _live(wanted)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 70
    sys.stderr.flush()
    os._exit(code)


def _live(wanted: dict[str, Any]) -> int:
    from tests.fire import served  # noqa: PLC0415 - imported before the fork already

    log = os.open(wanted["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for here, there in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(here, there)
    os.environ.update(wanted["environment"])
    os.chdir(wanted["folder"])
    return served.main()


def main() -> None:
    """Answer requests until there are no more, then end whoever still lives."""
    import tests.fire.served  # noqa: F401, PLC0415 - this is what takes time

    children: set[int] = set()
    for line in sys.stdin:
        request = json.loads(line)
        if "start" in request:
            children.add(pid := _fork(request["start"]))
            answer = {"pid": pid}
        else:
            _, status = os.waitpid(request["wait"], 0)
            children.discard(request["wait"])
            answer = {"code": os.waitstatus_to_exitcode(status)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    for pid in children:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
