"""How a device of the demonstration lives: what happens to it, where and when."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from api.demo.machines import Model
from api.demo.measures import measured
from api.demo.places import COUNTERS, DESKS, Donor, Place
from ledger import Event
from ledger import device as d
from ledger.codes import ALPHABET, RANDOM_CHARACTERS, check_character
from ledger.values import (
    COMPUTING,
    DeviceId,
    DeviceKind,
    DonorKind,
    Facts,
    Grade,
    LegalStatus,
    LotId,
    OrganisationId,
    PlaceId,
    Source,
    Storage,
    StorageKind,
)

Happening = tuple[datetime, PlaceId, UUID, Event]
"""When, where its author works, to whom, what."""


@dataclass
class Life:
    """One device on its way. ``clock`` moves on with each step it takes."""

    chance: Random
    id: UUID
    model: Model
    lot: LotId
    donor: Donor
    seller: OrganisationId
    place: Place
    clock: datetime
    happenings: list[Happening] = field(default_factory=list)
    hard_case: str = ""
    """Something that went wrong, so that the pages show what refusals look like."""
    storages: tuple[Storage, ...] = ()
    grade: Grade = Grade.B
    offered: tuple[datetime, Place] | None = None
    """When and where somebody buys it at a counter."""
    brought_back_at: datetime | None = None
    """When they bring it back to that counter, and get their money again."""

    @property
    def device(self) -> DeviceId:
        return DeviceId(self.id)

    def at(self, place: PlaceId, *events: tuple[UUID, Event]) -> None:
        """What is recorded together, now, by somebody of that place."""
        self.happenings += [(self.clock, place, subject, event) for subject, event in events]

    def rest(self, least_days: float, most_days: float) -> None:
        """Let time pass, and take up work again in the hours of a workshop."""
        days = self.chance.uniform(least_days, most_days)
        hour, minute = self.chance.randint(9, 16), self.chance.choice(range(0, 60, 5))
        later = self.clock + timedelta(days=max(1, round(days)))
        self.clock = later.replace(hour=hour, minute=minute)

    def take(self, event: type[Event], **fields: Any) -> None:
        """One step, a few minutes after the last."""
        self.clock += timedelta(minutes=self.chance.randint(3, 25))
        happened = event.model_validate({"happened_at": self.clock} | fields)
        self.happenings.append((self.clock, self.place.id, self.id, happened))

    def go_to(self, place: Place) -> None:
        self.take(d.Shipped, origin=self.place.id, destination=place.id)
        self.rest(1, 4)
        origin, self.place = self.place, place
        self.take(d.Received, origin=origin.id, place=place.id)

    def collect(self) -> None:
        self.take(
            d.Collected,
            kind=self.model.kind,
            place=self.place.id,
            lot=self.lot,
            donor=self.donor.kind,
            free_public_gift=self.donor.free_public_gift,
            legal_status=LegalStatus.PRODUCT,
            mass_g=self.model.mass_g,
        )

    def arrive(self, shop: Place) -> None:
        if self.place == shop:
            self.rest(1, 3)
            self.take(d.Received, origin=shop.id, place=shop.id)
        else:
            self.rest(2, 9)
            self.go_to(shop)

    def inventory(self, most_days: float = 20) -> None:
        self.rest(2, most_days)
        model = self.model
        if model.storage:
            kind, size = model.storage
            serial = f"DEMO{self.chance.getrandbits(32):08X}"
            self.storages = (Storage(id=serial, kind=kind, capacity_gb=size, serial=serial),)
        battery = model.kind in {DeviceKind.LAPTOP, DeviceKind.TABLET}
        facts = Facts(
            maker=model.maker,
            model=model.name,
            serial=f"DEMO-{self.chance.getrandbits(40):010X}",
            year_of_make=model.year,
            processor=model.processor,
            memory_mb=model.memory_mb,
            screen_inches=model.screen_inches,
            battery_health_percent=self.chance.randint(62, 97) if battery else None,
            storages=self.storages,
        )
        source = Source.GLPI if model.kind in COMPUTING else Source.MANUAL
        found = {"facts": facts, "hardware": measured(facts, model.kind)}
        self.take(d.Inventoried, source=source, mass_g=model.mass_g, **found)

    def erase(
        self, verdict: d.Verdict = d.Verdict.ERASED, doubt: d.Reservation | None = None
    ) -> None:
        for storage in self.storages:
            erasure = self._erasure(storage)
            if doubt:
                verdict = d.Verdict.ERASED_WITH_RESERVATIONS
                erasure = erasure.model_copy(update={"reservations": frozenset({doubt})})
            self.take(d.StorageErased, storage=storage.id, verdict=verdict, erasure=erasure)

    def _erasure(self, storage: Storage) -> d.Erasure:
        log = f"{self.chance.getrandbits(256):064x}"
        method, level, tool = {
            StorageKind.HDD: (d.ErasureMethod.OVERWRITE, d.ErasureLevel.CLEAR, "nwipe"),
            StorageKind.SSD: (d.ErasureMethod.ATA_SECURE_ERASE, d.ErasureLevel.PURGE, "hdparm"),
            StorageKind.NVME: (d.ErasureMethod.NVME_SANITIZE, d.ErasureLevel.PURGE, "nvme-cli"),
        }.get(storage.kind, (d.ErasureMethod.FACTORY_RESET, d.ErasureLevel.CLEAR, "remise à zéro"))
        return d.Erasure(method=method, level=level, tool=tool, evidence_sha256=log)

    def test(self, failed: frozenset[d.Function] = frozenset()) -> None:
        functions = sorted(d.FUNCTIONS[self.model.kind].all)
        absent = {d.Function.OPTICAL_DRIVE, d.Function.TOUCHSCREEN, d.Function.CELLULAR}
        absent -= d.FUNCTIONS[self.model.kind].required
        outcomes = {
            function: d.Outcome.NOT_FITTED
            if function in absent
            else d.Outcome.FAILED
            if function in failed
            else d.Outcome.PASSED
            for function in functions
        }
        self.take(d.Tested, outcomes=outcomes)

    def sticker(self) -> None:
        body = "".join(self.chance.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS))
        self.take(d.StickerBound, code=body + check_character(body))

    def finish(self) -> None:
        """Sign off, label, stock: what a device that passed everything goes through."""
        works = {d.Work.CLEANED}
        if self.model.kind in COMPUTING:
            works |= {d.Work.SYSTEM_INSTALLED, d.Work.UPDATED}
        system = "Linux Mint 22, en français" if self.model.processor else None
        self.grade = self.chance.choices([Grade.A, Grade.B, Grade.C], [30, 50, 20])[0]
        self.take(
            d.Reconditioned, grade=self.grade, works=frozenset(works), operating_system=system
        )
        self.take(d.Labelled, criteria="hautes-alpes-1")
        self.take(d.Stocked, place=self.place.id)

    def sell(self) -> None:
        """Bring it to a counter, where somebody buys it (``demo.tills`` tells how)."""
        counter = self.chance.choice(COUNTERS)
        self.rest(2, 20)
        self.go_to(counter)
        self.rest(3, 60)
        self.offered = self.clock, counter

    def retire(self) -> None:
        self.rest(1, 10)
        ways = [d.Destination.ECO_ORGANISME, d.Destination.PARTS]
        destination = self.chance.choices(ways, [65, 35])[0]
        slip = f"BSD-{self.clock:%Y%m%d}-05D{self.chance.getrandbits(24):06X}"
        self.take(
            d.Retired,
            destination=destination,
            mass_g=self.model.mass_g,
            waste_slip=slip if destination is d.Destination.ECO_ORGANISME else None,
        )


def live(life: Life, shop: Place, prescribe: Callable[[Life], None]) -> Iterator[Happening]:
    """Everything that happens to one device, oldest first; also what is still to come."""
    chance = life.chance
    life.collect()
    life.arrive(shop)
    life.sticker()
    life.inventory()
    if chance.random() < 0.13:  # noqa: PLR2004 (one in eight is not worth the work)
        life.retire()
    else:
        _recondition(life)
        _leave(life, prescribe)
    yield from life.happenings


def _recondition(life: Life) -> None:
    life.rest(2, 12)
    if life.hard_case == "erasure_failed":
        life.erase(d.Verdict.FAILED)
    else:
        life.erase()
    if life.model.kind in COMPUTING:
        locked = life.hard_case == "locked"
        life.take(
            d.LocksChecked,
            found=frozenset({d.Lock.BIOS} if locked else ()),
            ask=d.LockHolder.DONOR if locked else None,
        )
    battery = d.Function.BATTERY in d.FUNCTIONS[life.model.kind].required
    if battery and life.chance.random() < 0.2:  # noqa: PLR2004 (one battery in five is worn)
        life.test(failed=frozenset({d.Function.BATTERY}))
        life.rest(1, 5)
        condition = life.chance.choice(list(d.PartCondition))
        life.take(d.PartReplaced, part=d.Part.BATTERY, condition=condition)
    life.test()
    life.rest(1, 2)
    if not life.hard_case:
        life.finish()


def _leave(life: Life, prescribe: Callable[[Life], None]) -> None:
    fate = life.chance.random()
    if life.hard_case or life.donor.kind is DonorKind.UNKNOWN:
        return
    if fate < 0.38:  # noqa: PLR2004 (what is left stays in stock)
        life.rest(3, 40)
        prescribe(life)
    elif fate < 0.72 and not life.donor.free_public_gift:  # noqa: PLR2004
        life.sell()
    elif fate > 0.8:  # noqa: PLR2004 (kept near the people it is for)
        life.rest(2, 15)
        life.go_to(life.chance.choice((*COUNTERS, *DESKS)))
    handed_over = any(isinstance(event, d.HandedOver) for *_, event in life.happenings)
    if handed_over and life.chance.random() < 0.08:  # noqa: PLR2004 (some break down)
        life.rest(20, 90)
        life.take(d.ReturnedForRepair, place=life.place.id, reason=d.ReturnReason.BREAKDOWN)
        life.rest(1, 6)
        life.take(d.GivenBack, place=life.place.id)
