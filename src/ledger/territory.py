"""The territory: its communes, its intercommunalités, and where they lie."""

import json
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from ledger.errors import UnknownCommune

TERRITORY_FILE = Path(__file__).with_name("territory.json")
"""Made by ``docs/maintenance/build_territory.py``. Another department is another file."""


class Part(StrEnum):
    """The three parts of the department that figures compare; the south is the worse off.

    By the centre of the population of each intercommunalité, its communes of the department
    only: NORTH when it lies north of the department's own; else CENTRE when one of these
    communes is a town (5,000 inhabitants or more), else SOUTH. Decided once in the file,
    so that a census does not move an intercommunalité from one part to another by itself.
    """

    NORTH = "north"
    CENTRE = "centre"
    SOUTH = "south"


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of one of the nine intercommunalités, in the department or beyond its border.

    ``x`` and ``y`` are those of its town hall, in hectometres from the north-west corner of
    the department, y going down: the unit of all outlines here.
    """

    insee: str
    name: str
    epci: str
    """SIREN of its intercommunalité."""
    population: int
    """Population municipale."""
    x: int
    y: int
    outside: bool
    """True beyond the department's border: Venterol (04234) has a postcode of ours, and is not."""

    @property
    def display_name(self) -> str:
        """« Gap », « Venterol (04) »: two communes named Sigoyer are told apart."""
        return f"{self.name} ({self.insee[:2]})" if self.outside else self.name


@dataclass(frozen=True, slots=True)
class Intercommunality:
    """An EPCI. A rate per inhabitant says which of its two populations it divides by."""

    siren: str
    name: str
    """« Communauté de communes du Pays des Écrins »"""
    display_name: str
    """« Pays des Écrins »"""
    short_name: str
    """« Écrins »: where room is scarce."""
    located: str
    """« dans le Pays des Écrins »: after a verb."""
    part: Part
    population_05: int
    """In its communes of the department: the one statistical geography (« part haut-alpine »)."""
    population: int
    communes_05: int
    communes: int
    outline: str
    """SVG path data of its part in the department, within 300 m."""
    outside: str
    """SVG path data of its part beyond the border, or nothing."""
    coarse_outline: str
    """As ``outline``, within 600 m: for a drawing of a few hundred pixels."""
    anchor: tuple[int, int]
    """The middle of the largest circle that fits in ``outline``: room for a number."""


@dataclass(frozen=True, slots=True)
class _Territory:
    department: str
    communes: dict[str, Commune]
    by_name: dict[str, Commune]
    sorted_communes: tuple[Commune, ...]
    intercommunalities: dict[str, Intercommunality]


def commune(insee: str) -> Commune:
    """The commune of this INSEE code, or the one into which it has merged since.

    Raises ``UnknownCommune`` when it is in none of the nine intercommunalités.
    """
    try:
        return _territory().communes[insee]
    except KeyError:
        raise UnknownCommune(insee) from None


def find_commune(text: str) -> Commune | None:
    """The commune of this name as people and files write it, or nothing.

    Case, accents, hyphens, apostrophes, spaces, a leading article and « St » do not matter.
    The name of a commune that merged finds today's. A name borne on both sides of the department's
    border (Sigoyer) is the commune of the department.
    """
    return _territory().by_name.get(_name_key(text))


def communes() -> tuple[Commune, ...]:
    """All of them, those beyond the border too, as a French reader looks them up."""
    return _territory().sorted_communes


def department() -> str:
    """The INSEE code of the department: ``05``."""
    return _territory().department


def epci(siren: str) -> Intercommunality:
    """The intercommunalité of this SIREN; ``KeyError`` when it is none of the nine."""
    return _territory().intercommunalities[siren]


def intercommunalities() -> tuple[Intercommunality, ...]:
    """The nine, by displayed name."""
    return tuple(_territory().intercommunalities.values())


def french_order(text: str) -> tuple[str, str]:
    """Sort key of a French reader: letters first, accents only between equals.

    PostgreSQL cannot do it for us: the embedded server is built without ICU.
    """
    return _plain(text), text


def _plain(text: str) -> str:
    """« L’Épine » as ``l epine``: lower-case letters and digits, one space between words."""
    ligatures = text.casefold().replace("œ", "oe").replace("æ", "ae")
    letters = (c for c in unicodedata.normalize("NFKD", ligatures) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", "".join(letters)))


_SAINT = re.compile(r"\b(st|ste)\b")
_ARTICLE = re.compile(r"^(?:la|le|les|l) ")


def _name_key(text: str) -> str:
    """Without its spaces: files hold « VALBUËCH-MÉOUGE » and « LA RAGNE-MONTÉGLIN »."""
    whole = _SAINT.sub(lambda short: {"st": "saint", "ste": "sainte"}[short[0]], _plain(text))
    return whole.replace(" ", "")


def _name_keys(name: str) -> tuple[str, str]:
    return _name_key(_ARTICLE.sub("", _plain(name))), _name_key(name)


@cache
def _territory() -> _Territory:
    data = json.loads(TERRITORY_FILE.read_text(encoding="utf-8"))
    today = [_commune(row, data["department"]) for row in data["communes"]]
    by_code: dict[str, Commune] = {}
    by_name: dict[str, Commune] = {}
    # The last one written wins: old names, then beyond the border, then the department.
    for found, row in zip(today, data["communes"], strict=True):
        for old in row.get("former", ()):
            by_code[old["insee"]] = found
            by_name.update(dict.fromkeys(_name_keys(old["name"]), found))
    for found in sorted(today, key=lambda row: not row.outside):
        by_code[found.insee] = found
        by_name.update(dict.fromkeys(_name_keys(found.name), found))
    nine = [_intercommunality(row, today) for row in data["intercommunalities"]]
    return _Territory(
        department=data["department"],
        communes=by_code,
        by_name=by_name,
        sorted_communes=tuple(sorted(today, key=lambda row: (french_order(row.name), row.insee))),
        intercommunalities={
            row.siren: row for row in sorted(nine, key=lambda row: french_order(row.display_name))
        },
    )


def _commune(row: dict[str, Any], department: str) -> Commune:
    return Commune(
        insee=row["insee"],
        name=row["name"],
        epci=row["epci"],
        population=row["population"],
        x=row["x"],
        y=row["y"],
        outside=not row["insee"].startswith(department),
    )


def _intercommunality(row: dict[str, Any], today: list[Commune]) -> Intercommunality:
    members = [member for member in today if member.epci == row["siren"]]
    inside = [member for member in members if not member.outside]
    x, y = row["anchor"]
    return Intercommunality(
        siren=row["siren"],
        name=row["name"],
        display_name=row["display_name"],
        short_name=row["short_name"],
        located=row["located"],
        part=Part(row["part"]),
        population_05=sum(member.population for member in inside),
        population=sum(member.population for member in members),
        communes_05=len(inside),
        communes=len(members),
        outline=row["outline"],
        outside=row["outside"],
        coarse_outline=row["coarse_outline"],
        anchor=(x, y),
    )
