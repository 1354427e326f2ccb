"""Impacts with the assumptions of this service: what every page, file and report of it calls."""

from collections.abc import Mapping

import impact
from api.settings import Settings
from impact import Figures, NewPart
from ledger.values import Channel, DeviceKind


def impact_of(
    settings: Settings,
    devices: Mapping[tuple[DeviceKind, Channel], int],
    parts: Mapping[NewPart, int] | None = None,
) -> Figures:
    """What these devices and new parts come to, with the last factor set.

    Counts are protected already: tonnes divided by a factor give them back.
    """
    return impact.figures(
        impact.current(),
        devices,
        parts,
        years=settings.impact_years,
        displacement=settings.impact_displacement,
    )
