"""An inventory file becomes devices of a lot: each machine once, refused ones with a reason."""

import json
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from lives import (
    ASSOCIATION,
    LOT,
    POINT,
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
from api.importing import MACHINES_PER_COMMAND, Summary, import_inventory
from ledger import ActorKind, Author, LedgerError
from ledger import device as d
from ledger.device import Device, Stage
from ledger.errors import Forbidden, NotAllowed, UnknownSubject
from ledger.lot import Lot, LotClosed, LotOpened
from ledger.place import PlaceClosed
from ledger.values import DonorKind, OrganisationId, PlaceId
from projections import lots, register

HERE = Author(ActorKind.PERSON, UUID(int=500), ASSOCIATION, SHOP)
TABLE = "Type matériel;Constructeur;Model;N° Serie;RAM;Poids\n"
DUMP = """\
# dmidecode 3.3
System Information
\tManufacturer: LENOVO
\tProduct Name: 20FAS00V00
\tVersion: ThinkPad T460s
\tSerial Number: {serial}

Chassis Information
\tType: Notebook
"""
GLPI = {
    "action": "inventory",
    "itemtype": "Computer",
    "content": {
        "bios": {"smanufacturer": "Dell", "smodel": "Latitude 5490", "ssn": "9ZK4R2M"},
        "hardware": {"chassis_type": "Laptop", "memory": 8192},
    },
}

DEFAULTS: dict[str, Any] = {"author": HERE, "lot": LOT, "place": SHOP}
Import = Callable[..., Summary]


@pytest.fixture
def send(house: House) -> Import:
    """``send(text)``: import a file into the lot, at the shop."""

    def send(data: str | bytes, name: str = "lot.csv", **said: Any) -> Summary:
        raw = data.encode() if isinstance(data, str) else data
        author, lot, place = (said.get(k, v) for k, v in DEFAULTS.items())
        return import_inventory(house, author, lot, place, name, raw)

    return send


def zipped(**members: str) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for name, text in members.items():
            made.writestr(name, text)
    return data.getvalue()


def figures(summary: Summary) -> tuple[int, int, int, int]:
    assert summary.read == summary.recorded + summary.already + len(summary.refused)
    return summary.read, summary.recorded, summary.already, len(summary.refused)


def test_each_machine_is_collected_received_and_inventoried(house: House, send: Import) -> None:
    summary = send(TABLE + "portable;Dell;Latitude 5490;9ZK4R2M;8 Go;1,8\n")
    assert figures(summary) == (1, 1, 0, 0)
    [device] = summary.devices
    arrival, reception, inventory = [record.event for record in house.ledger.life(device)]
    assert isinstance(arrival, d.Collected)
    assert (arrival.lot, arrival.place, arrival.donor) == (LOT, POINT, DonorKind.COMPANY)
    assert isinstance(reception, d.Received)
    assert (reception.origin, reception.place) == (POINT, SHOP)
    assert isinstance(inventory, d.Inventoried)
    assert (inventory.facts.memory_mb, inventory.mass_g) == (8192, 1800)
    assert inventory.evidence_sha256
    assert house.ledger.subject(Device, device).stage == Stage.IN_WORKSHOP


def test_the_life_does_not_hold_the_name_of_the_file(house: House, send: Import) -> None:
    [device] = send(TABLE + "portable;Dell;X1;;;\n", name="pc-de-madame-dupont.csv").devices
    assert "dupont" not in repr(house.ledger.life(device))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("inventaire.json", json.dumps(GLPI)),
        ("relevé.txt", DUMP.format(serial="PC0LRT4Z")),
        (
            "lot.zip",
            zipped(**{"a.txt": DUMP.format(serial="PC0A1B2C"), "b.json": json.dumps(GLPI)}),
        ),
    ],
)
def test_every_format_comes_in(send: Import, name: str, data: str | bytes) -> None:
    summary = send(data, name)
    assert summary.recorded == summary.read == len(summary.devices) > 0


def test_the_same_file_twice_changes_nothing(house: House, send: Import) -> None:
    table = TABLE + "portable;Dell;X1;9ZK4R2M;;\nécran;HP;;;;\nsoucoupe;;;;;\n"
    first = send(table)
    again = send(table, name="copie.csv")
    assert figures(first) == (3, 2, 0, 1)
    assert figures(again) == (3, 0, 2, 1)
    assert again.devices == first.devices
    with house.pool.connection() as connection:
        assert len(register.read_lot(connection, LOT)) == 2


def test_two_machines_without_a_serial_stay_two(send: Import) -> None:
    alike = DUMP.format(serial="To Be Filled By O.E.M.")
    summary = send(zipped(**{"un.txt": alike, "deux.txt": alike}), "lot.zip")
    assert figures(summary) == (2, 2, 0, 0)
    assert len(set(summary.devices)) == 2


def test_the_devices_stand_in_the_order_of_the_file(house: House, send: Import) -> None:
    models = [f"Modèle {rank:03}" for rank in range(120)]
    summary = send(TABLE + "".join(f"portable;Dell;{model};;;\n" for model in models))
    assert summary.recorded == 120
    with house.pool.connection() as connection:
        rows = register.read_lot(connection, LOT)
    assert [row.model for row in rows] == models
    assert [row.subject for row in rows] == summary.devices


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


def test_a_failure_half_way_loses_nothing_acknowledged(
    house: House, send: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = MACHINES_PER_COMMAND + 20
    table = TABLE + "".join(f"portable;Dell;Modèle {rank};;;\n" for rank in range(count))
    record, calls = house.ledger.record, []

    def failing(sent: Any) -> Any:
        calls.append(sent)
        if len(calls) == 2:
            raise ConnectionError("killed here")
        return record(sent)

    with monkeypatch.context() as patch:
        patch.setattr(house.ledger, "record", failing)
        with pytest.raises(ConnectionError):
            send(table)
    with house.pool.connection() as connection:
        assert len(register.read_lot(connection, LOT)) == MACHINES_PER_COMMAND
    assert figures(send(table)) == (count, 20, MACHINES_PER_COMMAND, 0)


def test_a_file_may_open_its_own_lot_and_finds_it_again(house: House, send: Import) -> None:
    table = TABLE + "portable;Dell;X1;;;\n"
    first = send(table, lot=lot_opened(place=SHOP, donor=DonorKind.PERSON))
    again = send(table, lot=lot_opened(place=SHOP, donor=DonorKind.UNKNOWN))
    assert (first.lot, first.devices) == (again.lot, again.devices)
    assert first.lot is not None
    assert house.ledger.subject(Lot, first.lot).donor is DonorKind.PERSON
    assert figures(again) == (1, 0, 1, 0)


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


def test_sixty_real_dumps_are_sixty_devices(send: Import, shared_data: Path) -> None:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for path in sorted((shared_data / "hardware/dmi").glob("*/*.txt")):
            made.write(path, path.name)
    summary = send(data.getvalue(), "lot.zip")
    assert figures(summary) == (60, 60, 0, 0)
    assert len(set(summary.devices)) == 60
    assert figures(send(data.getvalue(), "lot.zip")) == (60, 0, 60, 0)
