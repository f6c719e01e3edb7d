"""When to remind, by the length of a clock, unless the organisation says otherwise.

Rows named by hours are for clocks counted in hours, those named by days for clocks in days and months.
"""

from bot.domain.regulation.reminding.row import BUSINESS_DAYS, NO_NUMBER

Table = dict[str, tuple[str, ...]]

_LONG = ("start", "T-14d", "T-7d", "T-3d", "T-24h", "due")

REMIND: Table = {
    "2h": ("start", "half", "T-30min", "T-15min", "due"),
    "6h": ("start", "half", "T-60min", "T-30min", "T-15min", "due"),
    "36h": ("start", "half", "T-6h", "T-2h", "T-30min", "due"),
    "48h": ("start", "T-24h", "T-12h", "T-4h", "T-1h", "due"),
    "72h": ("start", "T-48h", "T-24h", "T-12h", "T-4h", "T-1h", "due"),
    "84h": ("start", "T-72h", "T-48h", "T-24h", "T-12h", "T-4h", "T-1h", "due"),
    "15d": ("start", "half", "T-3d", "T-24h", "T-4h", "due"),
    "28d": _LONG,
    "90d": _LONG,
    BUSINESS_DAYS: ("start", "mornings", "T-3h", "due"),
    NO_NUMBER: ("start", "daily"),
}
ESCALATE: Table = {
    "6h": (),
    "36h": ("T-2h",),
    "84h": ("T-4h",),
    "15d": ("T-24h",),
    "90d": ("T-3d",),
    BUSINESS_DAYS: ("last morning",),
    NO_NUMBER: ("target",),
}
ESCALATE_WITHOUT_DRAFT: Table = {"36h": (), "84h": ("T-12h",), "90d": ()}
ACKNOWLEDGE: dict[str, int] = {
    "6h": 10,
    "36h": 30,
    "84h": 120,
    "15d": 480,
    "90d": 1440,
    BUSINESS_DAYS: 180,
    NO_NUMBER: 1440,
}
ACKNOWLEDGE_AGAIN: dict[str, int] = {"6h": 10, "90d": 0}
"""Only for the shortest clocks is the commander called again."""
