"""Which functions each kind of device has, and which of them a part touches.

"Reconditionné" may be said only when every function was tested (C. conso. R. 122-4). A
function of ``required`` exists on every device of the kind; one of ``optional`` may be
said absent from a given model, and is then not asked again.
"""

from enum import StrEnum
from typing import NamedTuple

from ledger.values import DeviceKind


class Function(StrEnum):
    POWER = "power"
    DISPLAY = "display"
    VIDEO_OUTPUT = "video_output"
    VIDEO_INPUT = "video_input"
    KEYBOARD = "keyboard"
    POINTING = "pointing"
    TOUCHSCREEN = "touchscreen"
    BUTTONS = "buttons"
    SOUND = "sound"
    MICROPHONE = "microphone"
    CAMERA = "camera"
    WIFI = "wifi"
    BLUETOOTH = "bluetooth"
    WIRED_NETWORK = "wired_network"
    CELLULAR = "cellular"
    USB = "usb"
    STORAGE = "storage"
    MEMORY = "memory"
    BATTERY = "battery"
    CHARGING = "charging"
    COOLING = "cooling"
    OPTICAL_DRIVE = "optical_drive"
    PRINTING = "printing"
    SCANNING = "scanning"


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_FITTED = "not_fitted"
    """This model does not have that function; only for an optional one."""


class Checklist(NamedTuple):
    required: frozenset[Function]
    optional: frozenset[Function]

    @property
    def all(self) -> frozenset[Function]:
        return self.required | self.optional


F = Function
_COMPUTER = {F.POWER, F.USB, F.STORAGE, F.MEMORY, F.COOLING, F.SOUND}
_RADIO = {F.WIFI, F.BLUETOOTH}
_TABLET = {
    F.POWER, F.DISPLAY, F.TOUCHSCREEN, F.BUTTONS, F.SOUND, F.WIFI, F.STORAGE, F.BATTERY, F.CHARGING,
}  # fmt: skip


def _checklist(required: set[Function], optional: set[Function]) -> Checklist:
    return Checklist(frozenset(required), frozenset(optional))


_TOWER = _checklist(
    _COMPUTER | {F.VIDEO_OUTPUT, F.WIRED_NETWORK}, _RADIO | {F.OPTICAL_DRIVE, F.MICROPHONE}
)

FUNCTIONS: dict[DeviceKind, Checklist] = {
    DeviceKind.LAPTOP: _checklist(
        _COMPUTER | {F.DISPLAY, F.KEYBOARD, F.POINTING, F.WIFI, F.BATTERY, F.CHARGING},
        {
            F.CAMERA, F.MICROPHONE, F.BLUETOOTH, F.WIRED_NETWORK, F.TOUCHSCREEN,
            F.OPTICAL_DRIVE, F.VIDEO_OUTPUT,
        },
    ),
    DeviceKind.DESKTOP: _TOWER,
    DeviceKind.MINI_PC: _TOWER,
    DeviceKind.ALL_IN_ONE: _checklist(
        _COMPUTER | {F.DISPLAY},
        _RADIO
        | {F.WIRED_NETWORK, F.CAMERA, F.MICROPHONE, F.TOUCHSCREEN, F.OPTICAL_DRIVE, F.VIDEO_OUTPUT},
    ),
    DeviceKind.TABLET: _checklist(_TABLET, {F.CAMERA, F.MICROPHONE, F.BLUETOOTH, F.CELLULAR}),
    DeviceKind.SMARTPHONE: _checklist(
        _TABLET | {F.CAMERA, F.MICROPHONE, F.CELLULAR}, {F.BLUETOOTH}
    ),
    DeviceKind.SCREEN: _checklist({F.POWER, F.DISPLAY, F.VIDEO_INPUT, F.BUTTONS}, {F.SOUND, F.USB}),
    DeviceKind.PRINTER: _checklist(
        {F.POWER, F.PRINTING, F.BUTTONS}, {F.USB, F.WIFI, F.WIRED_NETWORK}
    ),
    DeviceKind.MULTIFUNCTION: _checklist(
        {F.POWER, F.PRINTING, F.SCANNING, F.BUTTONS}, {F.USB, F.WIFI, F.WIRED_NETWORK}
    ),
    DeviceKind.KEYBOARD: _checklist({F.KEYBOARD}, {F.BLUETOOTH, F.USB}),
    DeviceKind.MOUSE: _checklist({F.POINTING, F.BUTTONS}, {F.BLUETOOTH, F.USB}),
    DeviceKind.CHARGER: _checklist({F.CHARGING}, set()),
}  # fmt: skip


class Part(StrEnum):
    STORAGE = "storage"
    MEMORY = "memory"
    BATTERY = "battery"
    SCREEN = "screen"
    KEYBOARD = "keyboard"
    TOUCHPAD = "touchpad"
    CHARGER = "charger"
    POWER_SUPPLY = "power_supply"
    COOLING = "cooling"
    MOTHERBOARD = "motherboard"
    NETWORK_CARD = "network_card"
    CAMERA = "camera"
    CASING = "casing"
    OTHER = "other"


EVERYTHING = frozenset(Function)

TOUCHES: dict[Part, frozenset[Function]] = {
    Part.STORAGE: frozenset({F.STORAGE}),
    Part.MEMORY: frozenset({F.MEMORY}),
    Part.BATTERY: frozenset({F.BATTERY, F.CHARGING, F.POWER}),
    Part.SCREEN: frozenset({F.DISPLAY, F.TOUCHSCREEN, F.CAMERA, F.MICROPHONE}),
    Part.KEYBOARD: frozenset({F.KEYBOARD, F.POINTING, F.BUTTONS}),
    Part.TOUCHPAD: frozenset({F.POINTING}),
    Part.CHARGER: frozenset({F.CHARGING}),
    Part.POWER_SUPPLY: frozenset({F.POWER}),
    Part.COOLING: frozenset({F.COOLING}),
    Part.MOTHERBOARD: EVERYTHING,
    Part.NETWORK_CARD: frozenset({F.WIFI, F.BLUETOOTH, F.WIRED_NETWORK, F.CELLULAR}),
    Part.CAMERA: frozenset({F.CAMERA}),
    Part.CASING: frozenset(),
    Part.OTHER: EVERYTHING,
}
"""What must pass its test again after that part was changed. Not knowing means everything."""
