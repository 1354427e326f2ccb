"""What the forms of the floor leave to the service: what depends on each device of a pile.

One form is filled in once for forty devices. Where it stands, which disk is left, what its
inventory says already is read here, then the form is read as on the page of the device.
"""

from collections.abc import Callable, Sequence

from api.access import SignedIn
from api.forms import Unreadable
from api.house import House
from api.pages.device.defaults import defaults
from api.pages.device.erasure_controls import WITHOUT_A_TOOL
from api.pages.device.scene import Scene
from api.words import KIND
from ledger import Event
from ledger import device as d
from ledger.device import Device

ASKED = "#"
"""Stands in a form for what the device says by itself; ``#2`` for its second storage."""

RANKS = (
    (ASKED, "Son seul disque, ou le seul qui reste à traiter"),
    *((f"{ASKED}{n}", f"Le disque {n} de l’inventaire") for n in range(1, 5)),
)
Texts = dict[str, list[str]]


def fill(house: House, acting: SignedIn, scene: Scene, event: type[Event], texts: Texts) -> Texts:
    """The texts of the form of this device. Raises ``Unreadable`` when it cannot tell."""
    known = defaults(house, acting, scene, event)
    filled = {name: typed for name, typed in texts.items() if typed != [ASKED]}
    for name in texts.keys() - filled.keys():
        filled[name] = _asked(event, name, ASKED, scene.device, known)
    for name in ("storage", "removed_storage"):
        if (typed := filled.get(name, [""])[0]).startswith(ASKED):
            filled[name] = _asked(event, name, typed, scene.device, known)
    if special := SPECIAL.get(event.TOPIC):
        filled = special(scene.device, filled, known)
    return filled


def _asked(event: type[Event], name: str, typed: str, device: Device, known: Texts) -> list[str]:
    if name not in {"storage", "removed_storage"}:
        return known.get(name, [])
    storages = list(device.storages or ())
    if rank := typed.removeprefix(ASKED):
        found = storages[int(rank) - 1 : int(rank)] if rank in "1234" else []
    elif event is d.ErasureDecided:
        found = [each for each in storages if device.in_doubt(each)]
    elif name == "storage":
        found = [each for each in storages if device.erasures.get(each) is not d.Verdict.ERASED]
    else:
        found = storages
    if len(found) != 1:
        raise Unreadable({name: _which(len(storages))})
    return found


def _which(count: int) -> str:
    if not count:
        return "Cet appareil n’a aucun disque à son inventaire."
    return f"Son inventaire a {count} disque{'s' if count > 1 else ''} : dites lequel."


def _tested(device: Device, texts: Texts, _known: Texts) -> Texts:
    """One checklist was ticked for a pile: it holds for devices of that kind alone."""
    kind = next(iter(texts.pop("kind", [])), "")
    if kind != device.kind:
        raise Unreadable(
            {"": f"Cet appareil est : {KIND[device.kind]}. Refaites le test avec sa liste à lui."}
        )
    return texts


def _inventoried(_device: Device, texts: Texts, known: Texts) -> Texts:
    """What was read is added to what was known, as on a page that shows what was known."""
    disks = "facts.storages."
    if _any(texts, disks) or texts.get("no_storage"):
        known = {n: t for n, t in known.items() if n != "no_storage" and not n.startswith(disks)}
    return known | {name: typed for name, typed in texts.items() if any(typed)}


def _any(texts: Texts, start: str) -> bool:
    return any(name.startswith(start) and any(typed) for name, typed in texts.items())


SPECIAL: dict[str, Callable[[Device, Texts, Texts], Texts]] = {
    d.Tested.TOPIC: _tested,
    d.Inventoried.TOPIC: _inventoried,
}

UNLESS_LOGGED = f"|evidence|erasure.method={','.join(sorted(WITHOUT_A_TOOL))}"
NEEDS: dict[str, Sequence[str]] = {
    d.Collected.TOPIC: ("kind", "donor", "legal_status"),
    d.OriginQualified.TOPIC: ("donor", "legal_status"),
    d.Shipped.TOPIC: ("destination",),
    d.TransferRefused.TOPIC: ("reason",),
    d.SetFormed.TOPIC: ("codes",),
    d.StickerReplaced.TOPIC: ("reason",),
    d.StorageErased.TOPIC: (
        "storage", "verdict", "erasure.method", "evidence|erasure.no_evidence",
        f"erasure.tool{UNLESS_LOGGED}", f"erasure.tool_version{UNLESS_LOGGED}",
    ),
    d.ErasureDecided.TOPIC: ("storage", "decision"),
    d.LocksChecked.TOPIC: ("none_found|found",),
    d.PartReplaced.TOPIC: ("part", "condition"),
    d.Tested.TOPIC: ("kind", "all_passed|outcomes."),
    d.Reconditioned.TOPIC: ("grade",),
    d.LabelRevoked.TOPIC: ("reason",),
    d.ReservationReleased.TOPIC: ("reason",),
    d.ReturnedForRepair.TOPIC: ("reason",),
    d.TakenBack.TOPIC: ("reason",),
    d.Lent.TOPIC: ("instead_of",),
    d.Retired.TOPIC: ("destination",),
}  # fmt: skip
"""What must be answered before the first code of a pile, or the whole pile would be refused.

``a|b`` is one or the other, ``a.`` any field that begins so, ``a=v,w`` the field with such a value.
"""
