"""French words for tables and cells that are published. Complete by test."""

from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal

from api import words
from api.drawings.french import MINUS, number
from impact import Amount, Figures, Measure
from ledger.statistics import SMALLEST
from ledger.territory import epci

TABLE = {
    "month": "Par mois",
    "territory": "Par intercommunalité",
    "situation": "Par situation déclarée",
    "channel": "Par canal et par trimestre",
    "kind": "Par type d’appareil",
}
COLUMN = {
    "month": "Mois",
    "territory": "Intercommu\u00adnalité",
    "situation": "Situation",
    "channel": "Canal, trimestre",
    "kind": "Appareil",
}
"""Above the first column of a table, which a phone keeps narrow."""
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
MEASURED = {
    Measure.CO2E: "Gaz à effet de serre, avant les pièces neuves",
    Measure.MATERIALS: "Matières premières",
    Measure.E_WASTE: "Déchets électroniques",
}
"""What is potentially avoided: whoever shows it says so beside it."""
DEBIT = "Pièces neuves à retirer"
AFTER_NEW_PARTS = "Gaz à effet de serre, pièces neuves retirées"
KG_CO2E, KG, GRAM = "kg CO₂e", "kg", Decimal("0.001")


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


def measured(figures: Figures) -> Iterator[tuple[str, str, str, Amount]]:
    """Each total of an impact, the prudent one first: name, words, unit, and the exact amount."""
    yield "co2e_after_new_parts", AFTER_NEW_PARTS, KG_CO2E, figures.after_new_parts
    yield "co2e", MEASURED[Measure.CO2E], KG_CO2E, figures.avoided[Measure.CO2E]
    yield "new_parts", DEBIT, KG_CO2E, figures.new_parts
    yield "materials", MEASURED[Measure.MATERIALS], KG, figures.avoided[Measure.MATERIALS]
    e_waste = figures.avoided[Measure.E_WASTE]
    low, central, high = (each * GRAM for each in (e_waste.low, e_waste.central, e_waste.high))
    yield "e_waste", MEASURED[Measure.E_WASTE], KG, Amount(low, central, high)


def whole(value: Decimal) -> str:
    """To the kilogram: « 1 205 »."""
    return number(int(value.quantize(Decimal(1), ROUND_HALF_EVEN))).replace("-", MINUS)


def between(amount: Amount, unit: str) -> str:
    """« entre 210 et 4 100 kg, valeur centrale 1 205 »."""
    low, central, high = map(whole, (amount.low, amount.central, amount.high))
    return f"entre {low} et {high}\u00a0{unit}, valeur centrale {central}"
