"""What is told exactly of the people equipped, and how periods follow each other."""

from collections.abc import Iterator

from api.drawings.french import number
from api.pages.statistics.drawn import span_words
from api.reporting.scope import SIDE_BY_SIDE, Scope, span
from api.statistics.french import whole
from api.statistics.social import Social
from api.words import capitalised
from labels.report import Bar, Bars, Heading, Part, Table, Words

EXACT = (
    "Ces chiffres sont exacts, pour tout le département, et comptés à la clôture. Un nombre de 1 à "
    "10 personnes n’est pas publié, ni un nombre qui en laisserait deviner autant."
)
MOST_PERIODS = 10
"""The newest of them: older ones are on the page of all periods."""


def people(scope: Scope) -> Iterator[list[Part]]:
    rows = zip(*(each.social for each in scope.shown), strict=True)
    about = len(scope.shown) <= SIDE_BY_SIDE
    columns = ["Période"] if len(scope.shown) == 1 else scope.columns
    parts: list[Part] = [
        Heading("Pour les personnes"),
        Words(EXACT),
        Table(
            f"Pour les personnes, {span(scope.newest)}"
            if len(scope.shown) == 1
            else "Pour les personnes, période par période",
            ["Chiffre exact", *columns, *(["Ce qui est compté"] if about else [])],
            [
                [each[-1].label, *map(_told, each), *([each[-1].about] if about else [])]
                for each in rows
            ],
            _shares(len(columns)),
            frozenset({len(columns) + 1} if about else ()),
        ),
    ]
    shares = [
        Bar(each.label, (each.value,), (f"{each.value} %",))
        for each in scope.newest.social
        if each.is_percent and each.value is not None
    ]
    if shares:
        parts.append(Bars("Part des commandes remises", shares, whole=100))
    yield parts


def _shares(periods: int) -> tuple[float, ...]:
    if periods > SIDE_BY_SIDE:
        return (0.36, *[0.64 / periods] * periods)
    return (0.34, 0.24, 0.42) if periods == 1 else (0.28, 0.2, 0.2, 0.32)


def _told(social: Social) -> str:
    if social.value is None:
        return capitalised(social.why_not)
    return f"{number(social.value)} {social.unit}"


def trend(scope: Scope) -> Iterator[list[Part]]:
    """Exact totals: they can be compared to the unit."""
    periods = scope.history[-MOST_PERIODS:]
    rows = [
        (
            f"{each.period}, {span(each)}",
            number(each.total),
            _since(each.before.signed, same=each.before.lasts_the_same) if each.before else "–",
            *_avoided(each.impact.figures.after_new_parts if each.impact else None),
        )
        for each in periods
    ]
    yield [
        Heading("Période par période"),
        Words("Les totaux sont exacts : leur différence l’est aussi.", "small"),
        Bars(
            "Personnes équipées",
            [Bar(span_words(each), (each.total,), (number(each.total),)) for each in periods],
        ),
        Table(
            "Personnes équipées ; émissions potentiellement évitées, en kg CO₂e, pièces neuves "
            "retirées",
            ("Période", "Équipées", "Écart", "Évité, centrale", "Évité, fourchette"),
            rows,
            (0.35, 0.12, 0.17, 0.16, 0.2),
        ),
    ]


def _since(signed: str, *, same: bool) -> str:
    return signed if same else f"{signed} (autre durée)"


def _avoided(amount: object) -> tuple[str, str]:
    low, central, high = (getattr(amount, name, None) for name in ("low", "central", "high"))
    if low is None or central is None or high is None:
        return "non compté", ""
    return whole(central), f"{whole(low)} à {whole(high)}"
