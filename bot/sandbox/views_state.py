"""Keeps every open modal and Home tab: who sees it, in which stack, with which hash and which inputs."""

import secrets
import time
from dataclasses import dataclass, field

from bot.sandbox.entities import App, JsonObject, User
from bot.sandbox.errors import SlackError
from bot.sandbox.forms import Form
from bot.sandbox.ids import Ids
from bot.sandbox.signals import Signal

STACK_LIMIT = 3


def has_home(app: App) -> bool:
    """Whether the app's manifest switches its Home tab on."""
    return bool(app.manifest.get("features", {}).get("app_home", {}).get("home_tab_enabled"))


@dataclass(eq=False)
class View:
    """A modal or Home tab as one person has it before them."""

    id: str
    app: App
    user: User
    team_id: str
    content: JsonObject
    hash: str
    form: Form
    root_view_id: str
    previous_view_id: str | None = None
    complaints: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[JsonObject]:
        """The blocks, each with a block_id and each element with an action_id."""
        return list(self.content["blocks"])

    @property
    def external_id(self) -> str:
        """The app's own name for it, or nothing."""
        return str(self.content.get("external_id") or "")

    @property
    def is_home(self) -> bool:
        """Whether it is a Home tab, which has no stack."""
        return bool(self.content["type"] == "home")

    def to_dict(self, *, with_state: bool = False) -> JsonObject:
        """The view object of answers and payloads; people's inputs are told only in payloads."""
        content = self.content
        home_title = {"type": "plain_text", "text": "View Title", "emoji": True}
        return {
            "id": self.id,
            "team_id": self.team_id,
            "type": content["type"],
            "blocks": content["blocks"],
            "private_metadata": content.get("private_metadata") or "",
            "callback_id": content.get("callback_id") or "",
            "state": {"values": self.form.values if with_state else {}},
            "hash": self.hash,
            "title": content.get("title") or home_title,
            "clear_on_close": bool(content.get("clear_on_close")),
            "notify_on_close": bool(content.get("notify_on_close")),
            "close": content.get("close"),
            "submit": content.get("submit"),
            "previous_view_id": self.previous_view_id,
            "root_view_id": self.root_view_id,
            "app_id": self.app.app_id,
            "external_id": self.external_id,
            "app_installed_team_id": self.team_id,
            "bot_id": self.app.bot_id,
        }


class Views:
    """All views of a workspace. A person's modals form one pile; those with one root are one stack."""

    def __init__(self, ids: Ids, team_id: str, changed: Signal) -> None:
        self._ids = ids
        self._team_id = team_id
        self._changed = changed
        self._open: dict[str, list[View]] = {}
        self._homes: dict[tuple[str, str], View] = {}

    def top(self, user: User) -> View | None:
        """The modal the person is looking at."""
        pile = self.pile(user)
        return pile[-1] if pile else None

    def pile(self, user: User) -> list[View]:
        """All modals open before the person, the visible one last."""
        return [view for view in self._open.get(user.id, []) if view.app.installed]

    def home(self, app: App, user: User) -> View | None:
        """The Home tab the app published for the person."""
        return self._homes.get((app.app_id, user.id)) if app.installed else None

    def find(self, app: App, *, view_id: str = "", external_id: str = "") -> View:
        """An open view of the app by Slack's or by its own id; `not_found` otherwise."""
        views = [view for pile in self._open.values() for view in pile] + list(self._homes.values())
        for view in views:
            if view.app is app and view_id in ("", view.id) and external_id in ("", view.external_id):
                return view
        raise SlackError("not_found")

    def open(self, app: App, user: User, content: JsonObject) -> View:
        """Show a first modal to the person."""
        view = self._make(app, user, content)
        self._open.setdefault(user.id, []).append(view)
        self._changed.notify()
        return view

    def push(self, parent: View, content: JsonObject) -> View:
        """Show a modal on top of another; three at most."""
        pile = self._open[parent.user.id]
        if len(self.stack(parent)) >= STACK_LIMIT:
            raise SlackError("push_limit_reached")
        view = self._make(parent.app, parent.user, content)
        view.root_view_id, view.previous_view_id = parent.root_view_id, parent.id
        pile.append(view)
        self._changed.notify()
        return view

    def replace(self, view: View, content: JsonObject, hash_: str | None = None) -> View:
        """Give the view new content; its id stays, and so do inputs whose block and action stay."""
        if hash_ is not None and hash_ != view.hash:
            raise SlackError("hash_conflict")
        self.check_external_id(view.app, content, view)
        view.content = content
        view.form = Form.of(view.blocks, view.form)
        view.hash, view.complaints = self._hash(), {}
        self._changed.notify()
        return view

    def publish(self, app: App, user: User, content: JsonObject, hash_: str | None = None) -> View:
        """Show the person this Home tab from now on."""
        known = self.home(app, user)
        if known:
            return self.replace(known, content, hash_)
        self._homes[app.app_id, user.id] = view = self._make(app, user, content)
        self._changed.notify()
        return view

    def stack(self, view: View) -> list[View]:
        """The view and what lies under and over it in its stack."""
        return [each for each in self._open.get(view.user.id, []) if each.root_view_id == view.root_view_id]

    def close(self, view: View) -> None:
        """Take one modal away; the one below it shows."""
        pile = self._open.get(view.user.id, [])
        if view in pile:
            pile.remove(view)
            self._changed.notify()

    def is_open(self, view: View) -> bool:
        """Whether the person still has it."""
        return view in self.pile(view.user) or view is self.home(view.app, view.user)

    def check_external_id(self, app: App, content: JsonObject, but: View | None = None) -> None:
        """An app's own name for a view must be its only one; `but` is the view about to change."""
        wanted = content.get("external_id")
        if not wanted:
            return
        try:
            known = self.find(app, external_id=wanted)
        except SlackError:
            return
        if known is not but:
            raise SlackError("duplicate_external_id")

    def _make(self, app: App, user: User, content: JsonObject) -> View:
        self.check_external_id(app, content)
        identity = self._ids.fresh("V")
        form = Form.of(content["blocks"])
        return View(identity, app, user, self._team_id, content, self._hash(), form, identity)

    @staticmethod
    def _hash() -> str:
        return f"{int(time.time())}.{secrets.token_hex(4)}"
