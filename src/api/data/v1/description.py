"""What the OpenAPI says beside what the framework reads of the code.

A class of the ledger explains its fields in strings under them. Pydantic could put these in the
schema, and would parse every class at each start for it: here each module is read once, when
somebody asks for the description.
"""

import ast
import inspect
import sys
from collections.abc import Iterable, Iterator
from dataclasses import is_dataclass
from functools import cache
from itertools import pairwise
from typing import Any, cast, get_args

from fastapi import FastAPI
from pydantic import BaseModel

from api.data.v1.entries import WRITTEN
from api.data.v1.meanings import INTRODUCTION, MEANINGS, TAGS
from api.public_facts import PublicFacts
from ledger import EVENTS
from projections.agenda import WorkshopRow
from projections.catalogue import CatalogueRow
from projections.register import DeviceRow
from projections.stock import StockRow
from projections.worklist import WorkRow

DONE = {"200": "What was asked for.", "201": "Recorded."}
ROWS = (PublicFacts, WorkshopRow, CatalogueRow, DeviceRow, StockRow, WorkRow)


def describe(app: FastAPI) -> None:
    """Let the service answer a description in which every field says what it means."""
    drawn = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            _complete(drawn())
        return cast("dict[str, Any]", app.openapi_schema)

    app.openapi = described  # type: ignore[method-assign]


def _complete(schema: dict[str, Any]) -> None:
    schema["info"]["description"] = INTRODUCTION
    schema["tags"] = [{"name": name, "description": about} for name, about in TAGS.items()]
    kinds = {kind.__name__: kind for kind in _kinds()}
    for name, group in schema["components"]["schemas"].items():
        kind = kinds.get(name.partition("-")[0])
        for field, told in group.get("properties", {}).items():
            _say(told, name, field, _written(kind, field) if kind else "")
    for methods in schema["paths"].values():
        for operation in methods.values():
            for parameter in operation.get("parameters", []):
                _say(parameter, operation["operationId"], parameter["name"])
            for code, answer in operation["responses"].items():
                if answer["description"] == "Successful Response":
                    answer["description"] = DONE[code]


def _say(told: dict[str, Any], group: str, name: str, written: str = "") -> None:
    meaning = MEANINGS.get(f"{group}.{name}") or MEANINGS.get(name)
    if about := told.get("description") or written or meaning:
        told["description"] = about


def _kinds() -> Iterator[type[Any]]:
    """Each class of which a schema is made and that Pydantic asked for no description."""
    waiting: list[Any] = [event for event in EVENTS.values() if event.OF in WRITTEN]
    waiting += ROWS
    seen: set[Any] = set()
    while waiting:
        each = waiting.pop()
        if each in seen:
            continue
        seen.add(each)
        waiting.extend(get_args(each))
        if inspect.isclass(each) and issubclass(each, BaseModel):
            waiting.extend(field.annotation for field in each.model_fields.values())
            yield each
        elif inspect.isclass(each) and is_dataclass(each):
            waiting.extend(each.__annotations__.values())
            yield each


def _written(kind: type[Any], field: str) -> str:
    """What stands under this field, in its class or in the nearest base that has it."""
    bases = (base for base in kind.__mro__ if base.__module__.partition(".")[0] in OURS)
    told = (_strings(base.__module__).get((base.__name__, field), "") for base in bases)
    return next(filter(None, told), "")


OURS = frozenset({"ledger", "projections", "api"})


@cache
def _strings(module: str) -> dict[tuple[str, str], str]:
    """Class and field to the string under it."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return {(kind.name, name): text for kind in classes for name, text in _under(kind.body)}


def _under(body: Iterable[ast.stmt]) -> Iterator[tuple[str, str]]:
    for statement, below in pairwise(body):
        match statement, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                yield name, " ".join(inspect.cleandoc(text).replace("``", "`").split())
            case _:
                pass
