"""The reference page of events: each with its law, its fields and who listens to it."""

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any, get_args

from pydantic import BaseModel

import ledger.values
from api import words
from docs.reference_text import codes, fields, first_line, noted, prose, table
from ledger import errors
from ledger.aggregates import KINDS
from ledger.correction import Correction
from ledger.event import EVENTS, Aggregate, Event
from projections import ALL

FIELDS = ("field", "type", "default", "meaning")
READING = """\
A field's unit is the end of its name: `_cents`, `_g`, `_mb`, `_gb`, `_min`, `_inches`, `_percent`.
Each reason to be refused has its sentence in [refusals](refusals.md), and each read model its page
in [projections](projections.md)."""


def page() -> Iterator[str]:
    """The lines of docs/reference/events.md."""
    yield from ("# Events", "", prose(inspect.getdoc(Event)), "")
    yield from (READING, "")
    for kind, aggregate in KINDS.items():
        yield from _life(kind, aggregate)
    yield from _types()


def _life(kind: str, aggregate: type[Aggregate]) -> Iterator[str]:
    yield from (f"## {kind.capitalize()}", "", prose(inspect.getdoc(aggregate)), "")
    mine = {topic: event for topic, event in EVENTS.items() if event.OF is aggregate}
    views = [view for view in ALL if view.of is aggregate]
    heard = (
        (f"`{topic}`", *("●" if event in view.handlers else "" for view in views))
        for topic, event in mine.items()
    )
    yield from table(("event", *(view.name for view in views)), heard)
    yield "● reads the event itself. Every projection in this table also sees the stage, the place"
    yield from ("and the rest of the state in which the whole life leaves its subject.", "")
    for topic, event in mine.items():
        yield from _event(topic, event)


def _event(topic: str, event: type[Event]) -> Iterator[str]:
    yield from (f"### `{topic}`", "", f"*{words.STEP[topic]}.* {prose(event.__doc__)}", "")
    yield f"- Stages: {_moves(event)}."
    if event.needs:
        told = (first_line(need.__doc__) or need.__name__ for need in event.needs)
        yield f"- Needs: {'; '.join(each.strip('_').replace('_', ' ') for each in told)}."
    if event.by_people:
        yield "- Asserted by people only: a station is refused with `a_person_decides`."
    if refusals := codes(_refusals(event)):
        yield f"- May be refused with {refusals}."
    if raised := _value_errors(event):
        yield f"- Its values must agree: {'; '.join(raised)}."
    yield ""
    yield from table(FIELDS, fields(event))


def _moves(event: type[Event]) -> str:
    stays = [before for before, after in event.moves.items() if before == after]
    moved = [f"`{before}` → `{after}`" for before, after in event.moves.items() if before != after]
    return "; ".join([*moved, f"stays in {codes(stays)}"] if stays else moved)


def _refusals(event: type[Event]) -> list[str]:
    """Rules and errors that its law names, in the order of the alphabet."""
    waiting: list[Any] = [event.fits, *event.needs]
    if getattr(event, "whole_set", False):
        waiting.append(event.OF.check_together.__func__)  # type: ignore[attr-defined]
    seen: set[Any] = set()
    found: set[str] = set()
    while waiting:
        function = waiting.pop()
        if function in seen or not function.__module__.startswith("ledger"):
            continue
        seen.add(function)
        source = inspect.getsource(function)
        found.update(rule.lower() for rule in re.findall(r"\bRule\.([A-Z_]+)", source))
        named = set(re.findall(r"\b(?:return|raise) ([A-Z]\w+)\(", source))
        found.update(named & set(vars(errors)) - {"Forbidden"})
        waiting.extend(_called(function, event))
    if event.claims is not Event.claims:
        found.add(errors.ClaimTaken.__name__)
    if issubclass(event, Correction):
        found |= {errors.NothingToCorrect.__name__, errors.CorrectionBreaksLife.__name__}
    return sorted(found, key=str.lower)


def _called(function: Any, event: type[Event]) -> Iterator[Any]:
    """Functions that this one names: of its module, of the event, or ``fits`` of a base."""
    for name in function.__code__.co_names:
        near = function.__globals__.get(name) or getattr(event, name, None)
        if inspect.isclass(near) and issubclass(near, Event):
            near = near.fits
        if inspect.isfunction(near):
            yield near


def _value_errors(event: type[Event]) -> list[str]:
    """What its own validators say, in the words of the code."""
    owners = [owner for owner in event.__mro__ if owner.__module__.startswith("ledger.")]
    bodies = "".join(inspect.getsource(owner) for owner in owners if owner is not Event)
    return list(dict.fromkeys(re.findall(r'ValueError\(\s*"([^"]+)"', bodies)))


def _types() -> Iterator[str]:
    yield from ("## Types", "")
    aliases = (
        (f"`{node.targets[0].id}`", f"`{ast.unparse(node.value)}`", meaning)
        for node, meaning in noted(ast.parse(inspect.getsource(ledger.values)).body)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        if ast.unparse(node.value).startswith(("Annotated", "NewType"))
    )
    yield from table(("type", "is", "meaning"), aliases)
    found = set(_inside(EVENTS.values()))
    for kind in sorted(found, key=lambda each: (each.__name__, each.__module__)):
        about = prose(kind.__dict__.get("__doc__")).replace("\n", " ")
        yield from (f"### {kind.__name__}", "")
        if issubclass(kind, Enum):
            yield from (f"{about} One of {codes(each.value for each in kind)}.".strip(), "")
        else:
            yield from ((about, "") if about else ())
            yield from table(FIELDS, fields(kind))


def _inside(models: Iterable[type[BaseModel]]) -> Iterator[type[Any]]:
    """Enumerations and groups of fields that these models are made of."""
    waiting: list[Any] = [
        field.annotation for each in models for field in each.model_fields.values()
    ]
    while waiting:
        kind = waiting.pop()
        waiting.extend(get_args(kind))
        if inspect.isclass(kind) and issubclass(kind, BaseModel):
            waiting.extend(field.annotation for field in kind.model_fields.values())
            yield kind
        elif inspect.isclass(kind) and issubclass(kind, Enum):
            yield kind
