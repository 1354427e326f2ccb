"""The published tables, each beside its chart, with its margin in words that a deliberation prints.

Nothing is added up here: what is a sum was composed as one, with its own margin.
"""

from collections.abc import Iterator, Sequence

from api.reporting.drawn import drawn
from api.reporting.scope import SIDE_BY_SIDE, Scope
from api.statistics.comparing import Sum
from api.statistics.figures import Figures, Table
from api.statistics.french import cell_words, figure_words
from labels.report import Beside, Heading, Part, Words
from labels.report import Table as Printed

ORDER = ("territory", "month", "channel", "situation", "kind")
"""As the story is told: where, when, how, who, what."""
CHANGE = "Évolution"
OWN_MARGIN = (
    "Chaque chiffre de ce tableau porte sa marge, dans 95 cas sur 100. Les trimestres, et ce qui "
    "est hors du département, sont dans le rapport de chaque période."
)


def splits(scope: Scope) -> Iterator[list[Part]]:
    known = {each.name for each in scope.newest.tables}
    for rank, name in enumerate(each for each in ORDER if each in known):
        yield [*_split(scope, name, turns=not rank)]


def _split(scope: Scope, name: str, *, turns: bool) -> Iterator[Part]:
    newest = scope.newest.table(name)
    yield Heading(newest.title, turns=turns)
    yield Words(newest.about, "small")
    sums = [each.territories for each in scope.shown] if name == "territory" else []
    if len(sums) > 1:
        yield from (drawn(scope, name), _sums(scope, newest.title, sums))
        yield Words(OWN_MARGIN, "small")
    elif any("/" in line.cell for line in newest.lines) and sums:
        yield from (drawn(scope, name), _pivoted(scope.newest, newest))
        yield Words(_margins(scope, newest), "small")
    else:
        table = _table(scope, name)
        few = len(scope.shown) <= SIDE_BY_SIDE
        share = 0.5 if sums else 0.43 if len(scope.shown) == 1 else 0.4
        yield from (
            [Beside(drawn(scope, name), table, share)] if few else [drawn(scope, name), table]
        )
        yield Words(_margins(scope, newest), "small")
    if name == "territory":
        yield _sums(scope, "Nord, centre et sud", [each.parts for each in scope.shown])
    if name == "channel":
        yield _sums(scope, "Sur toute la période", [each.channels for each in scope.shown])


def _table(scope: Scope, name: str) -> Printed:
    """One row a cell, one column a period, and how the newest stands to the one before it."""
    tables = [each.table(name) for each in scope.shown]
    newest = tables[-1]
    counts = [{line.cell: figure_words(line.count) for line in each.lines} for each in tables]
    cells = dict.fromkeys(line.cell for each in tables for line in each.lines)
    changes = {line.cell: line.change.short for line in newest.lines if line.change}
    rows = [
        [
            cell_words(cell),
            *(count.get(cell, "") for count in counts),
            *([changes.get(cell, "")] if newest.compared else []),
        ]
        for cell in cells
    ]
    columns = [newest.title, *scope.columns, *([CHANGE] if newest.compared else [])]
    return Printed(
        f"Personnes équipées, {newest.margin_words}",
        columns,
        rows,
        _shares(len(scope.shown), compared=newest.compared),
    )


def _shares(periods: int, *, compared: bool, words_share: float = 0.4) -> tuple[float, ...]:
    """Of the width, one a column: « pas comparable » stays on one line beside a drawing."""
    if periods > SIDE_BY_SIDE:
        last = (0.16,) if compared else ()
        return (words_share, *[(1 - words_share - sum(last)) / periods] * periods, *last)
    if periods == 1:
        return (0.46, 0.25, 0.29) if compared else (0.72, 0.28)
    first, last = (0.36, (0.27,)) if compared else (0.5, ())
    each = (1 - first - sum(last)) / periods
    return (first, *[each] * periods, *last)


def _pivoted(told: Figures, table: Table) -> Printed:
    """Territories down, quarters across; the whole period was composed as a sum."""
    quarters = list(dict.fromkeys(line.cell.partition("/")[2] for line in table.lines))
    rows: dict[str, list[str]] = {}
    for line in table.lines:
        rows.setdefault(line.cell.partition("/")[0], []).append(figure_words(line.count))
    whole = {each.name: each.words for each in told.territories}
    return Printed(
        f"Personnes équipées, {table.margin_words}",
        [table.title, *(_short(each) for each in quarters), "Période"],
        [[cell_words(cell), *counts, whole.get(cell, "")] for cell, counts in rows.items()],
        (0.3, *[0.7 / (len(quarters) + 1)] * (len(quarters) + 1)),
    )


def _short(quarter: str) -> str:
    """« T4 2026 »."""
    year, _, rank = quarter.partition("-q")
    return f"T{rank} {year}"


def _margins(scope: Scope, table: Table) -> str:
    said = f"Chaque chiffre de ce tableau est connu {table.margin_words}."
    if table.compared:
        since = "la précédente" if len(scope.shown) == 1 else "celle d’avant"
        said += (
            f" « {CHANGE} » compare la période {scope.newest.period} à {since}. « Non lisible » : "
            f"pas de différence lisible à cette marge, soit {table.change_margin} ou moins."
        )
    return said


def _sums(scope: Scope, title: str, sums: Sequence[Sequence[Sum]]) -> Printed:
    """Each sum with its own margin: it is wider than that of a cell."""
    newest = sums[-1]
    compared = any(each.change for each in newest)
    rows = [
        [
            newest[rank].label,
            *(_with_margin(each[rank]) for each in sums),
            *([change.short if (change := newest[rank].change) else ""] if compared else []),
        ]
        for rank in range(len(newest))
    ]
    return Printed(
        f"{title}, dans 95 cas sur 100",
        [title, *scope.columns, *([CHANGE] if compared else [])],
        rows,
        _shares(len(sums), compared=compared, words_share=0.24),
    )


def _with_margin(each: Sum) -> str:
    return each.words if each.count is None else f"{each.words}, à {each.margin} près"
