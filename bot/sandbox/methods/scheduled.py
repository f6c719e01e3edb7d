"""chat.scheduleMessage and what belongs to it."""

from bot.sandbox.call import Call, Family
from bot.sandbox.entities import JsonObject
from bot.sandbox.errors import SlackError
from bot.sandbox.message_parts import read_content
from bot.sandbox.methods.chat import LONGEST, destination

family = Family()


@family.method("chat.scheduleMessage", tier=50, scopes=["chat:write"], required=["channel", "post_at"])
async def schedule_message(call: Call) -> JsonObject:
    """Keep a message until `post_at`; with metadata it will never be seen, as Slack documents."""
    channel, content = destination(call), read_content(call)
    if content.is_empty:
        raise SlackError("no_text")
    if len(content.text or "") > LONGEST:
        raise SlackError("msg_too_long")
    if not call.text("post_at").isdigit():
        raise SlackError("invalid_time")
    everywhere = "chat:write.public" in call.app.scopes
    call.workspace.check_may_post(channel, call.user, everywhere=everywhere)
    parts = {
        "blocks": content.blocks or (),
        "attachments": content.attachments or (),
        "metadata": content.metadata,
        "thread_ts": call.text("thread_ts") or None,
        "reply_broadcast": call.flag("reply_broadcast"),
    }
    waiting = call.workspace.schedule(
        channel, call.user, int(call.text("post_at")), content.text or "", parts
    )
    message: JsonObject = {
        "type": "delayed_message",
        "text": waiting.text,
        "user": call.user.id,
        "bot_id": call.app.bot_id,
    }
    message |= {"team": call.workspace.team_id, "blocks": content.blocks or []}
    return {
        "channel": channel.id,
        "scheduled_message_id": waiting.id,
        "post_at": waiting.post_at,
        "message": message,
    }


@family.method(
    "chat.deleteScheduledMessage",
    tier=50,
    scopes=["chat:write"],
    required=["channel", "scheduled_message_id"],
)
async def delete_scheduled_message(call: Call) -> JsonObject:
    """Take a waiting message back."""
    call.workspace.unschedule(call.channel(), call.user, call.text("scheduled_message_id"))
    return {}


@family.method("chat.scheduledMessages.list", tier=50)
async def list_scheduled_messages(call: Call) -> JsonObject:
    """The messages of this app that wait."""
    wanted = call.text("channel")
    if wanted and wanted not in call.workspace.channels:
        raise SlackError("invalid_channel")
    mine = [
        {
            "id": waiting.id,
            "channel_id": waiting.channel.id,
            "post_at": waiting.post_at,
            "date_created": waiting.created,
            "text": waiting.text,
        }
        for waiting in call.workspace.scheduled.values()
        if waiting.by is call.user and wanted in ("", waiting.channel.id)
    ]
    page, metadata = call.page(mine)
    return {"scheduled_messages": page, "response_metadata": metadata}
