"""Made-up people of a made-up company, and where they are to be found."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Somebody:
    """One of the cast; `traits` are fields of User."""

    name: str
    real_name: str
    traits: dict[str, Any] = field(default_factory=dict)


def _somebody(name: str, real_name: str, tz: str, looks: str, title: str, **traits: Any) -> Somebody:
    """`looks` is the avatar's colour and face."""
    color, face = looks.split(" ")
    return Somebody(name, real_name, {"tz": tz, "color": color, "face": face, "title": title, **traits})


CAST = (
    _somebody(
        "alice",
        "Alice Njoroge",
        "Africa/Nairobi",
        "b4531f 👩🏾‍💻",
        "On-call lead",
        is_admin=True,
        is_owner=True,
    ),
    _somebody("bob", "Bob Lindqvist", "Europe/Stockholm", "2b6cb0 🧔🏼", "ML engineer"),
    _somebody("chiara", "Chiara De Luca", "Europe/Rome", "9f1d6b 👩🏻‍🦱", "Head of communications"),
    _somebody("dmitri", "Dmitri Okafor-Reyes", "America/New_York", "2f7d4f 👨🏽‍⚖️", "Privacy counsel"),
    _somebody(
        "emi", "田中 絵美", "Asia/Tokyo", "d0742a 👩🏻‍🔬", "Applied scientist", display_name="絵美 (Emi)"
    ),
    _somebody(
        "farid", "فرید رضایی", "Asia/Tehran", "0f766e 🧑🏽‍🔧", "Platform engineer", display_name="فرید"
    ),
    _somebody("grace", "Grace O'Malley & Co", "Europe/Dublin", "7c3aed 👩🏻‍🦰", "Support lead"),
    _somebody("hoku", "Hōkūlani 🌺 Kealoha", "Pacific/Honolulu", "be185d 🌺", "SRE", display_name="hoku 🌺"),
    _somebody("ines", "Inês Caldeira", "America/Sao_Paulo", "4d7c0f 👩🏽‍💼", "VP Engineering", is_admin=True),
    _somebody("jai", "Jai Prakash", "Asia/Kolkata", "b45309 👨🏾‍💻", "Data engineer"),
    _somebody(
        "kofi",
        "Kofi Asante",
        "Africa/Accra",
        "64748b 🕶️",
        "Contract reviewer",
        is_ultra_restricted=True,
        is_restricted=True,
    ),
    _somebody("lena", "Lena Vogel", "Europe/Berlin", "94a3b8 👻", "left the company", deleted=True),
    _somebody(
        "mallory", "Mallory Quint", "America/Los_Angeles", "475569 🦊", "at a vendor", is_stranger=True
    ),
)

CHANNELS: dict[str, tuple[str, tuple[str, ...]]] = {
    "general": ("Company-wide announcements", ()),
    "incidents": (
        "Where incidents are announced",
        ("alice", "bob", "chiara", "dmitri", "emi", "grace", "hoku", "ines"),
    ),
    "support": ("What customers tell us", ("alice", "chiara", "grace", "jai", "kofi")),
    "ml-platform": ("Models, data and the platform below", ("alice", "bob", "emi", "farid", "hoku", "jai")),
}

GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "oncall": ("On-call engineers", ("alice", "bob", "hoku")),
    "legal-team": ("Legal and privacy", ("dmitri",)),
    "comms-team": ("Communications", ("chiara", "grace")),
}

SECOND_APP: dict[str, Any] = {
    "display_information": {"name": "Deploy Bot"},
    "features": {"bot_user": {"display_name": "deploybot", "always_online": True}},
    "oauth_config": {"scopes": {"bot": ["chat:write", "chat:write.public", "channels:read"]}},
    "settings": {"event_subscriptions": {"bot_events": []}},
}
