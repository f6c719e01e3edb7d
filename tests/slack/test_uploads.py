"""A large file takes its time to go up, and only as much as its size explains."""

from io import BytesIO

import pytest

from bot.slack.errors import Fate, SlackUnreachable
from bot.slack.files import SLOWEST
from bot.slack.gateway import Slack
from tests.slack.conftest import Counted, Line

PATIENT, HURRIED = 5.0, 0.0


class Hurry(Counted):
    """Gives the next call no time of its own once Slack has said where a file goes, and again afterwards."""

    slack: Slack

    def slack_call(self, method: str, outcome: str, seconds: float) -> None:
        super().slack_call(method, outcome, seconds)
        self.slack._timeout = HURRIED if method == "files.getUploadURLExternal" else PATIENT


@pytest.fixture
def hurried(line: Line) -> Slack:
    """A gateway whose uploads have only the time that a file's size gives them."""
    line.counted = hurry = Hurry()
    hurry.slack = line.slack(timeout=PATIENT)
    return hurry.slack


async def _uploaded(slack: Slack, line: Line, length: int) -> str:
    return await slack.upload_file(line.incidents, name="log", title="Log", content=BytesIO(bytes(length)))


async def test_a_file_gets_a_second_more_for_every_half_megabyte(line: Line, hurried: Slack) -> None:
    file_id = await _uploaded(hurried, line, 30 * SLOWEST)
    assert line.workspace.files[file_id].size == 30 * SLOWEST


async def test_a_small_file_gets_no_more_than_any_other_call(line: Line, hurried: Slack) -> None:
    with pytest.raises(SlackUnreachable) as late:
        await _uploaded(hurried, line, 1)
    assert late.value.fate is Fate.UNKNOWN
    assert line.counted.calls[-1] == ("upload", "timeout")
