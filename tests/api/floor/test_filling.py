"""One form filled in for a pile: what it leaves to the service is read from each device."""

import lives
import pytest
from device_pasts import Make
from page_forms import events
from phones import Phone

from api.house import House
from api.pages.device.erasure_controls import WITHOUT_A_TOOL
from ledger import device as d
from ledger.device import Outcome
from ledger.values import DeviceKind

BENCH = lives.ON_THE_BENCH
SCREEN = (lives.collected(kind=DeviceKind.SCREEN), lives.received(), lives.inventoried())


def test_the_same_checklist_holds_for_one_kind_of_device(
    phone: Phone, house: House, make: Make
) -> None:
    laptop, screen = make(*BENCH), make(*SCREEN)
    fields = {"kind": "laptop", "all_passed": "1", "fitted": ["camera"]}
    one, two = phone.send(
        phone.entry(d.Tested, laptop, fields=fields), phone.entry(d.Tested, screen, fields=fields)
    )
    assert (one["outcome"], two["outcome"]) == ("recorded", "refused")
    assert two["sentence"].startswith("Cet appareil est : écran.")
    tested = events(house, laptop)[-1]
    assert isinstance(tested, d.Tested)
    assert tested.outcomes[d.Function.CAMERA] is Outcome.PASSED
    assert tested.outcomes[d.Function.TOUCHSCREEN] is Outcome.NOT_FITTED


ERASED = {
    "verdict": "erased", "erasure.method": "overwrite", "erasure.no_evidence": "tool_writes_none",
    "erasure.tool": "nwipe", "erasure.tool_version": "0.38",
}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "said"),
    [("#", "dites lequel"), ("#1", ""), ("#2", ""), ("#3", "dites lequel"), ("#x", "dites lequel")],
)
def test_the_disk_of_a_device_is_its_only_one_or_is_named(
    phone: Phone, house: House, make: Make, typed: str, said: str
) -> None:
    both = lives.inventoried(facts=lives.facts(storages=(lives.DISK, lives.SSD)))
    device = make(lives.collected(), lives.received(), both)
    told = phone.take(d.StorageErased, device, fields=ERASED | {"storage": typed})
    assert said in told["sentence"]
    if said:
        assert told["outcome"] == "refused"
        return
    erased = events(house, device)[-1]
    assert isinstance(erased, d.StorageErased)
    assert erased.storage == (lives.DISK, lives.SSD)[int(typed[1]) - 1].id
    assert phone.take(d.StorageErased, device, fields=ERASED | {"storage": "#"})["outcome"] == (
        "recorded"
    ), "one is left"


def test_a_disk_is_changed_on_a_pile_when_each_device_has_one(
    phone: Phone, house: House, make: Make
) -> None:
    device = make(*BENCH)
    fields = {"part": "storage", "condition": "new", "removed_storage": "#",
              "fitted_storage.kind": "ssd", "fitted_storage.capacity_gb": "240"}  # fmt: skip
    assert phone.take(d.PartReplaced, device, fields=fields)["outcome"] == "recorded"
    replaced = events(house, device)[-1]
    assert isinstance(replaced, d.PartReplaced)
    assert replaced.removed_storage == lives.DISK.id
    bare = make(
        lives.collected(), lives.received(), lives.inventoried(facts=lives.facts(storages=()))
    )
    told = phone.take(d.PartReplaced, bare, fields=fields)
    assert told["sentence"].endswith("aucun disque à son inventaire.")


def test_a_tool_is_named_where_one_was_used_and_its_log_is_missing(
    phone: Phone, make: Make
) -> None:
    for method in d.ErasureMethod:
        typed = {"storage": "#", "verdict": "erased", "erasure.no_evidence": "tool_writes_none"}
        fields = typed | {"erasure.method": method}
        told = phone.take(d.StorageErased, make(*BENCH), fields=fields)
        assert (told["outcome"] == "refused") == (method not in WITHOUT_A_TOOL), method
        assert told["sentence"].count("dites quel outil") == 2 * (method not in WITHOUT_A_TOOL)


def test_the_file_of_an_erasure_travels_with_its_step(
    phone: Phone, house: House, make: Make
) -> None:
    device = make(*BENCH)
    fields = {"storage": "#", "verdict": "erased", "erasure.method": "overwrite"}
    entry = phone.entry(d.StorageErased, device, fields=fields)
    log = {f"{entry['id']}/evidence": ("nwipe.log", b"all zeros")}
    assert phone.send(entry, files=log)[0]["outcome"] == "recorded"
    erased = events(house, device)[-1]
    assert isinstance(erased, d.StorageErased)
    assert erased.erasure.evidence_sha256
    assert phone.send(entry, files=log)[0]["outcome"] == "replayed"
    lacking = phone.take(d.StorageErased, make(*BENCH), fields=fields)
    assert lacking["sentence"].startswith("Journal de l’effacement : joignez")


def test_an_inventory_adds_to_what_was_known(phone: Phone, house: House, make: Make) -> None:
    device = make(*BENCH)
    assert phone.take(d.Inventoried, device, fields={"facts.memory_mb": "16"})["versions"]
    facts = events(house, device)[-1].facts  # type: ignore[attr-defined]
    assert (facts.maker, facts.memory_mb, facts.storages) == ("Lenovo", 16384, (lives.DISK,))
    disk = {"facts.storages.0.kind": "ssd", "facts.storages.0.serial": "NEW"}
    assert phone.take(d.Inventoried, device, fields=disk)["outcome"] == "recorded"
    facts = events(house, device)[-1].facts  # type: ignore[attr-defined]
    assert [storage.id for storage in facts.storages] == ["NEW"]
    assert phone.take(d.Inventoried, device, fields={"no_storage": "1"})["outcome"] == "recorded"
    assert events(house, device)[-1].facts.storages == ()  # type: ignore[attr-defined]


def test_what_was_mistyped_is_told_by_the_name_of_its_field(phone: Phone, make: Make) -> None:
    told = phone.take(d.Retired, make(*BENCH), fields={"mass_g": "beaucoup"})
    assert told["sentence"] == ("Destination : à remplir. Masse : écrivez un nombre, en kg.")
