"""What is asked for, as the address of the page or its form says it."""

from dataclasses import dataclass, replace
from enum import StrEnum
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlencode

from fastapi import HTTPException
from starlette.datastructures import FormData, QueryParams

from ledger.values import DeviceKind, Feature, Grade, Use

E = TypeVar("E", bound=StrEnum)

BANDS = ("1", "2", "3", "4")


@dataclass(frozen=True, slots=True)
class Question:
    """A use and a kind; then a look and a band; then who pays what, as typed.

    The situation is never in it: it stands in no address, and is sealed as soon as it is sent.
    """

    use: Use
    kind: DeviceKind
    features: frozenset[Feature] = frozenset()
    grade: Grade | None = None
    band: int | None = None
    person: str = ""
    third_party: str = ""
    third_party_share: str = ""

    def fields(self) -> list[tuple[str, str]]:
        """What a form repeats of it, without who pays what."""
        return [
            ("usage", self.use),
            ("type", self.kind),
            *(("equipement", each) for each in sorted(self.features)),
            *((("aspect", self.grade),) if self.grade else ()),
            *((("tranche", str(self.band)),) if self.band else ()),
        ]

    def link(self, **changes: Any) -> str:
        """The page of this question with these changes, as the grid has it."""
        new = replace(self, person="", third_party="", third_party_share="", **changes)
        return f"/commandes/nouvelle?{urlencode(new.fields())}"


def question_of(said: QueryParams | FormData) -> Question:
    """Raises ``HTTPException`` when it says no use or no kind, or what no list holds."""
    band = _text(said, "tranche")
    if band and band not in BANDS:
        raise _unreadable("Choisissez une tranche de la liste.")
    grade = _text(said, "aspect")
    return Question(
        _one_of(Use, _text(said, "usage")),
        _one_of(DeviceKind, _text(said, "type")),
        frozenset(_one_of(Feature, str(each)) for each in said.getlist("equipement")),
        _one_of(Grade, grade) if grade else None,
        int(band) if band else None,
        _text(said, "part"),
        _text(said, "tiers"),
        _text(said, "part_tiers"),
    )


def _text(said: QueryParams | FormData, name: str) -> str:
    value = said.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _one_of(codes: type[E], text: str) -> E:
    try:
        return codes(text)
    except ValueError:
        sentence = "Choisissez d’abord un usage et un appareil dans le catalogue."
        raise _unreadable(sentence) from None


def _unreadable(sentence: str) -> HTTPException:
    return HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, sentence)
