"""What is potentially avoided, with its ranges, its assumptions and what it leaves out."""

from collections.abc import Iterator
from decimal import Decimal

import impact
from api import words
from api.drawings.french import number
from api.reporting.scope import SIDE_BY_SIDE, Scope, span
from api.statistics.figures import Figures
from api.statistics.french import KG_CO2E, between, measured, whole
from impact import Factor, FactorSet, Measure, Span
from labels.report import Heading, Part, Range, Ranges, Table, Words

TITLE = "Ce qui est potentiellement évité"
ABOUT = (
    "Par rapport à l’achat d’appareils neufs. Personne ne peut le mesurer : nul n’est suivi après "
    "la remise. Chaque chiffre est donc une fourchette. Il ne se soustrait pas d’un bilan carbone."
)
OWN_SCALE = "Les trois lignes de gaz à effet de serre ont la même échelle, les autres la leur."
MADE_OF = (
    "Calculé sur les tableaux publiés « par type d’appareil » et « par canal », avec leur marge : "
    "chaque type est réparti entre les canaux selon leurs proportions."
)


def avoided(scope: Scope) -> Iterator[list[Part]]:
    """The newest first; of more than two periods, the others are in the table of all periods."""
    told_in_full = scope.shown[::-1] if len(scope.shown) <= SIDE_BY_SIDE else (scope.newest,)
    yield [Heading(TITLE), Words(ABOUT), *_drawn(scope.newest)]
    for told in told_in_full:
        yield [*_table(told)]
    told_once = dict.fromkeys(line for told in told_in_full for line in _assumed(told))
    yield [Words(line, "small") for line in told_once]
    for told in told_in_full:
        yield [*_left_out(told)]


def _drawn(told: Figures) -> Iterator[Part]:
    if told.impact is None:
        return
    rows = [
        Range(
            label,
            float(amount.low),
            float(amount.central),
            float(amount.high),
            between(amount, unit),
            KG_CO2E if unit == KG_CO2E else name,
        )
        for name, label, unit, amount in measured(told.impact.figures)
    ]
    yield Ranges(f"Potentiellement évité, {span(told)}", rows)
    yield Words(OWN_SCALE, "small")


def _table(told: Figures) -> Iterator[Part]:
    if told.impact is None:
        yield Words(f"Période {told.period}. {told.no_impact}")
        return
    made = told.impact.figures
    yield Table(
        f"Potentiellement évité, période {told.period}, {span(told)} ; arrondi au kilogramme",
        ("Mesure", "Unité", "Basse", "Centrale", "Haute"),
        [
            (label, unit, whole(amount.low), whole(amount.central), whole(amount.high))
            for _, label, unit, amount in measured(made)
        ],
        (0.44, 0.14, 0.14, 0.14, 0.14),
    )


def _assumed(told: Figures) -> list[str]:
    """What its figures assume, and its set."""
    if told.impact is None:
        return []
    made = told.impact.figures
    shares = " ; ".join(
        f"{_percents(each)} des appareils remplacent un achat neuf en {words.CHANNEL[channel]}"
        for channel, each in made.displacement.items()
    )
    years = f"{number(made.years.low)} à {number(made.years.high)}"
    return [
        (
            f"Hypothèses (basse, centrale, haute) : {years} ans de seconde vie, "
            f"{number(made.years.central)} au centre ; {shares}. {MADE_OF}"
        ),
        f"Facteurs {made.factors}, empreinte SHA-256 : {made.factors_sha256}",
    ]


def _left_out(told: Figures) -> Iterator[Part]:
    if told.impact is None or not told.impact.left_out:
        return
    yield Heading(f"Ce qui n’est pas compté, période {told.period}", 2)
    for each in told.impact.left_out:
        yield Words(f"{each.label} : {each.count_words}. {each.reason}", "small", item=True)


def _percents(each: Span) -> str:
    low, central, high = (number(100 * value) for value in (each.low, each.central, each.high))
    return f"{low} à {high} % ({central} % au centre)"


def factors(scope: Scope) -> Iterator[list[Part]]:
    """The factors, their sources and their licences, of each set that these periods name."""
    named = dict.fromkeys(
        each.impact.figures.factors for each in reversed(scope.shown) if each.impact
    )
    for version in named:
        mine = impact.load(version)
        yield [
            Heading(f"Facteurs {version}", 2),
            Words(
                f"{mine.title}, publiés le {mine.published}. {mine.allocation}",
                address=f"{scope.address}/methode/{version}",
            ),
            _factors(scope, version, mine),
        ]
        yield [
            Table(
                "Sources des facteurs",
                ("Source", "Date", "Licence"),
                [
                    (f"{each.publisher}, {each.title}", each.date, each.licence)
                    for each in mine.sources.values()
                ],
                (0.46, 0.2, 0.34),
                frozenset({1, 2}),
            )
        ]
        yield [
            Heading("Ce qu’aucun facteur ne compte", 2),
            *(Words(each, "small", item=True) for each in mine.not_counted),
            Words(mine.parts_e_waste_and_materials.not_counted, "small", item=True),
        ]


def _factors(scope: Scope, version: str, mine: FactorSet) -> Table:
    """Of the kinds that these periods counted."""
    kinds = dict.fromkeys(
        line.kind
        for told in scope.shown
        if told.impact and told.impact.figures.factors == version
        for line in told.impact.figures.devices
    )
    return Table(
        "Évité par appareil et par an d’utilisation : basse, centrale, haute",
        ("Type", "kg CO₂e", "kg de matières", "g de déchets"),
        [
            (
                words.KIND[kind][:1].upper() + words.KIND[kind][1:],
                *(_three(mine.of(kind, measure)) for measure in Measure),
            )
            for kind in kinds
        ],
        (0.31, 0.23, 0.23, 0.23),
    )


def _three(entry: object) -> str:
    if not isinstance(entry, Factor):
        return "non compté"
    values: tuple[Decimal, ...] = (entry.low, entry.central, entry.high)
    return " ; ".join(map(number, values))
