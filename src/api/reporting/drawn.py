"""The drawings of the published tables, made of the same figures as the tables beside them."""

from api import words
from api.drawings.french import number, short_month
from api.drawings.map import NAMES_ABOVE, radius_hm, view_box
from api.drawings.outlines import rings
from api.pages.statistics.drawn import FEW
from api.reporting.scope import SIDE_BY_SIDE, Scope, span
from api.statistics.figures import Figures
from labels.report import Bar, Bars, Columns, Land, Map
from ledger.territory import Part, intercommunalities

PEOPLE = "Personnes équipées"
FEW_BARS = 9
"""With more months, their first letters stand below."""


def drawn(scope: Scope, name: str) -> Map | Columns | Bars:
    """The drawing of a table; of more than two periods, bars are of the newest alone."""
    if name == "territory":
        return _map(scope.newest)
    if name == "month":
        return _months(scope)
    mine = scope.shown if len(scope.shown) <= SIDE_BY_SIDE else (scope.newest,)
    series = [f"Période {each.period}" for each in mine] if len(mine) > 1 else ()
    title = f"Personnes équipées, période {scope.newest.period}" if not series else PEOPLE
    if name == "channel":
        sums = [each.channels for each in mine]
        bars = [
            Bar(each[0].label, [one.count for one in each], [one.words for one in each])
            for each in zip(*sums, strict=True)
        ]
        return Bars(title, bars, series)
    tables = [{line.cell: line.count for line in each.table(name).lines} for each in mine]
    bars = [
        Bar(
            line.label,
            [each.get(line.cell) for each in tables],
            [_told(each.get(line.cell)) for each in tables],
        )
        for line in scope.newest.table(name).lines
    ]
    return Bars(title, bars, series)


def _told(count: int | None) -> str:
    return FEW if count is None else number(count)


def _months(scope: Scope) -> Columns:
    """Every period after the other: a month that two of them share stands twice."""
    bars = []
    years = set()
    initials = sum(len(told.table("month").lines) for told in scope.shown) > FEW_BARS
    for told in scope.shown:
        for line in told.table("month").lines:
            year = line.cell[:4]
            below = "" if year in years else f"\n{year}"
            years.add(year)
            name = short_month(line.cell)
            name = name[0].upper() if initials else name
            bars.append(Bar(f"{name}{below}", [line.count], [_told(line.count)]))
    return Columns(f"{PEOPLE}, mois par mois", bars)


def _map(told: Figures) -> Map:
    west, north, wide, tall = (float(each) for each in view_box(beyond=False).split())
    counts = {each.name: each for each in told.territories}
    largest = max((each.count or 0 for each in told.territories), default=0)
    sides = list(Part)
    lands = [
        Land(
            name=row.short_name,
            rings=list(rings(row.outline)),
            tone=sides.index(row.part),
            anchor=row.anchor,
            radius=radius_hm(counts[row.siren].count or 0, largest) if largest else 0.0,
            told=_told(counts[row.siren].count),
            above=row.siren in NAMES_ABOVE,
        )
        for row in intercommunalities()
    ]
    return Map(
        f"Période {told.period}, {span(told)}",
        (west, north, wide, tall),
        lands,
        [words.TERRITORY_PART[s] for s in sides],
    )
