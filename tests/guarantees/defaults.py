"""The defaults of a class's keyword arguments, so that a test can make somebody less patient."""

from typing import Any


def defaults_of(made: type) -> dict[str, Any]:
    """Return the keyword defaults of a class's constructor; what is changed in them holds."""
    defaults: dict[str, Any] | None = made.__init__.__kwdefaults__  # type: ignore[misc]  # of the class itself
    assert defaults is not None
    return defaults
