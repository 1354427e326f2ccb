"""What a device has besides its use, from what is known of it: stated rules, kept as data.

As for uses, what is not evidence did not happen: an unknown screen is not large, and a sound
that nobody tested helps nobody who listens.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules look at."""

    kind: DeviceKind
    facts: Facts
    passed: frozenset[Function]

    def between(self, least: float, most: float = 100) -> bool:
        inches = self.facts.screen_inches
        return inches is not None and least <= inches <= most


def _screen_reader(known: Known) -> bool:
    memory_mb = known.facts.memory_mb or 0
    strong = memory_mb * 100 >= SCREEN_READER_MB * ENOUGH_PER_CENT
    fast = known.kind in _BY_TOUCH or Use.OFFICE in uses(known.kind, known.facts)
    return known.kind in COMPUTING and strong and fast and Function.SOUND in known.passed


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
    Feature.TOUCHSCREEN: lambda known: (
        known.kind in _BY_TOUCH or Function.TOUCHSCREEN in known.passed
    ),
    Feature.CAMERA: lambda known: Function.CAMERA in known.passed,
    Feature.SCREEN_READER: _screen_reader,
}
"""What each feature asks for. A set has what one of its devices has."""


def features(device: Device) -> frozenset[Feature]:
    """The features that its inventory and its tests support."""
    passed = {name for name, outcome in device.outcomes.items() if outcome is Outcome.PASSED}
    known = Known(device.kind, device.inventory or Facts(), frozenset(passed))
    return frozenset(feature for feature, holds in RULES.items() if holds(known))
