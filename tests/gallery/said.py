"""Every refusal and every answer that is a plain sentence, found in the code where it is said.

None is copied here: the expression is evaluated in its own module, with `samples.py` for the variables
around it. So a new sentence has its row without anybody thinking of it; where it speaks of something that
has no sample yet, `test_said.py` is red until it has.
"""

import ast
import importlib
import inspect
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import bot.domain
import bot.services
import bot.views
import handlers
from bot.domain import errors
from bot.domain.message import Outgoing
from tests.gallery.exhibit import builders

REFUSALS = {
    name: kind
    for name, kind in vars(errors).items()
    if inspect.isclass(kind) and issubclass(kind, errors.IncidentError)
}
_ANSWERS = ("answer", "answer.tell", "answer.instead", "sentence")
_PLACES = (bot.domain, bot.services, bot.views, handlers)
_PASSING_ON = ("handlers.answers", "handlers.refusals", "handlers.telling")
"""Modules that are given the words they say, beside those they have under a name."""

Ways = Mapping[str, list[ast.expr]]
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Said:
    """Where something is said, and what.

    Attributes:
        kind: `answer`, or the refusal's class.
        words: the expression that is said; None where it is the class's own sentence.
        given: what the variables of the function around it were given.
    """

    module: str
    line: int
    kind: str
    words: ast.expr | None
    given: Ways = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Where to find it."""
        return f"{self.module}:{self.line} {self.kind}"

    @property
    def is_drawn(self) -> bool:
        """Whether it is a message that has a row of its own, or is made beside the listener that says it."""
        called = self.words.value if isinstance(self.words, ast.Await) else self.words
        if not isinstance(called, ast.Call):
            return False
        around = vars(importlib.import_module(self.module))
        try:
            made_by = _evaluated(called.func, around)
        except (NameError, AttributeError):
            return False
        where = str(getattr(made_by, "__module__", ""))
        name = f"{where.removeprefix('bot.views.')}.{getattr(made_by, '__name__', '')}"
        return name in builders() or (where == self.module and "Outgoing" in str(made_by.__annotations__))

    @property
    def source(self) -> str:
        """It as it is written."""
        return ast.unparse(self.words) if self.words else f"{self.kind}.__doc__"

    def read(self, samples: Mapping[str, Any]) -> list[str | Outgoing]:
        """What people read, once for each way it can be put.

        Raises:
            NameError: it speaks of something that has no sample.
        """
        if self.words is None:
            return [REFUSALS[self.kind]().message]
        around = dict(samples) | vars(importlib.import_module(self.module))
        given = {name: ways for name, ways in self.given.items() if name not in around}
        return [_evaluated(way, around) for way in _ways(self.words, given)]


def _evaluated(words: ast.expr, around: dict[str, Any]) -> Any:
    at_once = ast.fix_missing_locations(ast.Expression(_Awaited().visit(deepcopy(words))))
    return eval(compile(at_once, "<said>", "eval"), around)  # noqa: S307 - our own code


def _ways(words: ast.expr, given: Ways) -> Iterator[ast.expr]:
    """The expression without conditions, once for each of their outcomes and for each value of a variable."""
    forks = [node for node in ast.walk(words) if _choices(node, given)]
    if not forks:
        yield words
        return
    first = forks[0]
    rest = {
        name: ways for name, ways in given.items() if not (isinstance(first, ast.Name) and first.id == name)
    }
    for choice in _choices(first, given):
        yield from _ways(_Replaced(first, choice).visit(deepcopy(words)), rest)


def _choices(node: ast.AST, given: Ways) -> list[ast.expr]:
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    return given.get(node.id, []) if isinstance(node, ast.Name) else []


class _Replaced(ast.NodeTransformer):
    """Puts an expression in the place of all that look like another."""

    def __init__(self, old: ast.AST, new: ast.expr) -> None:
        self._old = ast.dump(old)
        self._new = new

    def visit(self, node: ast.AST) -> Any:
        if ast.dump(node) == self._old:
            return self._new
        return self.generic_visit(node)


class _Awaited(ast.NodeTransformer):
    """Puts a sample in the place of what is waited for."""

    def visit_Await(self, _: ast.Await) -> ast.Name:
        return ast.Name("awaited", ast.Load())


@cache
def said() -> tuple[Said, ...]:
    """All of it, in the order of the modules; a constant that several places say is found where it stands."""
    return tuple(
        found
        for place in _PLACES
        for file in sorted(Path(place.__path__[0]).rglob("*.py"))
        for found in _in_file(file, ".".join((place.__name__, *file.relative_to(place.__path__[0]).parts)))
    )


def _in_file(file: Path, name: str) -> Iterator[Said]:
    module = name.removesuffix(".py").removesuffix(".__init__")
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for part in ast.walk(tree):
        if isinstance(part, _Function):
            yield from _in_function(part, module)
    if module.startswith("handlers.") or module == errors.__name__:
        yield from _at_top(tree, module)


def _in_function(function: _Function, module: str) -> Iterator[Said]:
    given: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and not _waits(node.value):
            given.setdefault(node.targets[0].id, []).append(node.value)
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and (kind := _kind(node.func, module)):
            yield Said(module, node.lineno, kind, _argument(node, given), given)
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name) and node.exc.id in REFUSALS:
            yield Said(module, node.lineno, node.exc.id, None)
        elif isinstance(node, ast.Return) and node.value and _is_answer(function, module):
            yield Said(module, node.lineno, "answer", node.value, given)


def _argument(call: ast.Call, given: Ways) -> ast.expr | None:
    """What is said, where it has a name for a moment: what the name was given."""
    said_ = call.args[0] if call.args else None
    ways = given.get(said_.id, []) if isinstance(said_, ast.Name) else []
    return ways[0] if len(ways) == 1 else said_


def _waits(value: ast.expr) -> bool:
    return any(isinstance(node, ast.Await) or getattr(node, "is_async", 0) for node in ast.walk(value))


def _is_answer(function: _Function, module: str) -> bool:
    """Whether what a listener answers is made by this function beside it."""
    returns = ast.unparse(function.returns) if function.returns else ""
    return module.startswith("handlers.") and module not in _PASSING_ON and returns == "Outgoing"


def _kind(called: ast.expr, module: str) -> str | None:
    name = ast.unparse(called)
    if name in REFUSALS:
        return name
    if module in _PASSING_ON or not module.startswith(("handlers.", "bot.services.")):
        return None
    return "answer" if name == "sentence" or (name in _ANSWERS and module.startswith("handlers.")) else None


def _at_top(tree: ast.Module, module: str) -> Iterator[Said]:
    """Sentences that have a name, and the refusals' own."""
    for part in tree.body:
        if isinstance(part, ast.ClassDef) and part.name in REFUSALS:
            yield Said(module, part.lineno, part.name, None)
        if isinstance(part, ast.Assign) and _is_sentence(part.value):
            yield Said(module, part.lineno, "answer", part.value)


def _is_sentence(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value.endswith(".")
