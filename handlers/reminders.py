"""The buttons that put reminders off or stop them; their message says in place what became of it."""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.incident import Incident
from bot.services import effects, holding
from bot.services.unit import Unit
from bot.views import ids
from bot.views import reminders as words
from bot.views.ids import Ref
from handlers.work import Work


def register(app: AsyncApp) -> None:
    """Register the buttons of reminders."""
    app.action(re.compile(f"^{ids.SNOOZE}(:|$)"))(snooze)
    app.action(re.compile(f"^{ids.STOP_ASKING}(:|$)"))(stop)


async def snooze(about: Ref, action: dict[str, Any], body: dict[str, Any], work: Work, ack: AsyncAck) -> None:
    """Ask again later."""
    unit, incident = await work.about(about)
    minutes = int(about.x) if about.x.isdigit() else min(words.SNOOZES)
    until = await holding.snooze(unit, incident, words.unpack(about.s), minutes)
    await _show(unit, incident, body, action, words.snoozed(await _name(unit), until))
    await ack()


async def stop(about: Ref, action: dict[str, Any], body: dict[str, Any], work: Work, ack: AsyncAck) -> None:
    """Ask no more."""
    unit, incident = await work.about(about)
    await holding.stop(unit, incident, words.unpack(about.s))
    await _show(unit, incident, body, action, words.stopped(await _name(unit)))
    await ack()


async def _name(unit: Unit) -> str:
    names = await unit.names(f"<@{unit.actor.user_id}>")
    return names.get(unit.actor.user_id, unit.actor.user_id)


async def _show(
    unit: Unit, incident: Incident, body: dict[str, Any], action: dict[str, Any], said: str
) -> None:
    container = body["container"]
    message = words.held(body["message"], action["block_id"], said)
    place = container["channel_id"], container["message_ts"]
    await unit.put(effects.refresh_message(incident, *place, message, unit.at))
