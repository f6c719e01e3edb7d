"""The Web API methods the workspace has; each module here is one family of them.

A new family is a module with `family = Family()` and handlers decorated by `@family.method(name, tier=…,
scopes=…, required=…)`; nothing else needs to know it.
"""

import importlib
import pkgutil

from bot.sandbox.call import Method


def all_methods() -> dict[str, Method]:
    """Every method of every family, by name."""
    found: dict[str, Method] = {}
    for module in pkgutil.iter_modules(__path__):
        family = getattr(importlib.import_module(f"{__name__}.{module.name}"), "family", None)
        for method in family.methods if family else ():
            if method.name in found:
                raise ValueError(f"two families have {method.name}")
            found[method.name] = method
    return found
