"""French words for tables and cells that are published. Complete by test."""

from api import words
from api.drawings.french import number
from ledger.statistics import SMALLEST
from ledger.territory import epci

TABLE = {
    "month": "Par mois",
    "territory": "Par intercommunalité",
    "situation": "Par situation déclarée",
    "channel": "Par canal et par trimestre",
    "kind": "Par type d’appareil",
}
ABOUT = {
    "month": "Le mois où l’appareil a été remis ou vendu. Ce qui a été saisi en retard compte "
    "au premier mois de la période.",
    "territory": "Le lieu où l’appareil a été remis ou vendu, dans sa part haut-alpine. "
    "Le domicile n’est jamais demandé.",
    "situation": "Ce que les personnes ont dit, sans preuve, et si elles le voulaient. "
    "Chacune compte une seule fois.",
    "channel": "Achat solidaire : avec un accompagnant. Vente solidaire : au comptoir, à tous.",
    "kind": "L’appareil principal de chaque remise ou de chaque vente.",
}
CELL = {
    "young": "Jeunes : départ du foyer, sortie de l’ASE, études",
    "minimum_income": "Minima sociaux, recherche d’emploi",
    "adapted": "Besoin d’un équipement adapté",
    "away": "Personnes isolées, retraitées, peu à l’aise avec le numérique",
    "others": "Indépendants, très petites entreprises, grand public",
    "several": "Plusieurs de ces situations",
    "unsaid": "Non dit, ou non demandé (vente au comptoir)",
    "purchase": "Achat solidaire",
    "sale": "Vente solidaire",
    "outside": "Hors du département",
    "laptop": "Ordinateur portable",
    "desktop": "Ordinateur fixe",
    "tablet": "Tablette",
    "smartphone": "Smartphone",
    "screen": "Écran seul",
    "other": "Autre",
}
FEWER = f"moins de {SMALLEST}"


def cell_words(cell: str) -> str:
    """« Achat solidaire, 4e trimestre 2026 »."""
    return ", ".join(map(_part, cell.split("/")))


def figure_words(count: int | None) -> str:
    """« 1 204 », or « moins de 11 »."""
    return FEWER if count is None else number(count)


def _part(part: str) -> str:
    if part in CELL:
        return CELL[part]
    if part.isdecimal():
        return epci(part).display_name
    year, _, rest = part.partition("-")
    if rest.startswith("q"):
        return f"{'1er' if rest == 'q1' else f'{rest[1:]}e'} trimestre {year}"
    return words.month(part)
