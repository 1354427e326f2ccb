"""What lists of parts say of the functions of a device: there, working, or not in the list."""

import re
from collections.abc import Set as AbstractSet

from ledger.device import Function, Presence, Sighting
from ledger.values import Source

CAMERA = re.compile(r"camera|webcam|\bcam\b|\buvc\b", re.IGNORECASE)
BLUETOOTH = re.compile(r"bluetooth", re.IGNORECASE)
WIFI = re.compile(r"wi-?fi|wireless|802\.11|wlan|centrino", re.IGNORECASE)
WIRED = re.compile(r"ethernet|gigabit|\bgbe\b", re.IGNORECASE)
TOUCHSCREEN = re.compile(r"touch ?screen|écran tactile", re.IGNORECASE)
OPTICAL = re.compile(
    r"\b(?:cd|dvd|blu-?ray|bd-re|cd-?r\w*|dvd-?r\w*|dvd-?ram|optical|optique)\b", re.IGNORECASE
)


def sighted(
    source: Source,
    *,
    listed: AbstractSet[Function] = frozenset(),
    fitted: AbstractSet[Function] = frozenset(),
    at_work: AbstractSet[Function] = frozenset(),
) -> tuple[Sighting, ...]:
    """One sighting a function.

    Args:
        source: the tool that made the list.
        listed: functions that the list would show if they were there.
        fitted: those that it shows.
        at_work: those that were working while it was made.

    """

    def presence(function: Function) -> Presence:
        if function in at_work:
            return Presence.AT_WORK
        return Presence.FITTED if function in fitted else Presence.ABSENT

    return tuple(
        Sighting(function=function, presence=presence(function), source=source)
        for function in Function
        if function in listed or function in fitted or function in at_work
    )
