"""What a place keeps for prescription: each sale names as many that it leaves on the shelf."""

from collections.abc import Mapping
from uuid import UUID

from api.house import House
from ledger.place import Place
from ledger.values import DeviceId, DeviceKind
from projections import catalogue

Left = Mapping[DeviceKind, tuple[DeviceId, ...]]


def left_there(house: House, place: Place, sold: Mapping[UUID, DeviceKind]) -> Left:
    """Of each kind that is sold and kept there, as many that stay as are kept, or all there are.

    Views choose them and the ledger judges: one that went meanwhile counts for nothing.
    """
    kept = {
        kind: count
        for kind, count in place.kept_for_prescription.items()
        if count and kind in sold.values()
    }
    if not kept:
        return {}
    with house.pool.connection() as connection:
        found = catalogue.standing_at(connection, place.id, [*kept])
    stay = {kind: [each for each in found.get(kind, ()) if each not in sold] for kind in kept}
    return {kind: tuple(map(DeviceId, stay[kind][:count])) for kind, count in kept.items()}
