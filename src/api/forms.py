"""From what a form sends to an event, and back: names, units, dates, every error in French."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, TypeVar, Union, get_args, get_origin
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ValidationError

from api.form_errors import french
from api.units import quantity, read_quantity
from api.words import PARIS

M = TypeVar("M", bound=BaseModel)
Texts = Mapping[str, Sequence[str]]
"""What was typed, by the name of the field: ``facts.memory_mb``, ``facts.storages.0.kind``,
``outcomes.power``; several texts where several boxes bear one name."""

UNKNOWN_FIELD = "Ce formulaire porte un champ inconnu : rechargez la page."
ROWS_MAX = 24
"""Rows of one table in a form, such as the storages of a device."""
OLDEST, NEWEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""A date outside was mistyped: the filière is younger, and nothing is planned so far ahead."""


class Unreadable(Exception):
    """The form cannot be recorded as it is: one French sentence for each field at fault."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(dict(errors))
        self.errors = dict(errors)


@dataclass(frozen=True)
class Filled:
    """What a form shows: the text of each field, and what is wrong with it."""

    texts: Texts = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return next(iter(self.texts.get(name, ())), "")

    def has(self, name: str, value: str) -> bool:
        """Whether this box is ticked."""
        return value in self.texts.get(name, ())

    def error(self, name: str) -> str:
        return self.errors.get(name, "")

    def rows(self, name: str) -> list[int]:
        """The numbers of the rows of a table that bear anything."""
        start = f"{name}."
        numbers = {
            each[len(start) :].split(".")[0] for each in self.texts if each.startswith(start)
        }
        return sorted(int(each) for each in numbers if each.isdecimal())


class Leaf(NamedTuple):
    """One field that a person fills in."""

    type: Any
    many: bool


def read(
    model: type[M], texts: Texts, given: Mapping[str, Any] | None = None, zone: ZoneInfo = PARIS
) -> M:
    """The model that these texts make. An empty text is an absent one.

    ``given`` holds what no form may say, by dotted name. Raises ``Unreadable``.
    """
    errors: dict[str, str] = {}
    tree: dict[str, Any] = {}
    for name, typed in texts.items():
        path = tuple(name.split("."))
        leaf = None if name in (given or {}) else _leaf(model, path)
        if leaf is None:
            raise Unreadable({"": UNKNOWN_FIELD})
        if said := [text.strip() for text in typed if text.strip()]:
            try:
                _put(tree, path, _value(name, leaf, said, zone))
            except ValueError as error:
                errors[name] = str(error)
    for name, value in (given or {}).items():
        _put(tree, tuple(name.split(".")), value)
    rows: dict[tuple[str, ...], list[str]] = {}
    try:
        made = model.model_validate(_shaped(model, tree, (), rows))
    except ValidationError as refused:
        raise Unreadable(french(refused, rows) | errors) from refused
    if errors:
        raise Unreadable(errors)
    return made


def write(model: BaseModel, zone: ZoneInfo = PARIS) -> dict[str, list[str]]:
    """The texts that would make this model again, to fill a form with it."""
    return dict(_written("", model, zone))


def _bare(annotation: Any) -> Any:
    """The type without what surrounds it: ``Annotated``, ``| None``, ``NewType``."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in {Union, UnionType}:
            [annotation] = [each for each in get_args(annotation) if each is not NoneType]
        elif hasattr(annotation, "__supertype__"):
            annotation = annotation.__supertype__
        else:
            return annotation


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _leaf(model: type[BaseModel], path: Sequence[str]) -> Leaf | None:
    """The field of that dotted name, or None when the model has no such field."""
    if not path or path[0] not in model.model_fields:
        return None
    kind, rest = _bare(model.model_fields[path[0]].annotation), path[1:]
    origin, inner = get_origin(kind), [_bare(each) for each in get_args(kind)]
    if _is_model(kind):
        return _leaf(kind, rest)
    if origin is tuple and _is_model(inner[0]):
        return _leaf(inner[0], rest[1:]) if rest and _row(rest[0]) is not None else None
    if origin is dict:
        known = len(rest) == 1 and rest[0] in {each.value for each in inner[0]}
        return Leaf(inner[1], many=False) if known else None
    if rest:
        return None
    return Leaf(inner[0], many=True) if origin in {frozenset, tuple} else Leaf(kind, many=False)


def _row(text: str) -> int | None:
    small = text.isascii() and text.isdigit() and len(text) <= len(str(ROWS_MAX))
    return int(text) if small and int(text) < ROWS_MAX else None


def _put(tree: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for step in path[:-1]:
        tree = tree.setdefault(step, {})
    tree[path[-1]] = value


def _shaped(
    model: type[BaseModel],
    tree: Mapping[str, Any],
    path: tuple[str, ...],
    rows: dict[tuple[str, ...], list[str]],
) -> dict[str, Any]:
    """The tree with its tables as lists; ``rows`` notes which row of the form each came from."""
    shaped = dict(tree)
    for name, about in model.model_fields.items():
        kind, here = _bare(about.annotation), (*path, name)
        if _is_model(kind) and (name in tree or about.is_required()):
            inside = tree.get(name, {})
            shaped[name] = _shaped(kind, inside, here, rows) if isinstance(inside, dict) else inside
        if get_origin(kind) is tuple and isinstance(inside := tree.get(name), dict):
            rows[here] = sorted(inside, key=int)
            each = _bare(get_args(kind)[0])
            shaped[name] = [_shaped(each, inside[row], (*here, row), rows) for row in rows[here]]
    return shaped


def _value(name: str, leaf: Leaf, said: list[str], zone: ZoneInfo) -> Any:
    """What these texts mean; raises ``ValueError`` with the French sentence that says why not."""
    if leaf.many:
        return said
    if len(said) > 1:
        raise ValueError("Une seule réponse est possible.")
    text = said[0]
    if leaf.type is bool:
        return {"1": True, "0": False}.get(text, text)
    if leaf.type in {datetime, AwareDatetime}:
        return _moment(text, zone)
    if leaf.type is date:
        return _day(text)
    if leaf.type in {int, float}:
        return read_quantity(name, text, whole=leaf.type is int)
    return text


def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError("Écrivez une date et une heure, comme 31/03/2026 14:30.") from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    if not OLDEST <= moment <= NEWEST:
        raise ValueError("Cette date n’est pas la bonne : vérifiez l’année.")
    return moment


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("Écrivez une date, comme 31/03/2026.") from error
    if not OLDEST.date() <= day <= NEWEST.date():
        raise ValueError("Cette date n’est pas la bonne : vérifiez l’année.")
    return day


def local_text(moment: datetime, zone: ZoneInfo = PARIS) -> str:
    """A moment as a date and time field writes it."""
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


def _written(name: str, value: Any, zone: ZoneInfo) -> Iterator[tuple[str, list[str]]]:
    if isinstance(value, BaseModel):
        inside = {each: getattr(value, each) for each in type(value).model_fields}
    elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
        inside = {str(row): each for row, each in enumerate(value)}
    elif isinstance(value, dict):
        inside = value
    else:
        if texts := _texts(name, value, zone):
            yield name, texts
        return
    for key, each in inside.items():
        yield from _written(f"{name}.{key}" if name else key, each, zone)


def _texts(name: str, value: Any, zone: ZoneInfo) -> list[str]:
    match value:
        case None | False:
            return []
        case True:
            return ["1"]
        case frozenset() | tuple():
            return sorted(str(each) for each in value)
        case datetime():
            return [local_text(value, zone)]
        case int() | float():
            return [quantity(name, value)]
        case _:
            return [str(value)]
