"""How long Slack waits for an app and how much it sends; tests shrink these numbers instead of sleeping."""

from dataclasses import dataclass


@dataclass
class DeliveryRules:
    """Slack's patience in real seconds, which the simulated clock never moves, and Slack's ceilings.

    A workspace keeps a copy of its own; each number may be changed while it runs.
    """

    patience: float = 3.0
    """For the answer to anything sent to an app."""
    retry_waits: tuple[float, ...] = (0.0, 60.0, 300.0)
    """Before the first, second and third repetition of an event that was not acknowledged."""
    trigger_lifetime: float = 3.0
    response_url_lifetime: float = 1800.0
    response_url_uses: int = 5
    window: float = 3600.0
    """Over which failures and the hourly ceiling are counted."""
    hourly_ceiling: int = 30_000
    disable_above: float = 0.95
    """The share of failed attempts that switches an app's event subscriptions off…"""
    disable_from: int = 1_000
    """…unless fewer attempts than this fell into the window."""
    max_redirects: int = 2
    max_connections: int = 10
    refresh_notice: float = 10.0
    """Between the warning and the end of a Socket Mode connection."""
    ping_interval: float = 15.0
