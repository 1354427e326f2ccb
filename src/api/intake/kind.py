"""Which kind of device an inventory speaks of, by the name of its chassis (SMBIOS 7.4.1)."""

from collections.abc import Iterable

from api.intake.text import letters, one_line, quoted
from ledger.values import DeviceKind

_BY_CHASSIS = {
    letters(chassis): kind
    for kind, names in {
        DeviceKind.LAPTOP: (
            "Notebook",
            "Laptop",
            "Portable",
            "Sub Notebook",
            "Convertible",
            "Netbook",
        ),
        DeviceKind.DESKTOP: (
            "Desktop",
            "Low Profile Desktop",
            "Pizza Box",
            "Mini Tower",
            "Tower",
            "Space-saving",
            "Sealed-case PC",
            # what lshw and eReuse call some of them
            "Low-profile",
            "Compact",
            "Sealed",
            "Microtower",
            "Slim",
            "Full Tower",
        ),
        DeviceKind.ALL_IN_ONE: ("All In One",),
        DeviceKind.MINI_PC: ("Mini PC", "Stick PC", "Lunch Box", "Embedded PC", "Mini", "Stick"),
        DeviceKind.TABLET: ("Tablet", "Detachable", "Hand Held"),
    }.items()
    for chassis in names
}

_VIRTUAL = frozenset(
    letters(name)
    for name in (
        "innotek GmbH",
        "VirtualBox",
        "VMware, Inc.",
        "QEMU",
        "Xen",
        "Bochs",
        "KVM",
        "Virtual Machine",
        "Parallels Virtual Platform",
    )
)

VIRTUAL = "C’est une machine virtuelle, pas un appareil."


def kind_by_chassis(chassis: Iterable[object], *, has_battery: bool) -> DeviceKind | None:
    """The kind told by the first chassis that tells one, else a laptop if it has a battery.

    A laptop on its dock tells two chassis, its own first. Servers are not in the table: they
    are not for the public. Memory modules are no help, laptops too report desktop modules.
    """
    for name in chassis:
        if kind := _BY_CHASSIS.get(letters(one_line(name))):
            return kind
    return DeviceKind.LAPTOP if has_battery else None


def why_no_kind(chassis: Iterable[object]) -> str:
    """The sentence for an inventory whose chassis tells no kind of device."""
    for name in chassis:
        if one_line(name):
            return (
                f"Le boîtier annoncé ({quoted(name)}) ne dit pas de quel appareil il s’agit. "
                "Saisissez-le à la main."
            )
    return (
        "Le type de boîtier manque : rien ne dit s’il s’agit d’un portable ou d’un fixe. "
        "Saisissez l’appareil à la main."
    )


def is_virtual(*names: object) -> bool:
    """Whether maker or product is that of a virtual machine."""
    return any(letters(one_line(name)) in _VIRTUAL for name in names)
