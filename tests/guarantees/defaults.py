"""The defaults of keyword arguments, so that a test can make somebody less patient."""

from collections.abc import Callable
from typing import Any


def defaults_of(made: type | Callable[..., Any]) -> dict[str, Any]:
    """Return the keyword defaults of a function, or of a class's constructor; what is changed holds."""
    called: Any = made.__init__ if isinstance(made, type) else made  # type: ignore[misc]  # of the class itself
    defaults: dict[str, Any] | None = called.__kwdefaults__
    assert defaults is not None
    return defaults
