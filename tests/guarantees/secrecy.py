"""Who may know what: every text written into a private incident carries a mark, and each mark its people.

Whoever is in the incident's channel while a mark is a secret may know it, also if they leave later; once the
incident is public everybody may. Whatever the bot says is held against that, as it says it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.call_log import CallRecord
from bot.sandbox.delivery_log import Delivery
from bot.sandbox.entities import Channel
from tests.guarantees.slack_side import delivered
from tests.stage import Stage

NAMING = frozenset({"conversations.create", "conversations.rename"})
"""A name is read by people who are nowhere in it."""


@dataclass
class Secrets:
    """The marks of one incident, and who may know each."""

    stage: Stage
    channel: Channel
    word: str
    private: bool = True
    known_to: dict[str, set[str]] = field(default_factory=dict)
    free: set[str] = field(default_factory=set)
    _calls: int = 0
    _deliveries: int = 0

    def __post_init__(self) -> None:
        self._calls = len(self.stage.workspace.calls)
        self._deliveries = len(delivered(self.stage))

    def text(self, words: str = "") -> str:
        """Words with a mark that occurs nowhere else."""
        mark = f"{self.word}{len(self.known_to) + len(self.free):03}"
        if self.private:
            self.known_to[mark] = set(self.channel.members)
        else:
            self.free.add(mark)
        return f"{words} {mark}".strip()

    def turns(self, *, private: bool) -> None:
        """The incident was made private, or public: then what was a secret is none any more."""
        if not private:
            self.free |= self.known_to.keys()
            self.known_to.clear()
        self.private = private

    def leaks(self) -> list[str]:
        """What was told since to somebody who may not know it."""
        for people in self.known_to.values():
            people |= set(self.channel.members)
        found = [*self._said(), *self._answered(), *self._shown()]
        self._calls = len(self.stage.workspace.calls)
        self._deliveries = len(delivered(self.stage))
        return found

    def _said(self) -> Iterator[str]:
        for call in self.stage.workspace.calls[self._calls :]:
            for mark in self._marks_in(call.args):
                outside = self._audience(call) - self.known_to[mark]
                if outside:
                    yield f"{call.method} tells {mark} to {len(outside)} who are not in it: {call.args}"

    def _answered(self) -> Iterator[str]:
        for delivery in delivered(self.stage)[self._deliveries :]:
            for attempt in delivery.attempts:
                for mark in self._marks_in(attempt.response.body):
                    if _person(delivery) not in self.known_to[mark]:
                        yield f"the answer to {delivery.name} of {_person(delivery)} tells {mark}"

    def _shown(self) -> Iterator[str]:
        workspace = self.stage.workspace
        for user in workspace.users.values():
            views = [workspace.views.top(user), workspace.views.home(self.stage.app, user)]
            whispers = [
                m.to_dict()
                for c in workspace.channels.values()
                for m in c.ephemerals.values()
                if m.ephemeral_to == user.id
            ]
            for mark in self._marks_in([[v.content for v in views if v], whispers]):
                if user.id not in self.known_to[mark]:
                    yield f"{user.name} sees {mark}"

    def _marks_in(self, content: Any) -> list[str]:
        text = content if isinstance(content, str) else json.dumps(content, default=str, ensure_ascii=False)
        return [mark for mark in self.known_to if mark in text]

    def _audience(self, call: CallRecord) -> set[str]:
        """Who can come to see what a call says."""
        workspace, args = self.stage.workspace, call.args
        everybody = set(workspace.users) - {self.stage.app.bot_user_id}
        if call.method in NAMING:
            return everybody
        if call.method.startswith("views."):
            return {str(args["user_id"])} if "user_id" in args else set()
        place = str(args.get("channel") or args.get("channel_id") or "")
        if call.method == "chat.postEphemeral":
            return {str(args["user"])}
        if place in workspace.users:
            return {place}
        channel = workspace.channels.get(place)
        if channel is None or channel.is_public:
            return everybody
        return set(channel.members) - {self.stage.app.bot_user_id}


def _person(delivery: Delivery) -> str:
    user = delivery.payload.get("user") or delivery.payload.get("user_id") or ""
    return str(user.get("id") if isinstance(user, dict) else user)
