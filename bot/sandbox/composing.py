"""Turns what a person types into what Slack stores and sends, with names as references."""

from bot.sandbox.entities import User
from bot.sandbox.mrkdwn import typed
from bot.sandbox.state import State

BROADCASTS = ("here", "channel", "everyone")


def message_words(state: State, by: User, text: str) -> str:
    """A typed message as it is stored: `<@U1>`, `<#C1|name>`, `<https://…>`."""
    return typed(text, _references(state, by, labelled=False))


def command_text(state: State, by: User, text: str) -> str:
    """The text of a command that wants escaping: `<@U1|alice>`, `<#C1|name>`, `<#C1|>` when private."""
    return typed(text, _references(state, by, labelled=True))


def _references(state: State, by: User, *, labelled: bool) -> dict[str, str]:
    found: dict[str, str] = {f"@{word}": f"<!{word}>" for word in BROADCASTS}
    for group in state.usergroups.values():
        found[f"@{group.handle}"] = f"<!subteam^{group.id}|@{group.handle}>"
    for user in state.users.values():
        found[f"@{user.name}"] = f"<@{user.id}|{user.name}>" if labelled else f"<@{user.id}>"
    for channel in state.channels.values():
        if channel.name and not channel.is_mpim and state.can_see(by, channel):
            found[f"#{channel.name}"] = f"<#{channel.id}|{channel.name if channel.is_public else ''}>"
    return found
