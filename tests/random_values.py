"""Any value that a field of an event may hold, made from the type of the field alone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from functools import cache
from random import Random
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NewType, Union, get_args, get_origin, get_type_hints
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ledger.batch import PaperName
from ledger.codes import CertificateCode, SlipCode, new_code, new_slip
from ledger.values import InseeCode, MachineText, Moment, Sealed, Sha256, ShortText, Siret

ZONES = (UTC, ZoneInfo("Europe/Paris"), timezone(timedelta(hours=-11)))
TEXTS = ("Linux Mint 22", "Atelier « Le Mélézin »", "l’étage", 'dit "neuf"', "C:\\temp", "🖥", "0")
WORDS = ("ThinkPad T460", "PF0ABCDE", 'écran 15"', "Intel(R) Core(TM) i5 CPU @ 2.40GHz", "\\x")
INCHES = (10.1, 14.0, 15.6)


def moment(chance: Random) -> datetime:
    """Some time of the last two years, at noon or so late that in Paris it is another day."""
    hour, minute = chance.choice(((12, 0), (23, 30)))
    day = datetime(2024, 1, 1, hour, minute, tzinfo=chance.choice(ZONES))
    return day + timedelta(chance.choice((0, 30, 59, 90, 365, chance.randrange(700))))


BY_TYPE: tuple[tuple[Any, Callable[[Random], Any]], ...] = (
    (Moment, moment),
    (ShortText, lambda chance: chance.choice(TEXTS)),
    (MachineText, lambda chance: chance.choice(WORDS)),
    (Sha256, lambda chance: f"{chance.getrandbits(256):064x}"),
    (InseeCode, lambda chance: chance.choice(("05061", "05023", "05046"))),
    (PaperName, lambda chance: chance.choice(("L7160", "62x29", "70x36"))),
    (Siret, lambda chance: f"{chance.randrange(10**14):014}"),
    (CertificateCode, lambda _chance: new_code()),
    (SlipCode, lambda _chance: new_slip()),
    (Sealed, lambda chance: f"{chance.getrandbits(400):0120x}"),
    (date, lambda chance: moment(chance).date()),
    (UUID, lambda chance: UUID(int=chance.getrandbits(128))),
)


@cache
def hints(model: type[BaseModel]) -> dict[str, Any]:
    """The types of a model's fields, as they are written in its class."""
    written = get_type_hints(model, include_extras=True)
    return {name: written[name] for name in model.model_fields}


def like(chance: Random, model: type[BaseModel], **known: Any) -> dict[str, Any]:
    """The fields of that model: those known as told, the others from their types."""
    return {
        name: known[name] if name in known else anything(chance, hint)
        for name, hint in hints(model).items()
    }


def anything(chance: Random, hint: Any) -> Any:
    """A value of a type, within the range that its annotation states."""
    for known, make in BY_TYPE:
        if hint == known:
            return make(chance)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        base, *notes = arguments
        if get_origin(base) is tuple:
            return _several(chance, base, notes)
        return _number(chance, base, notes) if base in {int, float} else anything(chance, base)
    if origin in {Union, UnionType}:
        some = chance.choice([each for each in arguments if each is not NoneType])
        return chance.choice((None, anything(chance, some)))
    if origin in {frozenset, tuple}:
        return [anything(chance, arguments[0]) for _ in range(chance.randrange(3))]
    return _plain(chance, hint)


def _plain(chance: Random, hint: Any) -> Any:
    if get_origin(hint) is Literal:
        return chance.choice(get_args(hint))
    if hint is bool:
        return chance.random() < 0.5
    if isinstance(hint, NewType):
        return anything(chance, hint.__supertype__)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return chance.choice(list(hint))
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return like(chance, hint)
    raise TypeError(f"no values for {hint}: tell tests/random_lives.py how to choose them")


def _limits(notes: list[Any]) -> dict[str, Any]:
    return {
        name: getattr(limit, name)
        for note in notes
        for limit in (note.metadata if isinstance(note, FieldInfo) else ())
        for name in ("gt", "ge", "le", "min_length")
        if hasattr(limit, name)
    }


def _several(chance: Random, base: Any, notes: list[Any]) -> list[Any]:
    least = _limits(notes).get("min_length", 0)
    return [anything(chance, get_args(base)[0]) for _ in range(least + chance.randrange(3))]


def _number(chance: Random, base: type, notes: list[Any]) -> float:
    limits = _limits(notes)
    least = limits.get("ge", limits.get("gt", 0) + 1)
    return chance.choice(INCHES) if base is float else chance.randint(least, limits["le"])
