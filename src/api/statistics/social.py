"""What is told exactly of the people equipped in a period, for the department, with its words."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ledger.statistics import SMALLEST, TotalsCounted


class Known(StrEnum):
    TOLD = "told"
    TOO_FEW = "too_few"
    """It would let one count one to ten people."""
    NOT_COUNTED = "not_counted"
    """The period was closed before anybody counted it."""


LABEL = {
    "devices": "Appareils remis ou vendus",
    "median_wait_days": "Attente médiane entre la commande et la remise",
    "unmet": "Besoins non couverts",
    "in_own_place_percent": "Remises faites dans le lieu même de l’accompagnant",
    "trained_percent": "Premières formations données à la remise",
}
ABOUT = {
    "devices": "Une personne équipée peut en recevoir plusieurs, comme un ordinateur et son écran.",
    "median_wait_days": "La moitié des commandes a été remise en autant de jours, ou moins. "
    "Les ventes au comptoir n’attendent pas.",
    "unmet": "Commandes closes faute d’appareil, et besoins notés sans commande.",
    "in_own_place_percent": "La personne n’est allée nulle part ailleurs.",
    "trained_percent": "Les autres ont été fixées à une date.",
}
PERCENT = "% des commandes remises"
UNIT = {
    "devices": "appareils",
    "median_wait_days": "jours",
    "unmet": "besoins",
    "in_own_place_percent": PERCENT,
    "trained_percent": PERCENT,
}

WHY_NOT = {
    Known.TOO_FEW: f"non publié\u00a0: on en déduirait un nombre de moins de {SMALLEST} personnes",
    Known.NOT_COUNTED: "non compté dans cette période",
}


@dataclass(frozen=True, slots=True)
class Social:
    """One figure; ``value`` is None unless it is told."""

    name: str
    value: int | None
    known: Known

    @property
    def label(self) -> str:
        return LABEL[self.name]

    @property
    def about(self) -> str:
        return ABOUT[self.name]

    @property
    def unit(self) -> str:
        return UNIT[self.name]

    @property
    def is_percent(self) -> bool:
        return self.unit == PERCENT

    @property
    def why_not(self) -> str:
        return WHY_NOT.get(self.known, "")


def social_of(totals: TotalsCounted | None) -> tuple[Social, ...]:
    return tuple(_social(totals))


def _social(totals: TotalsCounted | None) -> Iterator[Social]:
    for name in LABEL:
        value = getattr(totals, name) if totals else None
        known = Known.TOLD if value is not None else Known.TOO_FEW if totals else Known.NOT_COUNTED
        yield Social(name, value, known)
