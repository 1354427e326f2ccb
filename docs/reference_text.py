"""Turns docstrings, fields and tables of the code into Markdown."""

import ast
import inspect
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from pydantic import BaseModel


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table, and an empty one."""
    yield f"| {' | '.join(header)} |"
    yield "|" + " --- |" * len(header)
    for row in rows:
        cells = (cell.replace("|", "\\|") for cell in row)
        yield f"| {' | '.join(cells)} |"
    yield ""


def codes(names: Iterable[object]) -> str:
    """Names as code: ``laptop``, ``desktop``."""
    return ", ".join(f"`{name}`" for name in names)


def prose(text: str | None) -> str:
    """A docstring as Markdown: one kind of quote for code."""
    return inspect.cleandoc(text or "").replace("``", "`")


def first_line(text: str | None) -> str:
    """The summary of a docstring, without its full stop."""
    return prose(text).partition("\n\n")[0].replace("\n", " ").removesuffix(".")


@cache
def statements(owner: type) -> list[ast.stmt]:
    """What stands in the body of a class."""
    [node] = ast.parse(textwrap.dedent(inspect.getsource(owner))).body
    return node.body if isinstance(node, ast.ClassDef) else []


def noted(body: Sequence[ast.stmt]) -> Iterator[tuple[ast.stmt, str]]:
    """Each statement with the string that stands under it, which is its docstring."""
    for statement, below in pairwise([*body, ast.Pass()]):
        match below:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield statement, prose(text).replace("\n", " ")
            case _:
                yield statement, ""


def fields(model: type[BaseModel]) -> Iterator[tuple[str, str, str, str]]:
    """Name, type as it is written, default and meaning of each field, those of its bases first."""
    written: dict[str, tuple[str, str, str]] = {}
    for owner in reversed(model.__mro__[: model.__mro__.index(BaseModel)]):
        for node, meaning in noted(statements(owner)):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                default = f"`{ast.unparse(node.value)}`" if node.value else ""
                written[node.target.id] = f"`{ast.unparse(node.annotation)}`", default, meaning
    for name in model.model_fields:
        yield f"`{name}`", *written[name]
