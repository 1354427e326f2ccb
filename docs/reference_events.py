"""The reference page of events: each with its law, its fields and who listens to it."""

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from enum import Enum
from typing import Any

import ledger.values
from api import words
from docs.reference_text import fields, listed, noted, prose, table
from ledger import device, errors
from ledger.aggregates import KINDS
from ledger.correction import Correction
from ledger.event import EVENTS, Event
from projections import ALL


def refused_by(event: type[Event]) -> Iterator[str]:
    """Rules and errors named in the law of an event, read from its functions' source."""
    waiting: list[Any] = [event.fits, *event.needs]
    if getattr(event, "whole_set", False):
        waiting.append(device.Device.check_together.__func__)  # type: ignore[attr-defined]
    seen: set[Any] = set()
    found: set[str] = set()
    while waiting:
        function = waiting.pop()
        if function in seen or not function.__module__.startswith("ledger"):
            continue
        seen.add(function)
        source = inspect.getsource(function)
        found.update(rule.lower() for rule in re.findall(r"\bRule\.([A-Z_]+)", source))
        raised = re.findall(r"\b([A-Z]\w+)\(", source)
        found.update(name for name in raised if name in vars(errors) and name != "Forbidden")
        for name in function.__code__.co_names:
            near = function.__globals__.get(name) or getattr(event, name, None)
            near = near.fits if inspect.isclass(near) and issubclass(near, Event) else near
            waiting += [near] if inspect.isfunction(near) else []
    if event.claims is not Event.claims:
        found.add(errors.ClaimTaken.__name__)
    return iter(sorted(found, key=str.lower))


def moves(event: type[Event]) -> str:
    stays = [before for before, after in event.moves.items() if before == after]
    moved = [f"`{before}` → `{after}`" for before, after in event.moves.items() if before != after]
    return "; ".join([*moved, f"stays in {listed(stays)}"] if stays else moved)


def event_lines(topic: str, event: type[Event]) -> Iterator[str]:
    yield from (f"### `{topic}`", "", f"*{words.STEP[topic]}.* {prose(event.__doc__)}", "")
    yield f"- Stages: {moves(event)}."
    needs = (prose(need.__doc__) or need.__name__.strip("_").replace("_", " ") for need in event.needs)
    if told := [each.partition("\n")[0].rstrip(".") for each in needs]:
        yield f"- Needs: {'; '.join(told)}."
    if refusals := listed(refused_by(event)):
        yield f"- May be refused with {refusals}."
    raises = re.findall(r'ValueError\(\s*"([^"]+)"', inspect.getsource(event))
    if raises:
        yield f"- Its values: {'; '.join(raises)}."
    yield ""
    yield from table(("field", "type", "default", "meaning"), fields(event))


def events_page() -> Iterator[str]:
    yield from ("# Events", "", prose(inspect.getdoc(Event)), "")
    yield "A correction has the fields of `device.corrected.v1` whatever it corrects. Units end the"
    yield "names: `_cents`, `_g`, `_mb`, `_gb`, `_min`, `_inches`, `_percent`. See also"
    yield from ("[refusals](refusals.md) and [projections](projections.md).", "")
    for kind, aggregate in KINDS.items():
        mine = {topic: event for topic, event in EVENTS.items() if event.OF is aggregate}
        views = [each for each in ALL if each.of is aggregate]
        yield from (f"## {kind.capitalize()}", "", prose(inspect.getdoc(aggregate)), "")
        yield "● reads the event; every projection of this kind also reads where it leaves the life."
        yield ""
        rows = ((f"`{topic}`", *("●" if event in each.handlers else "" for each in views))
                for topic, event in mine.items())  # fmt: skip
        yield from table(("event", *(each.name for each in views)), rows)
        for topic, event in mine.items():
            if not issubclass(event, Correction) or topic == "device.corrected.v1":
                yield from event_lines(topic, event)
    yield from types_lines()


def types_lines() -> Iterator[str]:
    yield from ("## Types", "", "`Moment` is a time with its offset; an id is a UUID.", "")
    module = ast.parse(inspect.getsource(ledger.values)).body
    aliases = [
        (f"`{target.id}`", f"`{ast.unparse(node.value)}`", meaning)
        for node, meaning in noted(module)
        if isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Name)
        and re.match(r"(Annotated|NewType)", ast.unparse(node.value))
    ]  # fmt: skip
    yield from table(("type", "is", "meaning"), aliases)
    named = {**vars(ledger.values), **vars(device), **vars(sys.modules["ledger.workshop"])}
    named |= {each.__name__: each for each in (CorrectionReason, Replacement)}
    for module_name in ("arrival", "bench", "leaving"):
        named |= vars(sys.modules[f"ledger.device.{module_name}"])
    named |= vars(sys.modules["ledger.organisation"])
    for name, type_ in sorted(named.items()):
        if not inspect.isclass(type_) or not type_.__module__.startswith("ledger"):
            continue
        about = prose(type_.__dict__.get("__doc__"))
        if issubclass(type_, Enum) and not name.endswith("Stage"):
            yield from (f"**`{name}`** {about} {listed(each.value for each in type_)}".replace("  ", " "), "")
        elif issubclass(type_, ledger.values.Value) and type_ is not ledger.values.Value:
            yield from (f"**`{name}`** {about}", "")
            yield from table(("field", "type", "default", "meaning"), fields(type_))
