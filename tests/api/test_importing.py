"""An inventory file becomes devices of a lot, each machine once."""

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from inventories import DUMP, GLPI, TABLE, Import, figures, importer, zipped
from lives import (
    LOT,
    POINT,
    SHOP,
    lot_opened,
)
from reports import DESKTOP_LSHW, LAPTOP_LSHW, dump, glpi

from api.house import House
from api.importing import MACHINES_PER_COMMAND
from ledger import device as d
from ledger.device import Device, Stage
from ledger.lot import Lot
from ledger.values import DonorKind
from projections import lots, register


@pytest.fixture
def send(house: House) -> Import:
    return importer(house)


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


def test_a_file_without_a_new_machine_opens_no_lot(house: House, send: Import) -> None:
    known = TABLE + "portable;Dell;X1;9ZK4R2M;;\n"
    send(known)
    with house.pool.connection() as connection:
        before = lots.read_recent(connection, None)
        summary = send(known, lot=lot_opened(place=SHOP))
        assert (figures(summary), summary.lot) == ((1, 0, 0, 1), None)
        assert lots.read_recent(connection, None) == before


def test_sixty_real_dumps_are_sixty_devices(send: Import, shared_data: Path) -> None:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for path in sorted((shared_data / "hardware/dmi").glob("*/*.txt")):
            made.write(path, path.name)
    summary = send(data.getvalue(), "lot.zip")
    assert figures(summary) == (60, 60, 0, 0)
    assert len(set(summary.devices)) == 60
    assert figures(send(data.getvalue(), "lot.zip")) == (60, 0, 60, 0)


def test_what_the_files_of_one_machine_tell_differently_is_in_the_summary(
    house: House, send: Import
) -> None:
    summary = send(zipped(**{"a.txt": dump().decode(), "b.json": LAPTOP_LSHW.decode()}), "pc.zip")
    assert figures(summary) == (1, 1, 0, 0)
    [differing] = summary.differing
    assert differing.device == summary.devices[0]
    assert [each.field for each in differing.differences] == ["memory_mb"]
    inventory = house.ledger.life(differing.device)[-1].event
    assert isinstance(inventory, d.Inventoried)
    assert inventory.hardware
    assert len(inventory.hardware.read_from) == 2


def test_an_archive_is_of_one_machine_when_whoever_sends_it_says_so(send: Import) -> None:
    nameless = dump(serial="None", uuid="").decode()
    files = zipped(**{"a.txt": nameless, "b.json": glpi("", bios={}).decode()})
    assert figures(send(files, "pc.zip", one_machine=True)) == (1, 1, 0, 0)
    again = zipped(**{"b.json": glpi("", bios={}).decode(), "a.txt": nameless})
    assert figures(send(again, "pc.zip"))[0] == 2


def test_two_machines_sent_as_one_are_refused(send: Import) -> None:
    apart = zipped(**{"a.txt": dump(uuid="").decode(), "b.json": DESKTOP_LSHW.decode()})
    assert figures(send(apart, "pc.zip", one_machine=True)) == (1, 0, 0, 1)
