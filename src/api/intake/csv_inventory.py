"""Reads the CSV inventories of workshops: the columns of Emmaüs, in any order and spelling.

Known columns: Numéro Lot, Identifiant unique, Type matériel, Constructeur, Model, N° Serie,
Processeur, disques, RAM, DVD, Webcam, Ecran, Remarques, Grade esth., Catégorie. Only the type is
required. Remarks are typed freely by people and may speak of somebody: they are never kept,
nor the lot, the drive and the camera. A telephone number, an e-mail address or a social
security number in a column that is kept refuses its line.
"""

from collections.abc import Callable, Iterator

from api.intake import cells
from api.intake.csv_table import Table, table_in
from api.intake.machine import Machine, Unread, as_far_as_valid
from api.intake.naming import maker_name, model_name, processor_name
from api.intake.placeholders import said, serial_number
from api.intake.text import names_a_person, quoted
from ledger.values import COMPUTING, Facts, Source

_READERS: dict[str, Callable[[str], float | None]] = {
    "memory_mb": cells.memory_mb,
    "screen_inches": cells.screen_inches,
    "battery_health_percent": cells.percent,
    "year_of_make": cells.year,
}
"""Of the columns that are one fact; they bear its name."""

MAX_EMPTY_LINES = 1_000
"""In a row. They tell nothing and cost time: a small zip may hold two hundred million."""

TYPED_BY_HAND = ("maker", "model", "processor")

_NO_HEADER = (
    "Aucune ligne de titres avec une colonne « Type matériel ». "
    "Ajoutez cette ligne en haut du tableau, ou vérifiez que le fichier est bien un inventaire."
)
_KNOWN_KINDS = ", ".join(words[0] for words in cells.KINDS.values())
_NO_LINE = "Ce tableau n’a aucune ligne sous ses titres."
_ENDLESS = (
    f"{MAX_EMPTY_LINES:_} lignes vides de suite : ce qui est au-dessous n’est pas lu. Retirez-les."
).replace("_", " ")
_NO_KIND = "Le type de matériel est vide. Complétez-le."


def read_csv(origin: str, text: str, evidence_sha256: str) -> Iterator[Machine | Unread]:
    """One machine or one refusal a line, in their order; empty lines are skipped."""
    found = table_in(text)
    if found is None:
        yield Unread(origin, _NO_HEADER)
        return
    table, records = found
    empty, nothing_yet = 0, True
    for number, record in records:
        where = f"{origin}, ligne {number}"
        if not isinstance(record, str) and not any(cell.strip() for cell in record):
            empty += 1
            if empty == MAX_EMPTY_LINES:
                yield Unread(where, _ENDLESS)
                return
            continue
        empty, nothing_yet = 0, False
        if isinstance(record, str):
            yield Unread(where, record)
        else:
            yield _machine(where, table, record, evidence_sha256)
    if nothing_yet:
        yield Unread(origin, _NO_LINE)


def _machine(
    origin: str, table: Table, record: list[str], evidence_sha256: str
) -> Machine | Unread:
    if name := table.cell(record, "name"):
        origin = f"{origin} ({quoted(name)})"
    kind_cell = table.cell(record, "kind")
    kind = cells.kind(kind_cell)
    if not kind_cell:
        return Unread(origin, _NO_KIND)
    if kind is None:
        why = f"Type de matériel inconnu : {quoted(kind_cell)}. Types connus : {_KNOWN_KINDS}."
        return Unread(origin, why)
    for column in TYPED_BY_HAND:
        if names_a_person(table.cell(record, column)):
            return Unread(origin, _personal(table.headers[table.rank[column]]))
    if "@" in table.cell(record, "serial"):
        return Unread(origin, _personal(table.headers[table.rank["serial"]]))

    maker = maker_name(table.cell(record, "maker"))
    read = {column: reader(table.cell(record, column)) for column, reader in _READERS.items()}
    facts = as_far_as_valid(
        Facts,
        maker=maker,
        model=model_name(maker, table.cell(record, "model")),
        serial=serial_number(table.cell(record, "serial")),
        processor=processor_name(table.cell(record, "processor")),
        storages=cells.storages(table.cell(record, "storages")) if kind in COMPUTING else None,
        **read,
    )
    grade = cells.grade(table.cell(record, "grade"))
    mass_g = cells.mass_g(table.cell(record, "mass"))
    kept: dict[str, object] = {column: getattr(facts, column) for column in _READERS}
    kept |= {"grade": grade, "mass": mass_g}
    if kind in COMPUTING:
        kept["storages"] = facts.storages
    return Machine(
        Source.CSV,
        origin,
        kind,
        facts,
        evidence_sha256,
        grade=grade,
        mass_g=mass_g,
        not_understood=tuple(_not_understood(table, record, kept)),
    )


def _not_understood(table: Table, record: list[str], kept: dict[str, object]) -> Iterator[str]:
    for column, value in kept.items():
        cell = table.cell(record, column)
        if value is None and said(cell):
            header = quoted(table.headers[table.rank[column]])
            yield f"{header} : {quoted(cell)} n’a pas été compris."


def _personal(header: str) -> str:
    return (
        f"La colonne {quoted(header)} contient ce qui ressemble à un numéro de téléphone, à une "
        "adresse e-mail ou à un numéro de sécurité sociale. Mélèze n’en garde pas : effacez-le."
    )
