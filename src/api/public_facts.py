"""What may be told of a device to anybody: the page and the JSON show this and nothing else."""

from dataclasses import dataclass

from projections.agenda import WorkshopRow
from projections.origin import OriginRow

WORKSHOPS_SHOWN = 3

PLACES = frozenset({"collection_place", "shop", "stock_place"})
"""Ids in the story; what is told of these places is beside it."""


@dataclass(frozen=True, slots=True)
class PublicFacts:
    """Origin and work of one device, up to its stocking.

    Months are ``2026-03``, intercommunalités are SIREN codes; None where nobody knows.
    """

    code: str
    """Nine characters, as the person who asks has them: a replaced sticker's code stays valid."""
    kind: str
    donor: str
    collected_in: str
    collected_epci: str | None
    reconditioned_in: str | None
    shop: str | None
    shop_commune: str | None
    shop_epci: str | None
    labelled_in: str | None
    criteria: str | None
    """Version of the label's criteria; None while the device has no label."""
    stocked_in: str | None
    stock_epci: str | None
    maker: str | None
    model: str | None
    processor: str | None
    memory_mb: int | None
    screen_inches: float | None
    storage_gb: int | None
    battery_health_percent: int | None
    operating_system: str | None
    grade: str | None
    uses: tuple[str, ...]
    storages: int | None
    """How many hold data; None when nobody looked."""
    erasures: tuple[str, ...]
    """The method of each erasure that passed."""
    tests_passed: int
    works: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    """Each part that was changed, and whether the other one was new."""
    workshops: tuple[WorkshopRow, ...]
    """The next ones where it was put in stock: the same for every device of that territory."""


def public_facts(code: str, found: OriginRow) -> PublicFacts:
    """What may be told of the device that this code leads to."""
    story = {name: value for name, value in found.story.items() if name not in PLACES}
    for name in ("uses", "erasures", "works"):
        story[name] = tuple(story[name])
    story["parts"] = tuple((part, condition) for part, condition in story["parts"])
    return PublicFacts(
        code=code,
        collected_epci=found.collected_epci,
        shop=found.shop,
        shop_commune=found.shop_commune,
        shop_epci=found.shop_epci,
        stock_epci=found.stock_epci,
        workshops=found.workshops,
        **story,
    )
