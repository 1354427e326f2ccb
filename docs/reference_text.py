"""Turns docstrings, fields and tables of the code into Markdown."""

import ast
import inspect
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from pydantic import BaseModel


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield from ("| " + " | ".join(header) + " |", "|" + " --- |" * len(header))
    for row in rows:
        cells = (" ".join(cell.replace("|", "\\|").split()) for cell in row)
        yield "| " + " | ".join(cells) + " |"
    yield ""


def listed(names: Iterable[object]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def prose(text: str | None) -> str:
    """A docstring as Markdown: one kind of quote for code."""
    return inspect.cleandoc(text or "").replace("``", "`")


@cache
def class_node(owner: type) -> ast.ClassDef:
    node = ast.parse(textwrap.dedent(inspect.getsource(owner))).body[0]
    if not isinstance(node, ast.ClassDef):
        raise TypeError(owner)
    return node


def noted(body: Sequence[ast.stmt]) -> Iterator[tuple[ast.stmt, str]]:
    """Each statement with the string that stands under it, as its docstring."""
    for statement, below in pairwise([*body, ast.Pass()]):
        match below:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield statement, prose(text)
            case _:
                yield statement, ""


def fields(model: type[BaseModel]) -> Iterator[tuple[str, str, str, str]]:
    """Name, type as written, default, meaning of each field, those of its bases first."""
    written: dict[str, tuple[str, str, str]] = {}
    for owner in reversed([each for each in model.__mro__ if issubclass(each, BaseModel)]):
        for node, meaning in noted(class_node(owner).body if owner is not BaseModel else ()):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                default = f"`{ast.unparse(node.value)}`" if node.value else ""
                written[node.target.id] = f"`{ast.unparse(node.annotation)}`", default, meaning
    for name in model.model_fields:
        yield f"`{name}`", *written[name]
