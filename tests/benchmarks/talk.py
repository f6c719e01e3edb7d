"""What is said in a channel, as Slack delivers it, ready to be sent."""

import json
import time
from collections.abc import Iterator
from itertools import count

from bot.sandbox.entities import Channel
from bot.sandbox.payloads import event_envelope
from tests.benchmarks.load import request
from tests.killing.ground import Ground

_numbers = count(1)


def talk(ground: Ground, channel: Channel, many: int) -> Iterator[bytes]:
    """Yield deliveries of new messages, each signed as it is taken."""
    people = [ground.person(name).id for name in ("alice", "bob")]
    for _ in range(many):
        number = next(_numbers)
        text = f"message {number}: retrieval still returns stale documents for tenant {number % 7}"
        ts = f"{int(time.time())}.{number % 1_000_000:06d}"
        words = {"type": "text", "text": text}
        section = {"type": "rich_text_section", "elements": [words]}
        event = {
            "type": "message",
            "user": people[number % 2],
            "ts": ts,
            "client_msg_id": f"{number:032x}",
            "text": text,
            "team": ground.workspace.team_id,
            "blocks": [{"type": "rich_text", "block_id": f"b{number}", "elements": [section]}],
            "channel": channel.id,
            "event_ts": ts,
            "channel_type": "channel",
        }
        body = json.dumps(event_envelope(ground.workspace, ground.app, event, channel)).encode()
        yield request(body, ground.app.signing_secret)
