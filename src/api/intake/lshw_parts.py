"""What a tree of ``lshw`` says of the functions of a machine: there, working, or not there."""

from collections.abc import Iterable

from api.intake.json_parts import section
from api.intake.lshw_tree import Part
from api.intake.sightings import BLUETOOTH, CAMERA, OPTICAL, TOUCHSCREEN, WIFI, sighted
from api.intake.text import one_line
from ledger.device import Function, Sighting
from ledger.values import Source


def sightings(parts: Iterable[Part]) -> tuple[Sighting, ...]:
    """A part on USB may be an adapter: of the network, only cards inside count."""
    known = list(parts)
    fitted: set[Function] = set()
    at_work: set[Function] = set()
    for part in known:
        if function := _function(part):
            fitted.add(function)
            if _is_at_work(part):
                at_work.add(function)
    listed: set[Function] = set()
    if any(one_line(part.node.get("businfo")).startswith("usb@") for part in known):
        listed |= {Function.CAMERA, Function.BLUETOOTH}
    if any(one_line(part.node.get("businfo")).startswith("pci@") for part in known):
        listed |= {Function.WIFI, Function.WIRED_NETWORK}
    if any(part.word("class") in {"disk", "storage"} for part in known):
        listed.add(Function.OPTICAL_DRIVE)
    return sighted(Source.LSHW, listed=listed, fitted=fitted, at_work=at_work)


def _function(part: Part) -> Function | None:
    """What this part is there for, if it is one of the functions of the checklist."""
    words = " ".join(part.word(key) for key in ("description", "product"))
    kind = part.word("class")
    if BLUETOOTH.search(words):
        return Function.BLUETOOTH
    if kind == "network" and not part.on_usb:
        wireless = "wireless" in section(part.node, "capabilities") or WIFI.search(words)
        return Function.WIFI if wireless else Function.WIRED_NETWORK
    if kind == "multimedia":
        camera = CAMERA.search(words) or part.word("description") == "Video"
        return Function.CAMERA if camera else Function.SOUND
    if kind == "disk" and OPTICAL.search(f"{words} {part.word('id')}") and not part.on_usb:
        return Function.OPTICAL_DRIVE
    return Function.TOUCHSCREEN if kind == "input" and TOUCHSCREEN.search(words) else None


def _is_at_work(part: Part) -> bool:
    """A card that has a link and was given an address does its work."""
    about = section(part.node, "configuration")
    return one_line(about.get("link")) == "yes" and bool(one_line(about.get("ip")))
