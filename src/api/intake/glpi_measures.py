"""What a GLPI inventory says of wear and parts: batteries, network, camera, optical drive."""

import re

from api.intake.json_parts import Section, count, entries
from api.intake.machine import as_far_as_valid
from api.intake.sightings import BLUETOOTH, CAMERA, OPTICAL, TOUCHSCREEN, WIFI, WIRED, sighted
from api.intake.text import one_line
from ledger.device import BatteryWear, Function, Hardware
from ledger.values import Source

MOST_BATTERIES = 8

_VIDEO_CLASSES = frozenset({"14", "e", "0e"})
"""Of a USB device, in the two ways that agents write it."""

_WIRED_INSIDE = re.compile(r"en(?:o\d+|s\d+|p\d+s\d+)(?:f\d+)?")
"""Names that Linux gives to network cards inside: ``enp57s0u1u4`` is an adapter on USB."""

_WIFI_INSIDE = re.compile(r"wl(?:o\d+|s\d+|p\d+s\d+)(?:f\d+)?")


def measured(content: Section) -> Hardware:
    batteries = [
        as_far_as_valid(
            BatteryWear,
            source=Source.GLPI,
            design=count(battery.get("capacity")),
            full=count(battery.get("real_capacity")) or None,
            cycles=count(battery.get("cycles")) or None,
        )
        for battery in entries(content, "batteries")
        if 0 < count(battery.get("capacity")) <= 1_000_000  # noqa: PLR2004 (as ``Capacity``)
    ]
    usb, cards = list(entries(content, "usbdevices")), list(entries(content, "controllers"))
    disks = [*entries(content, "storages"), *entries(content, "drives")]
    fitted = {function for function, there in _there(content, usb, cards, disks).items() if there}
    listed: set[Function] = set()
    if usb:
        listed.add(Function.CAMERA)  # Bluetooth may stand there without a word that says so
    if usb and cards:
        listed |= {Function.WIFI, Function.WIRED_NETWORK}
    if any(entries(content, "storages")):
        listed.add(Function.OPTICAL_DRIVE)
    return Hardware(
        batteries=tuple(batteries[:MOST_BATTERIES]),
        sightings=sighted(Source.GLPI, listed=listed, fitted=fitted, at_work=_at_work(content)),
    )


def _there(
    content: Section, usb: list[Section], cards: list[Section], disks: list[Section]
) -> dict[Function, bool]:
    networks = list(entries(content, "networks"))
    return {
        Function.CAMERA: any(entries(content, "cameras")) or any(map(_is_camera, usb)),
        Function.BLUETOOTH: any(_words(each, BLUETOOTH) for each in (*usb, *networks)),
        Function.WIFI: any(_words(each, WIFI) for each in cards)
        or any(one_line(each.get("type")) == "wifi" for each in networks),
        Function.WIRED_NETWORK: any(_words(each, WIRED) for each in cards),
        Function.OPTICAL_DRIVE: any(_words(each, OPTICAL) for each in disks),
        Function.TOUCHSCREEN: any(_words(each, TOUCHSCREEN) for each in entries(content, "inputs")),
        Function.SOUND: any(entries(content, "sounds")),
    }


def _is_camera(entry: Section) -> bool:
    return _words(entry, CAMERA) or one_line(entry.get("class")) in _VIDEO_CLASSES


def _words(entry: Section, pattern: re.Pattern[str]) -> bool:
    told = (entry.get(key) for key in ("caption", "name", "description", "type", "model"))
    return any(pattern.search(one_line(text)) for text in told)


def _at_work(content: Section) -> set[Function]:
    """Of the network only: a card inside that is up and was given an address does its work."""
    found: set[Function] = set()
    for network in entries(content, "networks"):
        up = one_line(network.get("status")).casefold() == "up" and network.get("ipaddress")
        name = one_line(network.get("description"))
        if up and _WIRED_INSIDE.fullmatch(name):
            found.add(Function.WIRED_NETWORK)
        elif up and _WIFI_INSIDE.fullmatch(name):
            found.add(Function.WIFI)
    return found
