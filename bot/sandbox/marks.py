"""What people put on messages and channels: reactions, pins, bookmarks."""

import re

from bot.sandbox.entities import Channel, JsonObject, Message, User
from bot.sandbox.errors import SlackError
from bot.sandbox.messages import Messages

MAX_PINS = 100
MAX_BOOKMARKS = 100
MAX_KINDS_OF_REACTION = 50
MAX_REACTIONS_OF_ONE = 23
_EMOJI = re.compile(r"[a-z0-9_+'\-]+(::skin-tone-[2-6])?")


class Marks(Messages):
    """Reactions, pins and bookmarks, with their events."""

    def react(self, channel: Channel, ts: str, name: str, by: User) -> None:
        """Add an emoji (its name, without colons) to a message."""
        message = self._reactable(channel, ts, by)
        if channel.is_archived:
            raise SlackError("is_archived")
        if not _EMOJI.fullmatch(name) or len(name) > 100:
            raise SlackError("invalid_name")
        users = message.reactions.get(name, [])
        if by.id in users:
            raise SlackError("already_reacted")
        if not users and len(message.reactions) >= MAX_KINDS_OF_REACTION:
            raise SlackError("too_many_emoji")
        if sum(by.id in each for each in message.reactions.values()) >= MAX_REACTIONS_OF_ONE:
            raise SlackError("too_many_reactions")
        message.reactions.setdefault(name, []).append(by.id)
        self._publish_reaction("reaction_added", channel, message, name, by)

    def unreact(self, channel: Channel, ts: str, name: str, by: User) -> None:
        """Take one's emoji off again."""
        message = self._reactable(channel, ts, by)
        users = message.reactions.get(name, [])
        if by.id not in users:
            raise SlackError("no_reaction")
        users.remove(by.id)
        if not users:
            del message.reactions[name]
        self._publish_reaction("reaction_removed", channel, message, name, by)

    def _reactable(self, channel: Channel, ts: str, by: User) -> Message:
        if not self.can_see(by, channel):
            raise SlackError("channel_not_found")
        return self.message(channel, ts)

    def _publish_reaction(self, kind: str, channel: Channel, message: Message, name: str, by: User) -> None:
        item = {"type": "message", "channel": channel.id, "ts": message.ts}
        event: JsonObject = {"type": kind, "user": by.id, "reaction": name, "item": item}
        if message.user:
            event["item_user"] = message.user
        self.publish(event, channel=channel)

    def pin(self, channel: Channel, ts: str, by: User) -> None:
        """Pin a message to its channel."""
        message = self._pinnable(channel, ts, by)
        if message.pinned:
            raise SlackError("already_pinned")
        if len(channel.pins) >= MAX_PINS:
            raise SlackError("too_many_pins")
        message.pinned = True
        channel.pins.append({"message_ts": ts, "created": self.epoch(), "created_by": by.id})
        self._publish_pin("pin_added", channel, message, by)

    def unpin(self, channel: Channel, ts: str, by: User) -> None:
        """Take the pin out."""
        message = self._pinnable(channel, ts, by)
        if not message.pinned:
            raise SlackError("no_pin")
        message.pinned = False
        channel.pins = [pin for pin in channel.pins if pin["message_ts"] != ts]
        self._publish_pin("pin_removed", channel, message, by)

    def _pinnable(self, channel: Channel, ts: str, by: User) -> Message:
        if not self.can_see(by, channel):
            raise SlackError("channel_not_found")
        if by.id not in channel.members:
            raise SlackError("not_in_channel")
        message = self.message(channel, ts)
        if channel.is_archived:
            raise SlackError("restricted_action")
        if message.subtype in ("channel_join", "channel_leave"):
            raise SlackError("not_pinnable")
        return message

    def pin_item(self, channel: Channel, pin: JsonObject) -> JsonObject:
        """A pin as pins.list and the events show it."""
        message = channel.messages[pin["message_ts"]]
        shown = message.to_dict(with_metadata=False) | {"pinned_to": [channel.id]}
        shown["permalink"] = self.permalink(channel, message.ts)
        made = {"created": pin["created"], "created_by": pin["created_by"]}
        return {"type": "message", **made, "channel": channel.id, "message": shown}

    def _publish_pin(self, kind: str, channel: Channel, message: Message, by: User) -> None:
        item = self.pin_item(
            channel, {"message_ts": message.ts, "created": self.epoch(), "created_by": by.id}
        )
        event: JsonObject = {"type": kind, "user": by.id, "channel_id": channel.id, "item": item}
        app = self.apps.get(message.app_id or "")
        author = message.user or (app.bot_user_id if app else "")
        info = {"channel": channel.id, "pinned_by": by.id, "pinned_ts": item["created"]}
        event |= {"item_user": author, "pin_count": len(channel.pins), "pinned_info": info}
        if kind == "pin_removed":
            event["has_pins"] = bool(channel.pins)
        self.publish(event, channel=channel)

    def add_bookmark(
        self, channel: Channel, by: User, *, title: str, link: str, emoji: str = ""
    ) -> JsonObject:
        """A link in the channel's bar."""
        self._check_may_bookmark(channel, by)
        check_link(link)
        if len(channel.bookmarks) >= MAX_BOOKMARKS:
            raise SlackError("too_many_bookmarks")
        now = self.epoch()
        bookmark: JsonObject = {
            "id": self.ids.fresh("Bk"),
            "channel_id": channel.id,
            "title": title,
            "link": link,
            "emoji": emoji,
            "icon_url": f"{link.split('/', 3)[0]}//{link.split('/', 3)[2]}/favicon.ico",
            "type": "link",
            "entity_id": None,
            "date_created": now,
            "date_updated": 0,
            "rank": self.ids.word(1).lower(),
            "last_updated_by_user_id": by.id,
            "last_updated_by_team_id": by.team_id,
            "shortcut_id": None,
            "app_id": by.app_id,
            "app_action_id": None,
        }
        channel.bookmarks.append(bookmark)
        self.watch_only({"type": "bookmark_added", "bookmark": bookmark}, channel)
        return bookmark

    def edit_bookmark(self, channel: Channel, by: User, bookmark_id: str, changes: JsonObject) -> JsonObject:
        """Change title, link or emoji of a bookmark."""
        self._check_may_bookmark(channel, by)
        bookmark = self.bookmark(channel, bookmark_id)
        if "link" in changes:
            check_link(changes["link"])
        bookmark |= changes | {"date_updated": self.epoch(), "last_updated_by_user_id": by.id}
        self.watch_only({"type": "bookmark_edited", "bookmark": bookmark}, channel)
        return bookmark

    def remove_bookmark(self, channel: Channel, by: User, bookmark_id: str) -> None:
        """Take a bookmark off the bar."""
        self._check_may_bookmark(channel, by)
        channel.bookmarks.remove(self.bookmark(channel, bookmark_id))
        self.watch_only({"type": "bookmark_removed", "bookmark_id": bookmark_id}, channel)

    def bookmark(self, channel: Channel, bookmark_id: str) -> JsonObject:
        """One bookmark of the channel."""
        found = next((b for b in channel.bookmarks if b["id"] == bookmark_id), None)
        if found is None:
            raise SlackError("not_found")
        return found

    def _check_may_bookmark(self, channel: Channel, by: User) -> None:
        if not self.can_see(by, channel):
            raise SlackError("channel_not_found")
        if by.id not in channel.members or channel.is_archived:
            raise SlackError("permission_denied")


def check_link(link: str) -> None:
    """A bookmark leads to a web address and nowhere else."""
    if not re.match(r"https?://[^\s/]+", link):
        raise SlackError("invalid_link")
