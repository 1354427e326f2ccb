"""Measures how far published figures are from the truth, and writes docs/explanation/utilite.md.

The truth is the demonstration, and years that a seed makes; the noise is the service's own, which
has no seed. ``--check`` draws again, and says what the page tells otherwise, beyond its tolerance.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median

from psycopg_pool import ConnectionPool

from api.app import MIGRATIONS, build_house
from api.demo import load
from api.drawings.french import number as french
from api.settings import Settings
from api.statistics import counting
from api.statistics.catalogue import Span, catalogue
from api.statistics.counting import OUTSIDE, UNSAID, Handed
from api.statistics.drawing import draw
from api.statistics.french import TABLE
from api.statistics.reconciling import reconcile
from docs.reference_text import table
from ledger.database import database_url
from ledger.migrate import migrate
from ledger.statistics import SMALLEST
from ledger.territory import intercommunalities
from ledger.values import Channel

PAGE = Path(__file__).parent / "explanation" / "utilite.md"
COMMAND = "PYTHONPATH=src:. .venv/bin/python docs/measure_utility.py"
UNTIL = datetime(2026, 11, 23, 18, tzinfo=UTC)
SEED, DRAWS = 2026, 400
YEARS = (500, 2_000, 5_000)
BEGIN, END = "<!-- measured -->\n", "<!-- end -->\n"
DEMONSTRATION = "Démonstration"
HEADS = (
    "tableau", "cases", "écart médian", "95 fois sur 100", "écart relatif médian",
    "«\u00a0moins de 11\u00a0»",
)  # fmt: skip

PLAN = catalogue()
PURCHASES = 0.6
"""Of a hundred hand-overs, so many through a companion: the others at a counter, without a word."""
SITUATIONS = {
    "young": 22, "minimum_income": 30, "adapted": 5, "away": 18, "others": 6, "several": 8,
    UNSAID: 11,
}  # fmt: skip
KINDS = {"laptop": 55, "desktop": 20, "tablet": 8, "smartphone": 12, "screen": 3, "other": 2}
NEAR, FAR, POINTS = 1, 3, 5
"""By how much two measurements may differ: in people, and in cells of a hundred that are hidden."""
BEYOND = 2_000
"""Inhabitants beyond the border who come here."""


@dataclass(frozen=True, slots=True)
class Error:
    """Of one table, over many draws: in people; in hundredths of the truth where it is shown."""

    cells: int
    median: int
    ninety_five: int
    relative_percent: float | None
    hidden_percent: float
    """Cells that are told as fewer than eleven."""

    def agrees(self, other: "Error") -> bool:
        """Whether two measurements tell the same, as the page states it."""
        mine, theirs = self.relative_percent, other.relative_percent
        return (
            self.cells == other.cells
            and abs(self.median - other.median) <= NEAR
            and abs(self.ninety_five - other.ninety_five) <= FAR
            and (mine is None) is (theirs is None)
            and abs((mine or 0) - (theirs or 0)) <= max(2.0, (theirs or 0) / 3)
            and abs(self.hidden_percent - other.hidden_percent) <= POINTS
        )


Errors = dict[str, Error]


def a_year(number: int, seed: int) -> list[Handed]:
    """So many hand-overs of a year, the same for the same seed: more people, more hand-overs."""
    chance = Random(seed)  # noqa: S311 (a truth to be measured, no secret)
    people = {each.siren: each.population_05 for each in intercommunalities()} | {OUTSIDE: BEYOND}

    def one() -> Handed:
        bought = chance.random() >= PURCHASES
        return Handed(
            date(2026, 1, 1) + timedelta(days=chance.randrange(365)),
            Channel.SALE if bought else Channel.PURCHASE,
            _one_of(chance, people),
            UNSAID if bought else _one_of(chance, SITUATIONS),
            _one_of(chance, KINDS),
        )

    return [one() for _ in range(number)]


def errors(handed: Sequence[Handed], span: Span, draws: int) -> Errors:
    """Of every table: what is published, so many times, against what is."""
    found = {}
    for each in PLAN.tables:
        counts = [*counting.tally(PLAN, each, span, handed).values()]
        pairs = [
            (told, true)
            for _ in range(draws)
            for told, true in zip(
                reconcile(draw(counts, each.budget_thousandths), span.total), counts, strict=True
            )
        ]
        apart = sorted(abs(told - true) for told, true in pairs)
        shown = [abs(told - true) / true for told, true in pairs if told >= SMALLEST and true]
        found[each.name] = Error(
            len(counts),
            round(median(apart)),
            apart[len(apart) * 95 // 100],
            100 * median(shown) if shown else None,
            100 * sum(told < SMALLEST for told, _ in pairs) / len(pairs),
        )
    return found


def of_a_year(number: int, seed: int = SEED, draws: int = DRAWS) -> Errors:
    span = Span(date(2026, 1, 1), date(2026, 12, 31), number)
    return errors(a_year(number, seed), span, draws)


def of_the_demonstration(draws: int = DRAWS) -> tuple[int, Errors]:
    """From a ledger of its own, into which the demonstration is loaded: some seconds."""
    with (
        tempfile.TemporaryDirectory() as folder,
        database_url(Path(folder) / "database", durable=False) as url,
    ):
        migrate(url, MIGRATIONS)
        with ConnectionPool(url, kwargs={"autocommit": True}) as pool:
            whole = Settings(var=Path(folder), keys_kept=timedelta(days=36_500))
            house = build_house(whole, pool)  # no key ends: the truth is read after all closings
            house.views.prepare()
            load(house, UNTIL)
            handed = counting.collect(house, PLAN, 0, 10**9)
    span = Span(min(each.day for each in handed), UNTIL.date(), len(handed))
    return len(handed), errors(handed, span, draws)


def _one_of(chance: Random, weights: Mapping[str, int]) -> str:
    return chance.choices([*weights], [*weights.values()])[0]


def written(measured: Mapping[str, Errors]) -> str:
    """A heading and a table for each truth."""
    lines: list[str] = []
    for title, found in measured.items():
        lines += [f"### {title}", "", *table(HEADS, (_row(*each) for each in found.items()))]
    return "\n".join(lines)


def _row(name: str, error: Error) -> Sequence[str]:
    relative = error.relative_percent
    return (
        TABLE[name],
        str(error.cells),
        str(error.median),
        str(error.ninety_five),
        "–" if relative is None else f"{relative:.1f}\u00a0%".replace(".", ","),
        f"{error.hidden_percent:.0f}\u00a0%",
    )


def read(page: str) -> dict[str, Errors]:
    """What a page says, by its headings."""
    names = {title: name for name, title in TABLE.items()}
    told: dict[str, Errors] = {}
    for section in re.split(r"^### ", page, flags=re.MULTILINE)[1:]:
        title, _, rest = section.partition("\n")
        told[title] = {
            names[cells[0]]: Error(int(cells[1]), int(cells[2]), int(cells[3]), *_shares(cells[4:]))
            for line in rest.splitlines()
            if (cells := [each.strip() for each in line.strip("|").split("|")])[0] in names
        }
    return told


def _shares(cells: Sequence[str]) -> tuple[float | None, float]:
    relative, hidden = (each.removesuffix("\u00a0%").replace(",", ".") for each in cells)
    return None if relative == "–" else float(relative), float(hidden)


def heading(number: int) -> str:
    return f"{french(number)} personnes équipées dans l’année"


def everything(seed: int, draws: int) -> dict[str, Errors]:
    number, found = of_the_demonstration(draws)
    measured = {f"{DEMONSTRATION}\u00a0: {number} personnes équipées": found}
    return measured | {heading(each): of_a_year(each, seed, draws) for each in YEARS}


def disagreements(page: str, measured: Mapping[str, Errors]) -> Iterator[str]:
    told = read(page)
    for title, found in measured.items():
        for name, error in found.items():
            known = told.get(title, {}).get(name)
            if known is None or not error.agrees(known):
                yield f"{title}, {TABLE[name]}: {error}, the page has {known}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED, help=f"of the years ({SEED})")
    parser.add_argument("--draws", type=int, default=DRAWS, help=f"of each table ({DRAWS})")
    parser.add_argument("--check", action="store_true", help="write nothing: compare")
    asked = parser.parse_args()
    measured = everything(asked.seed, asked.draws)
    page = PAGE.read_text(encoding="utf-8")
    if asked.check:
        found = [*disagreements(page, measured)]
        print("\n".join(found) or "The page tells what was measured now, within its tolerance.")
        return bool(found)
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n{written(measured)}\n{END}{after}", encoding="utf-8")
    print(written(measured))
    return 0


if __name__ == "__main__":
    sys.exit(main())
