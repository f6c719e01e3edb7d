"""The yardstick: a Bolt app with one empty listener behind Bolt's own aiohttp server.

python -m tests.benchmarks.bare PORT      (its signing secret in SLACK_SIGNING_SECRET)
"""

import os
import sys

from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult


async def _authorize() -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None, team_id="T1", bot_token="xoxb-none", bot_id="B1", bot_user_id="U1"
    )


async def nothing() -> None:
    """Listen, and do nothing."""


def main() -> None:
    """Serve until killed."""
    app = AsyncApp(signing_secret=os.environ["SLACK_SIGNING_SECRET"], authorize=_authorize)
    app.event("message")(nothing)
    web.run_app(
        app.web_app(), host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=lambda *_: None
    )


if __name__ == "__main__":
    main()
