"""Orders of the demonstration: made at a desk, promised, brought there, handed over or not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from api.demo.life import Life
from api.demo.places import Place, named
from api.demo.prices import Prices
from api.ordering import Declared, Situation
from ledger import Event
from ledger import device as d
from ledger import order as o
from ledger.codes import ALPHABET, SLIP_CHARACTERS, check_character
from ledger.fund import CommitmentReleased, Committed, Spent
from ledger.roads import road_min
from ledger.tariff import TARIFF
from ledger.uses import uses
from ledger.values import (
    Channel,
    DeviceId,
    DeviceKind,
    Facts,
    Feature,
    FundId,
    Grade,
    OrderId,
    OrganisationId,
    ReservationId,
    Sealed,
    Use,
)
from ledger.workshop import Theme

PARIS = ZoneInfo("Europe/Paris")
Seal = Callable[[UUID, Declared], Sealed]

HELPER = "Communes solidaires du Buëch"


def fund_of(year: int) -> FundId:
    return FundId(named(f"fund {year}"))


def day_of(moment: datetime) -> Any:
    return moment.astimezone(PARIS).date()


@dataclass
class Telling:
    """What every order needs: chance, prices, and how a declaration is sealed."""

    chance: Random
    prices: Prices
    seal: Seal

    def declared(self, *, precarious: bool) -> Declared:
        band = self.chance.choices([1, 2, 3] if precarious else [1, 2, 3, 4], k=1)[0]
        told = self.chance.random() < 0.6  # noqa: PLR2004 (four in ten would rather not say)
        suited = [each for each in Situation if each not in _WELL_OFF]
        situations = self.chance.sample(suited, self.chance.choice([1, 1, 2])) if told else []
        return Declared(band=band, situations=frozenset(situations))

    def slip(self) -> str:
        body = "".join(self.chance.choice(ALPHABET) for _ in range(SLIP_CHARACTERS))
        return body + check_character(body)


_WELL_OFF = frozenset({Situation.SELF_EMPLOYED, Situation.GENERAL_PUBLIC})


@dataclass
class Asking:
    """One order, from the desk that makes it."""

    telling: Telling
    id: OrderId
    desk: Place
    moment: datetime
    kind: DeviceKind
    grade: Grade
    use: Use
    features: frozenset[Feature] = frozenset()
    public_gift: bool = False

    def submitted(self) -> o.Submitted | None:
        """The order as it was made; None when the grid has no price for such a device."""
        telling, day = self.telling, day_of(self.moment)
        declared = telling.declared(precarious=self.public_gift)
        line = telling.prices.line(day, Channel.PURCHASE, self.kind, self.grade, declared.band)
        if line is None:
            return None
        rest = line.price_cents - line.person_cents
        pledged = 10_00 if rest >= 30_00 and telling.chance.random() < 0.2 else 0  # noqa: PLR2004
        return o.Submitted(
            happened_at=self.moment,
            place=self.desk.id,
            use=self.use,
            kind=self.kind,
            grade=self.grade,
            features=self.features,
            slip=telling.slip(),
            declared=telling.seal(self.id, declared),
            tariff=TARIFF,
            grid=telling.prices.grid_on(day),
            price_cents=line.price_cents,
            person_cents=line.person_cents,
            third_party=OrganisationId(named(HELPER)) if pledged else None,
            third_party_cents=pledged,
            fund_cents=rest - pledged,
        )


@dataclass
class Prescription:
    """Devices on a shelf, one or a set, that a desk ordered, on their way to a person."""

    lives: Sequence[Life]
    order: OrderId
    submitted: o.Submitted
    desk: Place
    fund: FundId | None

    @property
    def lead(self) -> Life:
        return self.lives[0]

    @property
    def devices(self) -> tuple[DeviceId, ...]:
        return tuple(life.device for life in self.lives)

    @property
    def reservation(self) -> ReservationId:
        return ReservationId(self.order)

    def each(self, make: Callable[[Life], Event]) -> list[tuple[UUID, Event]]:
        return [(life.id, make(life)) for life in self.lives]

    def together(self, place: Place, *events: tuple[UUID, Event]) -> None:
        """One command, now; told by the first device, for all of them."""
        self.lead.at(place.id, *events)

    def rest(self, least_days: float, most_days: float) -> None:
        self.lead.rest(least_days, most_days)
        for life in self.lives:
            life.clock = self.lead.clock

    def promise(self) -> None:
        now, origin = self.lead.clock, self.lead.place
        share = self.submitted.fund_cents
        events: list[tuple[UUID, Event]] = [
            (self.order, self.submitted),
            *self.each(lambda _: d.Reserved(happened_at=now, reservation=self.reservation)),
        ]
        if self.fund:
            held = Committed(happened_at=now, order=self.order, amount_cents=share)
            events.append((self.fund, held))
        here = origin == self.desk
        reserved = o.DevicesReserved(
            happened_at=now,
            devices=self.devices,
            origin=origin.id,
            seller=OrganisationId(named(origin.organisation)),
            fund=self.fund,
            routing=o.Routing.ALREADY_HERE if here else o.Routing.BY_ROAD,
            road_min=road_min(origin.commune, self.desk.commune, day_of(now)),
        )
        self.together(self.desk, *events, (self.order, reserved))
        for life in self.lives:
            life.seller = reserved.seller

    def bring(self) -> None:
        self.prepare()
        if self.lead.place == self.desk:
            arrived = o.Arrived(happened_at=self.lead.clock, devices=self.devices)
            self.together(self.desk, (self.order, arrived))
        else:
            self.send()
            self.rest(1, 5)
            self.arrive()

    def prepare(self) -> None:
        prepared = o.Prepared(happened_at=self.lead.clock)
        self.together(self.lead.place, (self.order, prepared))

    def send(self) -> None:
        now, origin = self.lead.clock, self.lead.place
        shipped = d.Shipped(happened_at=now, origin=origin.id, destination=self.desk.id)
        sent = o.Sent(happened_at=now, devices=self.devices)
        self.together(origin, *self.each(lambda _: shipped), (self.order, sent))

    def arrive(self) -> None:
        now, origin = self.lead.clock, self.lead.place
        delivered = d.Delivered(happened_at=now, origin=origin.id, place=self.desk.id)
        arrived = o.Arrived(happened_at=now, devices=self.devices)
        self.together(self.desk, *self.each(lambda _: delivered), (self.order, arrived))
        for life in self.lives:
            life.place = self.desk

    def give_up(self) -> None:
        cancelled = o.Cancelled(
            happened_at=self.lead.clock,
            devices=self.devices,
            fund=self.fund,
            reason=o.CancelReason.PERSON_GAVE_UP,
        )
        freed = self._freed(d.ReleaseReason.CANCELLED)
        self.together(self.desk, *freed, (self.order, cancelled))

    def _freed(self, reason: d.ReleaseReason) -> list[tuple[UUID, Event]]:
        """The devices and the fund's share, which nobody holds any more."""
        now = self.lead.clock
        freed = d.ReservationReleased(happened_at=now, reservation=self.reservation, reason=reason)
        events = self.each(lambda _: freed)
        if self.fund:
            cents = self.submitted.fund_cents
            back = CommitmentReleased(happened_at=now, order=self.order, amount_cents=cents)
            events.append((self.fund, back))
        return events

    def expire(self, announced_at: datetime, ended_at: datetime) -> None:
        """Nobody fetches it: the order is told to end, and ends."""
        self.lead.clock = announced_at
        announced = o.ExpiryAnnounced(happened_at=announced_at, expires_on=day_of(ended_at))
        self.together(self.desk, (self.order, announced))
        self.lead.clock = ended_at
        ended = o.Expired(happened_at=ended_at, devices=self.devices, fund=self.fund)
        self.together(self.desk, *self._freed(d.ReleaseReason.EXPIRED), (self.order, ended))

    def hand_over(self, training_at: datetime | None = None) -> None:
        now, chance, said = self.lead.clock, self.lead.chance, self.submitted
        later = now + timedelta(days=7) if chance.random() < 0.1 else None  # noqa: PLR2004
        booked = training_at or later
        events = self.each(lambda life: self._handed(life, booked))
        if self.fund:
            spent = Spent(happened_at=now, order=self.order, amount_cents=said.fund_cents)
            events.append((self.fund, spent))
        ended = o.OrderHandedOver(
            happened_at=now,
            devices=self.devices,
            fund=self.fund,
            slip_checked=chance.random() < 0.95,  # noqa: PLR2004 (a few lost their ticket)
            no_training=chance.choice(list(o.NoTrainingReason)) if booked else None,
            training_at=booked,
        )
        invited = d.InvitedToWorkshop(happened_at=now, theme=chance.choice(list(Theme)))
        self.together(self.desk, *events, (self.order, ended), (self.lead.id, invited))

    def _handed(self, life: Life, booked: datetime | None) -> d.HandedOver:
        """The first device of a set bears its price."""
        said = self.submitted
        shares = {
            name: getattr(said, name) if life is self.lead else 0
            for name in ("price_cents", "person_cents", "third_party_cents", "fund_cents")
        }
        return d.HandedOver(
            happened_at=self.lead.clock,
            place=self.desk.id,
            seller=life.seller,
            reservation=self.reservation,
            training=d.Training.BOOKED if booked else d.Training.DONE,
            training_at=booked,
            **shares,
        )


def ordered(lives: Sequence[Life], telling: Telling, desk: Place) -> Prescription | None:
    """An order made now for these devices; None when the grid has no price for them."""
    lead = lives[0]
    model = lead.model
    facts = Facts(
        processor=model.processor, memory_mb=model.memory_mb, screen_inches=model.screen_inches
    )
    asking = Asking(
        telling,
        OrderId(UUID(int=lead.chance.getrandbits(128), version=4)),
        desk,
        lead.clock,
        model.kind,
        max(life.grade for life in lives),
        min(uses(model.kind, facts), default=Use.PROCEDURES),
        public_gift=lead.donor.free_public_gift,
    )
    submitted = asking.submitted()
    if submitted is None:
        return None
    fund = fund_of(day_of(lead.clock).year) if submitted.fund_cents else None
    way = Prescription(lives, asking.id, submitted, desk, fund)
    way.promise()
    return way


def prescribe(lives: Sequence[Life], telling: Telling, desk: Place) -> None:
    """Devices on a shelf are ordered from a desk, brought there and handed over."""
    way = ordered(lives, telling, desk)
    if way is None:
        return
    way.rest(1, 3)
    way.bring()
    way.rest(1, 8)
    if way.lead.chance.random() < 0.1:  # noqa: PLR2004 (some change their mind)
        way.give_up()
    else:
        way.hand_over()
