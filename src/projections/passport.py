"""What anybody who scans a sticker may know of a device: its origin, up to its stocking.

An allow-list: nothing enters a row that is not named here. Serial numbers, prices, what
happens after stocking never do, so the public page is the same before and after a device
leaves. A device that comes back is shown anew only once it is stocked again.
"""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import orjson

from ledger import device as d
from ledger.device import Device, DeviceEvent
from ledger.uses import uses
from projections.flows import month_of
from projections.projection import Rows


@dataclass(slots=True)
class Story:
    """The origin of a device. Months are ``2026-03``; places are ids."""

    kind: str = ""
    donor: str = ""
    collected_in: str = ""
    collection_place: UUID | None = None
    shop: UUID | None = None
    stock_place: UUID | None = None
    maker: str | None = None
    model: str | None = None
    processor: str | None = None
    memory_mb: int | None = None
    screen_inches: float | None = None
    storage_gb: int | None = None
    battery_health_percent: int | None = None
    uses: tuple[str, ...] = ()
    storages: int | None = None
    erasures: tuple[str, ...] = ()
    """The method of each passed erasure."""
    tests_passed: int = 0
    parts: tuple[tuple[d.Part, d.PartCondition], ...] = ()
    """Part and condition of each part that was changed."""
    works: tuple[str, ...] = ()
    operating_system: str | None = None
    grade: str | None = None
    reconditioned_in: str | None = None
    criteria: str | None = None
    labelled_in: str | None = None
    stocked_in: str | None = None


_UNTOLD = Story()


@dataclass(slots=True)
class Draft:
    story: Story = field(default_factory=Story)
    shelved: Story = field(default_factory=lambda: _UNTOLD)  # replaced whole, never written to
    """The story as it was on the shelf that the device last left."""
    left: bool = False
    """Since then it has been with somebody, whose business the rest is."""
    erased_by: dict[str, str] = field(default_factory=dict)


def _as_it_stands(draft: Draft, device: Device) -> Story:
    """What is proven today: a new reading, a part or a doubt undoes what was proven before."""
    story, storages = draft.story, device.storages
    story.storages = None if storages is None else len(storages)
    story.storage_gb = sum(each.capacity_gb or 0 for each in (storages or {}).values()) or None
    story.erasures = tuple(
        draft.erased_by[storage] for storage in device.erasures if device.is_erased(storage)
    )
    story.tests_passed = list(device.outcomes.values()).count(d.Outcome.PASSED)
    return story


def _rows(draft: Draft, device: Device) -> list[tuple[Any, ...]]:
    story = draft.shelved if draft.left else _as_it_stands(draft, device)
    text = orjson.dumps(story).decode()
    return [(device.id, story.collection_place, story.shop, story.stock_place, text)]


projection = Rows[Draft](
    name="passport",
    of=Device,
    columns="""
        subject           uuid PRIMARY KEY,
        collection_place  uuid,
        shop              uuid,
        stock_place       uuid,
        story             text NOT NULL
    """,  # as text: the database is asked for nothing inside, and need not read it to store it
    draft=Draft,
    rows=_rows,
)


def _month(event: DeviceEvent) -> str:
    return month_of(event.happened_at).isoformat()[:7]  # of three events of each life


@projection.on(d.Collected)
def _(draft: Draft, event: d.Collected, _device: Device, _before: str) -> None:
    story = draft.story
    story.kind = event.kind
    story.donor = event.donor
    story.collected_in = _month(event)
    story.collection_place = event.place


@projection.on(d.OriginQualified)
def _(draft: Draft, event: d.OriginQualified, _device: Device, _before: str) -> None:
    draft.story.donor = event.donor


@projection.on(d.Inventoried)
def _(draft: Draft, event: d.Inventoried, device: Device, _before: str) -> None:
    story, facts = draft.story, event.facts
    story.maker = facts.maker
    story.model = facts.model
    story.processor = facts.processor
    story.memory_mb = facts.memory_mb
    story.screen_inches = facts.screen_inches
    story.battery_health_percent = facts.battery_health_percent
    story.uses = tuple(sorted(uses(device.kind, facts)))


@projection.on(d.StorageErased)
def _(draft: Draft, event: d.StorageErased, _device: Device, _before: str) -> None:
    draft.erased_by[event.storage] = event.erasure.method


@projection.on(d.PartReplaced)
def _(draft: Draft, event: d.PartReplaced, _device: Device, _before: str) -> None:
    draft.story.parts = (*draft.story.parts, (event.part, event.condition))
    _on_the_bench_again(draft.story)


@projection.on(d.Reconditioned)
def _(draft: Draft, event: d.Reconditioned, device: Device, _before: str) -> None:
    story = draft.story
    story.shop = device.place
    story.works = tuple(sorted(event.works))
    story.grade = event.grade
    story.operating_system = event.operating_system
    story.reconditioned_in = _month(event)


@projection.on(d.Labelled)
def _(draft: Draft, event: d.Labelled, _device: Device, _before: str) -> None:
    draft.story.criteria = event.criteria
    draft.story.labelled_in = _month(event)


@projection.on(d.LabelRevoked)
def _(draft: Draft, _event: d.LabelRevoked, _device: Device, _before: str) -> None:
    _on_the_bench_again(draft.story)


@projection.on(d.Stocked)
def _(draft: Draft, event: d.Stocked, _device: Device, _before: str) -> None:
    draft.story.stocked_in = _month(event)
    draft.story.stock_place = event.place
    draft.left = False


@projection.on(d.Sold, d.HandedOver, d.Lent)
def _(draft: Draft, _event: DeviceEvent, device: Device, _before: str) -> None:
    draft.shelved = replace(_as_it_stands(draft, device))
    draft.left = True


@projection.on(d.TakenBack, d.LoanReturned)
def _(draft: Draft, _event: DeviceEvent, _device: Device, _before: str) -> None:
    """Begin anew from where it came; shown only once it is stocked again."""
    draft.erased_by = {}
    draft.story = Story(
        kind=draft.shelved.kind,
        donor=draft.shelved.donor,
        collected_in=draft.shelved.collected_in,
        collection_place=draft.shelved.collection_place,
    )


def _on_the_bench_again(story: Story) -> None:
    """The sign-off is gone, and with it the word "reconditionné" and all that it allowed."""
    story.shop = None
    story.works = ()
    story.operating_system = None
    story.grade = None
    story.reconditioned_in = None
    story.criteria = None
    story.labelled_in = None
    story.stocked_in = None
    story.stock_place = None
