"""Who the bot is on its workspace, as Slack told it at the start."""

from bot.domain.value import Value


class Identity(Value):
    """What `auth.test` answered.

    Attributes:
        name: what people type after an @ to mention it.
        team_url: where permalinks begin, with a closing slash.
        enterprise_id: the organisation that the workspace is one of several of; None where it is alone.
        scopes: what the token was granted, from the answer's header; empty when Slack did not say.
    """

    user_id: str
    bot_id: str
    team_id: str
    team: str
    team_url: str
    enterprise_id: str | None = None
    name: str = ""
    scopes: frozenset[str] = frozenset()

    def permalink(self, channel_id: str, message_ts: str, *, thread_ts: str | None = None) -> str:
        """Return a message's address without asking Slack for it."""
        address = f"{self.team_url.rstrip('/')}/archives/{channel_id}/p{message_ts.replace('.', '')}"
        if thread_ts and thread_ts != message_ts:
            address += f"?thread_ts={thread_ts}&cid={channel_id}"
        return address

    def channel_link(self, channel_id: str) -> str:
        """Return a channel's address."""
        return f"{self.team_url.rstrip('/')}/archives/{channel_id}"
