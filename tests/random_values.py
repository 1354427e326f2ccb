"""Any value that a field of an event may hold, made from the type of the field alone."""

from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ledger import Event
from ledger.values import InseeCode, MachineText, Moment, Sha256, ShortText, Siret

ZONES = (UTC, ZoneInfo("Europe/Paris"), timezone(timedelta(hours=-11)))
MOMENTS = st.builds(
    lambda day, second, zone: datetime(2024, 1, 1, tzinfo=zone) + timedelta(day, second),
    st.integers(0, 700),
    st.sampled_from((0, 43_200, 84_600)),  # 23:30 is another day in Paris
    st.sampled_from(ZONES),
)

TEXTS = ("Linux Mint 22", "Atelier « Le Mélézin »", "l’étage", 'dit "neuf"', "C:\\temp", "🖥", "0")
WORDS = ("ThinkPad T460", "PF0ABCDE", 'écran 15"', "Intel(R) Core(TM) i5 CPU @ 2.40GHz", "\u00a0x")

BY_TYPE: tuple[tuple[Any, st.SearchStrategy[Any]], ...] = (
    (Moment, MOMENTS),
    (ShortText, st.sampled_from(TEXTS)),
    (MachineText, st.sampled_from(WORDS)),
    (Sha256, st.sampled_from(("0" * 64, "9af" * 21 + "1"))),
    (InseeCode, st.sampled_from(("05061", "05023", "05046"))),
    (Siret, st.just("12345678901234")),
)


def hints(model: type[BaseModel]) -> dict[str, Any]:
    """The types of a model's fields, as they are written in its class."""
    written = get_type_hints(model, include_extras=True)
    return {name: written[name] for name in model.model_fields}


def like(model: type[BaseModel], **known: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Fields of that model: what is known is drawn as told, the rest from its type.

    ``happened_at`` comes first, so that the simplest example is the earliest.
    """
    return st.fixed_dictionaries(
        {name: known[name] if name in known else anything(hint) for name, hint in _fields(model)}
    )


@cache
def _fields(model: type[BaseModel]) -> tuple[tuple[str, Any], ...]:
    return tuple(hints(model).items())


def anything(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a type, within the range that its annotation states."""
    for known, strategy in BY_TYPE:
        if hint == known:
            return strategy
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        base, *notes = arguments
        return _number(base, notes) if base in {int, float} else anything(base)
    if origin in {Union, UnionType}:
        rest = [anything(argument) for argument in arguments if argument is not NoneType]
        return st.one_of(st.none(), *rest)
    if origin is frozenset:
        return st.frozensets(anything(arguments[0]), max_size=3)
    if origin is tuple:
        return st.lists(anything(arguments[0]), max_size=2).map(tuple)
    if origin is dict:
        return st.dictionaries(anything(arguments[0]), anything(arguments[1]), max_size=3)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return like(hint)
    if hint is bool:
        return st.booleans()
    if hint is int:
        return st.integers(1, 5)
    raise TypeError(f"no values for {hint}: tell tests/random_lives.py how to choose them")


def _number(base: type, notes: list[Any]) -> st.SearchStrategy[Any]:
    limits = {
        name: getattr(limit, name)
        for note in notes
        for limit in (note.metadata if isinstance(note, FieldInfo) else ())
        for name in ("gt", "ge", "le")
        if hasattr(limit, name)
    }
    least = limits.get("ge", limits.get("gt", 0) + 1)
    if base is float:
        return st.sampled_from((11.6, 14.0, 15.6)).filter(lambda value: value <= limits["le"])
    return st.integers(least, limits["le"])


def topics_of(events: dict[str, type[Event]], kind: type[Any]) -> list[type[Event]]:
    """The events of one kind of life, in the order they are declared."""
    return [event for event in events.values() if event.OF is kind]
