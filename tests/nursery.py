"""Starts processes of the bot quickly: one process has imported everything, and forks for each one.

    python -m tests.nursery

reads a line of JSON for each request, and answers with one: `{"start": {…}}` forks, `{"wait": pid}` says how
a child ended. What is forked is a process as any other: it is killed with SIGKILL, and nobody cleans up.
"""

import asyncio
import gc
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import storage.engines
from tests.stage import ROOT

SERVES = ("tests.fire.served", "tests.killing.launcher")
"""Each serves in a way of its own when its `main` is called, and changes nothing before."""

_WANTED_LATER = ("bot.commands.programs", "aiosqlite", "asyncpg", "sqlalchemy.dialects.postgresql.asyncpg")
"""What a process of the bot imports no sooner than it needs it, which is always."""


class Nursery:
    """The test's side."""

    def __init__(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SLACK_")}
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.nursery"],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def start(
        self, serves: str, environment: Mapping[str, str], folder: Path, log: Path, *words: str
    ) -> "Child":
        """Fork a process that serves as one of `SERVES` does, given `words`; its output goes to the log."""
        wanted = {
            "serves": serves,
            "words": words,
            "environment": dict(environment),
            "folder": str(folder),
            "log": str(log),
        }
        return Child(self, int(self._ask({"start": wanted})["pid"]), log)

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
    """One process that serves, or did; it is looked at and ended as `asyncio.subprocess.Process` is."""

    def __init__(self, nursery: Nursery, pid: int, log: Path) -> None:
        self.pid, self.log = pid, log
        self._code: int | None = None
        self._nursery = nursery
        self._handle = os.pidfd_open(pid)

    @property
    def returncode(self) -> int | None:
        """Its exit code, or the signal that ended it as a negative number; None while it lives."""
        if self._code is None and select.select([self._handle], [], [], 0)[0]:
            self._code = self._nursery.ended(self.pid)
            os.close(self._handle)
        return self._code

    @property
    def lives(self) -> bool:
        """Whether it has not ended."""
        return self.returncode is None

    def send_signal(self, number: int) -> None:
        """Send a signal, if it lives."""
        if self.lives:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, number)

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        self.send_signal(signal.SIGKILL)
        while self.lives:
            select.select([self._handle], [], [], 10)

    async def wait(self) -> int:
        """Wait until it has ended, and return how."""
        loop, gone = asyncio.get_running_loop(), asyncio.Event()
        if self.lives:
            handle = os.dup(self._handle)
            loop.add_reader(handle, gone.set)
            try:
                await gone.wait()
            finally:
                loop.remove_reader(handle)
                os.close(handle)
        code = self.returncode
        assert code is not None
        return code


def _fork(wanted: dict[str, Any]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        code = _live(wanted)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 70
    sys.stderr.flush()
    os._exit(code)


def _live(wanted: dict[str, Any]) -> int:
    log = os.open(wanted["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for here, there in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(here, there)
    os.environ.update(wanted["environment"])
    os.chdir(wanted["folder"])
    sys.argv[1:] = wanted["words"]
    return int(import_module(wanted["serves"]).main())


def main() -> None:
    """Answer requests until there are no more, then end whoever still lives."""
    for name in (*SERVES, *_WANTED_LATER):
        import_module(name)  # This is what takes time.
    # Whoever is killed has given its commits to the system already; nobody turns the machine off.
    storage.engines.SYNCHRONOUS = "OFF"
    gc.freeze()
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
