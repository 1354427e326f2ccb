"""What an import refuses, with a reason, and what goes on all the same."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from inventories import GLPI, TABLE, Import, figures, importer
from lives import (
    LOT,
    SHOP,
    SOMEBODY,
    collected,
    command,
    facts,
    inventoried,
    joined,
    lot_opened,
    opened,
    received,
)

from api.house import House
from ledger import LedgerError
from ledger.errors import Forbidden, NotAllowed, UnknownSubject
from ledger.lot import LotClosed, LotOpened
from ledger.place import PlaceClosed
from ledger.values import OrganisationId, PlaceId
from projections import lots


@pytest.fixture
def send(house: House) -> Import:
    return importer(house)


def test_a_machine_of_the_register_is_refused_and_named(send: Import) -> None:
    [known] = send(TABLE + "portable;Dell;Latitude 5490;9ZK4R2M;;\n").devices
    summary = send(json.dumps(GLPI), "inventaire.json")
    assert figures(summary) == (1, 0, 0, 1)
    [refusal] = summary.refused
    assert refusal.known == known
    assert refusal.why == (
        "Déjà au registre\u00a0: Dell Latitude 5490, même numéro de série. "
        "Si c’est un retour, reprenez-le."
    )


def test_one_serial_on_two_models_is_two_machines(send: Import) -> None:
    send(TABLE + "portable;Dell;Latitude 5490;9ZK4R2M;;\n")
    summary = send(TABLE + "portable;HP;ProBook 650;9ZK4R2M;;\nécran;Dell;;9ZK4R2M;;\n")
    assert figures(summary) == (2, 2, 0, 0)


def test_a_machine_twice_in_one_file_is_refused_once(send: Import) -> None:
    line = "portable;Dell;Latitude 5490;9ZK4R2M;;\n"
    summary = send(TABLE + line + line.upper())
    assert figures(summary) == (2, 1, 0, 1)
    assert (
        summary.refused[0].why
        == "La même machine est déjà dans ce fichier\u00a0: lot.csv, ligne 2."
    )
    assert figures(send(TABLE + line + line.upper())) == (2, 0, 1, 1)


def test_the_machine_of_another_structure_is_refused_without_its_name(
    house: House, send: Import
) -> None:
    other, elsewhere = OrganisationId(uuid4()), PlaceId(uuid4())
    device = uuid4()
    house.record(
        command(
            (other, joined(name="Une autre structure")),
            (elsewhere, opened(name="Atelier de Veynes", organisation=other)),
            (device, collected(place=elsewhere, lot=None)),
            (device, received(origin=elsewhere, place=elsewhere)),
            (device, inventoried(facts=facts(model="Latitude 5490", maker="Dell"))),
        )
    )
    table = TABLE + "portable;Dell;Latitude 5490;PF0SECRET;;\n"
    [refusal] = send(table).refused
    assert refusal.known is None
    assert refusal.why == "Cette machine est déjà au registre, chez une autre structure."
    [refusal] = send(table, author=SOMEBODY).refused
    assert refusal.known == device


def test_a_refused_line_stops_no_other(send: Import) -> None:
    lines = [f"portable;Dell;Modèle {rank};;;\n" for rank in range(60)]
    lines[10:10] = ["soucoupe;;;;;\n", "portable;appelez 06 12 34 56 78;;;;\n"]
    summary = send(TABLE + "".join(lines))
    assert figures(summary) == (62, 60, 0, 2)
    assert [refusal.origin for refusal in summary.refused] == [
        "lot.csv, ligne 12",
        "lot.csv, ligne 13",
    ]
    assert all(re.fullmatch(r"[A-ZÀ].+\.", refusal.why) for refusal in summary.refused)


def test_one_device_the_ledger_refuses_stops_no_other(
    house: House, send: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else records one of the machines between its check and its recording."""
    table = TABLE + "".join(f"portable;Dell;Modèle {rank};;;\n" for rank in range(5))
    [stolen] = send(TABLE + "portable;Dell;Modèle 2;;;\n", lot=LOT).devices
    version = house.ledger.subject_version
    first = send(table).devices
    # the same file again, told that its third machine is not there yet
    monkeypatch.setattr(
        house.ledger, "subject_version", lambda id_: 0 if id_ == first[2] else version(id_)
    )
    assert figures(send(table)) == (5, 0, 5, 0)
    assert stolen not in first


@pytest.mark.parametrize("text", ["", "ceci n’est pas un inventaire", TABLE])
def test_a_file_without_a_machine_opens_no_lot(house: House, send: Import, text: str) -> None:
    with house.pool.connection() as connection:
        before = lots.read_recent(connection, None)
        summary = send(text, lot=lot_opened(place=SHOP))
        assert figures(summary) == (1, 0, 0, 1)
        assert summary.lot is None
        assert lots.read_recent(connection, None) == before


def test_nothing_comes_into_an_unknown_or_closed_lot_or_place(house: House, send: Import) -> None:
    table = TABLE + "portable;Dell;X1;;;\n"
    refusals: list[tuple[type[LedgerError], dict[str, Any]]] = [
        (UnknownSubject, {"lot": uuid4()}),
        (UnknownSubject, {"place": uuid4()}),
        (UnknownSubject, {"lot": LotOpened(**lot_opened(place=uuid4()).model_dump())}),
    ]
    for why, said in refusals:
        with pytest.raises(why):
            send(table, **said)
    closed = uuid4()
    house.record(command((LOT, LotClosed(happened_at=house.now())), (closed, opened())))
    with pytest.raises(NotAllowed):
        send(table)
    house.record(command((closed, PlaceClosed(happened_at=house.now()))))
    with pytest.raises(Forbidden):
        send(table, place=closed, lot=lot_opened(place=SHOP))
