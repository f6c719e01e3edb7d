"""The App Home: shown when somebody opens it, and kept up to date from then on."""

from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.services import homes
from handlers.work import Work


def register(app: AsyncApp) -> None:
    """Register the App Home."""
    app.event("app_home_opened", matchers=[_is_home])(opened)


async def _is_home(event: dict[str, Any]) -> bool:
    return event.get("tab") == "home"


async def opened(work: Work) -> None:
    """Show the Home tab as it is now."""
    await homes.opened(await work.begin())
