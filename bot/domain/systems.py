"""The systems that an incident affects, as people name them."""

from bot.domain.errors import WrongUse

SYSTEMS_MAX = 100
WHOLE_MAX = 3000
"""Signs of all names together: a form shows no more."""


def read_systems(text: str) -> tuple[str, ...]:
    """Read names between commas or on lines of their own; each counts once, in the order given.

    Raises:
        WrongUse: they are more, or longer, than a form shows again.
    """
    names = (" ".join(name.split()) for line in text.splitlines() for name in line.split(","))
    systems = tuple(dict.fromkeys(name for name in names if name))
    if len(systems) > SYSTEMS_MAX:
        raise WrongUse(
            f"Those are {len(systems)} systems; {SYSTEMS_MAX} fit. Name groups of them, and note the rest."
        )
    length = len(", ".join(systems))
    if length > WHOLE_MAX:
        raise WrongUse(f"Those names have {length} characters; {WHOLE_MAX} fit. Shorten them.")
    return systems
