"""Loads the demonstration filière through the same commands as everybody's."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from api.access import Grant, Role, create_account
from api.demo import (
    answered,
    batches,
    closings,
    floor,
    funding,
    machines,
    needs,
    orders,
    tills,
    together,
)
from api.demo.foundations import foundations
from api.demo.life import Happening, Life, live
from api.demo.machines import MODELS, Model
from api.demo.orders import Seal, Telling
from api.demo.places import (
    BRIANCON,
    COUNTERS,
    DESKS,
    DONORS,
    GAP,
    LARAGNE,
    PLACES,
    POINTS,
    SHOPS,
    Donor,
    Place,
    named,
)
from api.demo.prices import Prices
from api.demo.sets import live_together
from api.demo.waiting import PREPARED, WAITING, on_loan
from api.demo.workshops import workshops
from api.house import House
from api.ordering import seal_declared
from ledger import ActorKind, Author, Command, Entry, Event
from ledger.lot import LotClosed, LotOpened
from ledger.territory import commune
from ledger.values import DeviceKind, DonorKind, LotId, OrganisationId, PlaceId

DEVICES = 400
MONTHS = 18
SETS = 8
PARIS = ZoneInfo("Europe/Paris")
COLLECTED_AT = (*[GAP] * 5, *[BRIANCON] * 4, LARAGNE, *COUNTERS, *POINTS)
"""Where lots come in: the south of the territory gives, and gets, less than the north."""

PASSWORD = "melezin-des-alpes"  # noqa: S105 (the demonstration's, shown on its home page)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class DemoAccount:
    login: str
    name: str
    role: Role
    role_words: str
    place: Place | None


ACCOUNTS = (
    DemoAccount("atelier", "Camille, atelier de Gap", Role.OPERATOR, "opératrice à l’atelier", GAP),
    DemoAccount("sud", "Noé, atelier de Laragne", Role.OPERATOR, "opérateur à Laragne", LARAGNE),
    DemoAccount("comptoir", "Lou, boutique de Gap", Role.COUNTER, "vendeuse", COUNTERS[0]),
    DemoAccount(
        "conseil", "Sacha, Veynes", Role.PRESCRIBER, "conseillère France Services", DESKS[0]
    ),
    DemoAccount("coordination", "Alix", Role.COORDINATOR, "coordinatrice", None),
    DemoAccount("financeur", "Dominique", Role.FUNDER, "financeur", None),
    DemoAccount("admin", "Maxence", Role.ADMINISTRATOR, "administrateur", None),
)


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What the home page and the terminal show of it."""

    accounts: tuple[tuple[str, str, str], ...]
    """Login, password, role in words."""
    codes: tuple[str, ...]
    """Sticker codes of three devices worth looking at."""


def load(house: House, until: datetime, progress: Progress | None = None) -> None:
    """Record the filière as it stands at ``until``, and create its accounts.

    The same devices live the same lives each time; only the dates move with ``until``.
    """
    people: dict[str, UUID] = {}
    with house.pool.connection() as connection, connection.transaction():
        for account in ACCOUNTS:
            place = account.place.id if account.place else None
            grants = [Grant(account.role, place)]
            known = create_account(connection, account.login, account.name, PASSWORD, grants)
            people[account.login] = known
    told = list(commands(until, lambda order, said: seal_declared(house.vault, order, said)))
    ends = closings.ends(until - timedelta(days=30 * MONTHS), until)
    for rank, command in enumerate(told, 1):
        if ends and command.entries[0].event.happened_at > ends[0]:
            closings.close(house, ends.pop(0))
        house.ledger.record(command)
        if progress:
            progress(rank, len(told))
    house.views.catch_up()
    answered.answer(house, people["atelier"], until)
    closings.close(house, until)


def shown(house: House) -> Demonstration:
    """Three devices in stock whose pages tell a whole story, of three kinds.

    The tablet stands on the shelf of the counter that has an account, as long as it is not sold.
    """
    with house.pool.connection() as connection:
        rows = connection.execute(
            "SELECT DISTINCT ON (kind) code FROM views.catalogue"
            " WHERE code IS NOT NULL AND kind IN ('laptop', 'desktop', 'tablet')"
            " ORDER BY kind, kind = 'tablet' AND place = %s DESC, stocked_at",
            [COUNTERS[0].id],
        ).fetchall()
    accounts = tuple((each.login, PASSWORD, each.role_words) for each in ACCOUNTS)
    return Demonstration(accounts, tuple(code for (code,) in rows))


def commands(until: datetime, seal: Seal) -> Iterator[Command]:
    """Commands of places, oldest first: what follows at one place on one day is one of them."""
    since = until - timedelta(days=30 * MONTHS)
    telling = Telling(Random(2026), Prices(since.astimezone(PARIS).date()), seal)
    yield _command("fondations", GAP.id, list(foundations(since, until, telling.prices)))
    happenings = [each for each in _everything(telling, since, until) if each[0] <= until]
    happenings += funding.grants(happenings, since, until)
    happenings += batches.batch_for_laragne(happenings)
    happenings.sort(key=lambda each: each[0])
    runs = groupby(happenings, lambda each: (each[0].astimezone(PARIS).date(), each[1]))
    for rank, ((_, place), run) in enumerate(runs):
        entries = [(subject, event) for _, _, subject, event in run]
        yield _command(f"run {rank}", place, entries)
    yield _command("agenda", GAP.id, list(workshops(until)))


def _everything(telling: Telling, since: datetime, until: datetime) -> Iterator[Happening]:
    """All that devices, orders, tills and meetings go through, in no order."""
    lives: list[Life] = []
    yield from _happenings(since, until, telling, lives)
    yield from tills.sales(lives, telling.prices, until)
    yield from needs.needs(telling, since, until)
    yield from together.meetings(since, until)
    yield from together.kept(until)


def _command(name: str, place: PlaceId, entries: list[tuple[UUID, Event]]) -> Command:
    organisation = next(each.organisation for each in PLACES if each.id == place)
    author = Author(ActorKind.SYSTEM, named("demonstration"), named(organisation), place)
    return Command(named(f"command {name}"), author, tuple(Entry(*entry) for entry in entries))


def _happenings(
    since: datetime, until: datetime, telling: Telling, lives: list[Life]
) -> Iterator[Happening]:
    chance = Random(1905)
    span = (until - since).total_seconds()
    made = 0
    while made < DEVICES:
        size = min(chance.randint(4, 17), DEVICES - made)
        # three lots in ten are recent, so that the benches are full when somebody looks
        when = chance.uniform(0.93, 1) if chance.random() < 0.3 else chance.uniform(0, 0.93)  # noqa: PLR2004
        opened = (since + timedelta(seconds=span * when)).astimezone(PARIS)
        opened = opened.replace(hour=9, minute=0, second=0, microsecond=0)
        yield from _lot(chance, opened, size, f"lot {made}", telling, lives)
        made += size
    for rank in range(SETS):
        opened = (since + timedelta(seconds=span * (0.25 + 0.07 * rank))).astimezone(PARIS)
        at_nine = opened.replace(hour=9, minute=0, second=0, microsecond=0)
        yield from _set(chance, at_nine, rank, telling)
    yield from _waiting(until, telling, lives)
    yield from _floor(until)


def _floor(until: datetime) -> Iterator[Happening]:
    """Three lots at the shop of Gap, one of which nobody knows the origin of."""
    chance, today = Random(1936), until.astimezone(PARIS)
    opened = (today - floor.BEGUN).replace(hour=9, minute=0, second=0, microsecond=0)
    laptop = next(model for model in MODELS if model.kind is DeviceKind.LAPTOP)
    given = {
        "floor unknown": next(each for each in DONORS if each.kind is DonorKind.UNKNOWN),
        "floor doubtful": next(each for each in DONORS if each.kind is DonorKind.PUBLIC_BODY),
        "floor known": next(each for each in DONORS if each.kind is DonorKind.COMPANY),
    }

    def make(name: str, rank: int) -> Life:
        lot, donor = LotId(named(name)), given[name]
        return _life(chance, laptop, lot, donor, GAP, GAP, opened, f"{name} {rank}")

    for name, donor in given.items():
        yield opened, GAP.id, LotId(named(name)), _opening(donor, GAP, opened)
    yield from floor.unknown_lot(make)
    yield from floor.known_lot(make, today)
    yield from floor.doubtful_lot(make)


def _lot(  # noqa: PLR0913, PLR0917 (a lot, and what its devices go through)
    chance: Random, opened: datetime, size: int, name: str, telling: Telling, lives: list[Life]
) -> Iterator[Happening]:
    donor = chance.choices(DONORS, [each.share for each in DONORS])[0]
    place = chance.choice(COLLECTED_AT)
    shop = place if place in SHOPS else _nearest_shop(place)
    lot = LotId(named(name))

    def prescribe(life: Life) -> None:
        orders.prescribe([life], telling, chance.choice(DESKS))

    yield opened, place.id, lot, _opening(donor, place, opened)
    for rank in range(size):
        life = _life(chance, _model(chance), lot, donor, place, shop, opened, f"{name} {rank}")
        if life.model.storage and chance.random() < 0.03:  # noqa: PLR2004 (a few are hard cases)
            life.hard_case = chance.choice(["locked", "erasure_failed"])
        yield from live(life, shop, prescribe)
        lives.append(life)
    closed = opened + timedelta(hours=9)
    yield closed, place.id, lot, LotClosed(happened_at=closed)


def _set(chance: Random, opened: datetime, rank: int, telling: Telling) -> Iterator[Happening]:
    donor = DONORS[0]
    lot = LotId(named(f"set lot {rank}"))
    shop = SHOPS[rank % len(SHOPS)]
    yield opened, shop.id, lot, _opening(donor, shop, opened)
    tower = next(model for model in MODELS if model.kind is DeviceKind.DESKTOP)
    screen = next(model for model in MODELS if model.kind is DeviceKind.SCREEN)
    lives = [
        _life(chance, model, lot, donor, shop, shop, opened, f"set {rank} {model.name}")
        for model in (tower, screen, machines.KEYBOARD)
    ]
    live_together(lives, shop)
    if rank % 2:  # the others stay on their shelf
        for life in lives:
            life.clock += timedelta(days=9)
        orders.prescribe(lives, telling, chance.choice(DESKS))
    for life in lives:
        yield from life.happenings


def _waiting(until: datetime, telling: Telling, lives: list[Life]) -> Iterator[Happening]:
    chance = Random(1789)
    today = until.astimezone(PARIS)
    opened = (today - PREPARED).replace(hour=9, minute=0, second=0, microsecond=0)
    donor = next(each for each in DONORS if each.kind is DonorKind.COMPANY)
    lot = LotId(named("lot waiting"))
    yield opened, GAP.id, lot, _opening(donor, GAP, opened)
    laptop = next(model for model in MODELS if model.kind is DeviceKind.LAPTOP)
    mine = [
        _life(chance, laptop, lot, donor, GAP, GAP, opened, f"waiting {rank}")
        for rank in range(len(WAITING) + 2)
    ]
    for life, wait in zip(mine, WAITING, strict=False):
        wait(life, today, telling)
    *_, broken, other = mine
    on_loan(broken, other, today, telling)
    for life in mine:
        yield from life.happenings
    lives += mine
    closed = opened + timedelta(hours=9)
    yield closed, GAP.id, lot, LotClosed(happened_at=closed)


def _opening(donor: Donor, place: Place, opened: datetime) -> LotOpened:
    named_donor = donor.kind not in {DonorKind.PERSON, DonorKind.UNKNOWN} and donor.organisation
    return LotOpened(
        happened_at=opened,
        donor=donor.kind,
        free_public_gift=donor.free_public_gift,
        organisation=OrganisationId(named(named_donor)) if named_donor else None,
        organisation_consents=bool(named_donor),
        place=place.id,
    )


def _life(  # noqa: PLR0913, PLR0917 (a life needs all of its beginnings)
    chance: Random, model: Model, lot: LotId, donor: Donor, place: Place, shop: Place,
    opened: datetime, name: str,
) -> Life:  # fmt: skip
    seller = OrganisationId(named(shop.organisation))
    return Life(chance, named(name), model, lot, donor, seller, place, opened)


def _model(chance: Random) -> Model:
    return chance.choices(MODELS, [model.share for model in MODELS])[0]


def _nearest_shop(place: Place) -> Place:
    """By the map, which is enough for a demonstration: no road between two valleys is straight."""
    here = commune(place.commune)

    def squared(shop: Place) -> float:
        there = commune(shop.commune)
        return (there.x - here.x) ** 2 + (there.y - here.y) ** 2

    return min((GAP, LARAGNE, BRIANCON), key=squared)
