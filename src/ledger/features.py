"""What a device has besides its use, from what is known of it: stated rules, kept as data.

As for uses, what is not evidence did not happen: an unknown screen is not large, and a sound
that nobody tested helps nobody who listens.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from ledger.device.checklist import Function, Outcome
from ledger.device.state import Device
from ledger.uses import ENOUGH_PER_CENT, uses
from ledger.values import COMPUTING, DeviceKind, Facts, Feature, Use

_IN_ONE_PIECE = frozenset({DeviceKind.LAPTOP, DeviceKind.ALL_IN_ONE})
_BY_TOUCH = frozenset({DeviceKind.TABLET, DeviceKind.SMARTPHONE})

LIGHT_INCHES = 14.0
LARGE_INCHES = 17.0
LARGE_SCREEN_INCHES = 22.0
"""For a screen that stands on a table, farther from the eyes."""
NUMERIC_KEYPAD_INCHES = 15.6
"""A laptop from that size on has room for a full keyboard."""
SCREEN_READER_MB = 8192


class Known(NamedTuple):
    """What the rules look at. Models are few beside devices: what follows from it is kept."""

    kind: DeviceKind
    inches: float | None
    memory_mb: int | None
    processor: str | None
    touchscreen: bool
    """Its touchscreen passed its test; so for the others."""
    camera: bool
    sound: bool

    def between(self, least: float, most: float = 100) -> bool:
        return self.inches is not None and least <= self.inches <= most


def _screen_reader(known: Known) -> bool:
    if known.kind not in COMPUTING or not known.sound:
        return False
    if (known.memory_mb or 0) * 100 < SCREEN_READER_MB * ENOUGH_PER_CENT:
        return False
    facts = Facts(memory_mb=known.memory_mb, screen_inches=known.inches, processor=known.processor)
    return known.kind in _BY_TOUCH or Use.OFFICE in uses(known.kind, facts)


RULES: Mapping[Feature, Callable[[Known], bool]] = {
    Feature.LIGHT: lambda known: (
        known.kind is DeviceKind.TABLET
        or (known.kind is DeviceKind.LAPTOP and known.between(0, LIGHT_INCHES))
    ),
    Feature.LARGE_SCREEN: lambda known: (
        (known.kind in _IN_ONE_PIECE and known.between(LARGE_INCHES))
        or (known.kind is DeviceKind.SCREEN and known.between(LARGE_SCREEN_INCHES))
    ),
    Feature.FULL_KEYBOARD: lambda known: (
        known.kind is DeviceKind.KEYBOARD
        or (known.kind is DeviceKind.LAPTOP and known.between(NUMERIC_KEYPAD_INCHES))
    ),
    Feature.TOUCHSCREEN: lambda known: known.kind in _BY_TOUCH or known.touchscreen,
    Feature.CAMERA: lambda known: known.camera,
    Feature.SCREEN_READER: _screen_reader,
}
"""What each feature asks for. A set has what one of its devices has."""


NOTHING_KNOWN = Facts()


def features(device: Device) -> frozenset[Feature]:
    """The features that its inventory and its tests support."""
    facts, outcomes = device.inventory or NOTHING_KNOWN, device.outcomes
    return _features(
        Known(
            device.kind,
            facts.screen_inches,
            facts.memory_mb,
            facts.processor,
            outcomes.get(Function.TOUCHSCREEN) is Outcome.PASSED,
            outcomes.get(Function.CAMERA) is Outcome.PASSED,
            outcomes.get(Function.SOUND) is Outcome.PASSED,
        )
    )


@lru_cache(maxsize=4096)
def _features(known: Known) -> frozenset[Feature]:
    return frozenset(feature for feature, holds in RULES.items() if holds(known))
