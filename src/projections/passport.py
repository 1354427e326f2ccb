"""What anybody who scans a sticker may know of a device: its origin, up to its stocking.

An allow-list: nothing enters a row that is not named here. Serial numbers, prices, what
happens after stocking never do, so the public page is the same before and after a device
leaves. A device that comes back is shown anew only once it is stocked again.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeVar
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import class_row

from ledger import device as d
from ledger.device import Device, DeviceEvent, Stage
from ledger.uses import uses
from ledger.values import Facts
from projections.flows import month_of
from projections.projection import Rows

OUT_OF_SIGHT = frozenset({Stage.RESERVED, Stage.DELIVERED, Stage.WITH_OWNER, Stage.IN_REPAIR})
"""What happens to a device in these stages is the business of nobody who scans it."""


@dataclass(frozen=True, slots=True)
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
    parts: tuple[tuple[str, str], ...] = ()
    """Part and condition of each part that was changed."""
    works: tuple[str, ...] = ()
    operating_system: str | None = None
    grade: str | None = None
    reconditioned_in: str | None = None
    criteria: str | None = None
    labelled_in: str | None = None
    stocked_in: str | None = None


@dataclass(slots=True)
class Draft:
    story: Story = field(default_factory=Story)
    next: Story = field(default_factory=Story)
    """What the story will be once the device is stocked again, while it is out of sight."""
    left: bool = False
    erased: dict[str, str] = field(default_factory=dict)


def _rows(draft: Draft, device: Device) -> list[tuple[Any, ...]]:
    return [(device.id, orjson.dumps(asdict(draft.story)).decode())]


projection = Rows[Draft](
    name="passport",
    of=Device,
    columns="""
        subject  uuid PRIMARY KEY,
        story    jsonb NOT NULL
    """,
    draft=Draft,
    rows=_rows,
)


E = TypeVar("E", bound=DeviceEvent)
Teller = Callable[[Draft, E, Device], Story]


def tells(*events: type[E]) -> Callable[[Teller[E]], None]:
    """Register how the story reads after these events. What no teller names is never shown."""

    def register(teller: Teller[E]) -> None:
        @projection.on(*events)
        def _(draft: Draft, event: E, device: Device, before: str) -> None:
            if before in OUT_OF_SIGHT:
                draft.left = True
                return
            draft.next = teller(draft, event, device)
            if isinstance(event, d.Stocked):
                draft.left = False
            if not draft.left:
                draft.story = draft.next

    return register


@projection.on(d.TakenBack)
def _(draft: Draft, _event: d.TakenBack, _device: Device, _before: str) -> None:
    """Begin anew from where it came; show it only once it is stocked again."""
    draft.left = True
    draft.erased = {}
    draft.next = Story(
        kind=draft.story.kind,
        donor=draft.story.donor,
        collected_in=draft.story.collected_in,
        collection_place=draft.story.collection_place,
    )


def _month(event: DeviceEvent) -> str:
    return month_of(event.happened_at).isoformat()[:7]


@tells(d.Collected)
def _(draft: Draft, event: d.Collected, _device: Device) -> Story:
    return replace(
        draft.next,
        kind=event.kind,
        donor=event.donor,
        collected_in=_month(event),
        collection_place=event.place,
    )


@tells(d.OriginQualified)
def _(draft: Draft, event: d.OriginQualified, _device: Device) -> Story:
    return replace(draft.next, donor=event.donor)


@tells(d.Inventoried)
def _(draft: Draft, event: d.Inventoried, device: Device) -> Story:
    return _described(draft.next, device, event.facts)


@tells(d.StorageErased)
def _(draft: Draft, event: d.StorageErased, _device: Device) -> Story:
    draft.erased.pop(event.storage, None)
    if event.verdict is d.Verdict.ERASED:
        draft.erased[event.storage] = event.erasure.method
    return replace(draft.next, erasures=tuple(draft.erased.values()))


@tells(d.Tested)
def _(draft: Draft, _event: d.Tested, device: Device) -> Story:
    passed = [outcome for outcome in device.outcomes.values() if outcome is d.Outcome.PASSED]
    return replace(draft.next, tests_passed=len(passed))


@tells(d.PartReplaced)
def _(draft: Draft, event: d.PartReplaced, device: Device) -> Story:
    for storage in set(draft.erased) - set(device.erasures):
        del draft.erased[storage]
    parts = (*draft.next.parts, (str(event.part), str(event.condition)))
    erasures = tuple(draft.erased.values())
    return _unlabelled(replace(draft.next, parts=parts, erasures=erasures))


@tells(d.Reconditioned)
def _(draft: Draft, event: d.Reconditioned, device: Device) -> Story:
    return replace(
        draft.next,
        shop=device.place,
        works=tuple(sorted(event.works)),
        grade=event.grade,
        operating_system=event.operating_system,
        reconditioned_in=_month(event),
    )


@tells(d.Labelled)
def _(draft: Draft, event: d.Labelled, _device: Device) -> Story:
    return replace(draft.next, criteria=event.criteria, labelled_in=_month(event))


@tells(d.LabelRevoked)
def _(draft: Draft, _event: d.LabelRevoked, _device: Device) -> Story:
    return _unlabelled(draft.next)


@tells(d.Stocked)
def _(draft: Draft, event: d.Stocked, _device: Device) -> Story:
    return replace(draft.next, stocked_in=_month(event), stock_place=event.place)


def _described(story: Story, device: Device, facts: Facts) -> Story:
    storages = facts.storages
    sizes = [storage.capacity_gb for storage in storages or () if storage.capacity_gb]
    return replace(
        story,
        maker=facts.maker,
        model=facts.model,
        processor=facts.processor,
        memory_mb=facts.memory_mb,
        screen_inches=facts.screen_inches,
        storage_gb=sum(sizes) or None,
        battery_health_percent=facts.battery_health_percent,
        uses=tuple(sorted(uses(device.kind, facts))),
        storages=None if storages is None else len(storages),
    )


def _unlabelled(story: Story) -> Story:
    return replace(story, criteria=None, labelled_in=None, stocked_in=None, stock_place=None)


@dataclass(frozen=True, slots=True)
class PassportRow:
    subject: UUID
    story: dict[str, Any]
    """The fields of ``Story``."""
    collection_place: str | None
    collection_commune: str | None
    collection_epci: str | None
    shop: str | None
    shop_commune: str | None
    shop_epci: str | None
    stock_epci: str | None


def read(connection: Connection[Any], code: str) -> PassportRow | None:
    """The passport that a sticker code leads to, whether it is the newest sticker or an old one."""
    cursor = connection.cursor(row_factory=class_row(PassportRow))
    return cursor.execute(
        "SELECT p.subject, p.story, o.name AS collection_place, o.commune_name AS"
        " collection_commune, o.epci AS collection_epci, s.name AS shop, s.commune_name AS"
        " shop_commune, s.epci AS shop_epci, t.epci AS stock_epci"
        " FROM ledger.claim c JOIN views.passport p ON p.subject = c.holder"
        " LEFT JOIN views.places o ON o.subject = (p.story->>'collection_place')::uuid"
        " LEFT JOIN views.places s ON s.subject = (p.story->>'shop')::uuid"
        " LEFT JOIN views.places t ON t.subject = (p.story->>'stock_place')::uuid"
        " WHERE c.kind = 'sticker' AND c.key = %s",
        [code],
        prepare=True,
    ).fetchone()
