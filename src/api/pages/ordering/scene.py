"""What the pages of a new order show: the grid, the price, what suits, what could be instead."""

from dataclasses import dataclass, field
from http import HTTPStatus
from uuid import UUID, uuid4

from fastapi import HTTPException

from api import ordering
from api.access import SignedIn
from api.forms import Unreadable
from api.house import House
from api.ordering import Asked, Declared, Situation
from api.pages.ordering.bill import Bill, bill
from api.pages.ordering.instead import Instead, Search
from api.pages.ordering.question import Question
from ledger.order import Shortage
from ledger.routing import Route
from ledger.tariff import Grid, Line
from ledger.values import Channel, Grade, PlaceId
from projections import fund_book, places
from projections.funds import FundRow
from projections.organisations import OrganisationRow
from projections.seldom import Seldom
from projections.shelves import Sort


@dataclass(frozen=True, slots=True)
class Refused:
    """Why the form was not recorded, in French."""

    sentence: str
    status: HTTPStatus
    shortage: Shortage | None = None


@dataclass(slots=True)
class Scene:
    """One question, and all that may be answered to it now."""

    house: House
    question: Question
    place: UUID
    grid: Grid | None
    situations: frozenset[Situation] = frozenset()
    seldom: Seldom | None = None
    refused: Refused | None = None
    command: UUID = field(default_factory=uuid4)
    looks: list[Grade] = field(default_factory=list)
    """Those that have a price."""
    there: set[Grade] = field(default_factory=set)
    """Those that stand on a shelf."""
    line: Line | None = None
    bill: Bill | None = None
    errors: dict[str, str] = field(default_factory=dict)
    structures: list[OrganisationRow] = field(default_factory=list)
    fund: FundRow | None = None
    fund_left_cents: int = 0
    """The most that the fund could give to this order."""
    route: Route | None = None
    from_place: str = ""
    instead: Instead | None = None

    @property
    def shortage(self) -> Shortage | None:
        """What is missing now, or what was missing when it was sent."""
        if self.refused and self.refused.shortage:
            return self.refused.shortage
        if self.route is None:
            return Shortage.STOCK
        if self.bill and self.bill.fund_cents > self.fund_left_cents:
            return Shortage.MONEY
        return None

    @property
    def beyond_one_order(self) -> bool:
        """Whether the fund never gives so much to one order: that is not worth waiting for."""
        asked_cents = self.bill.fund_cents if self.bill else 0
        return self.fund is not None and asked_cents > self.fund.order_ceiling_cents

    @property
    def proposed(self) -> Grade:
        """The plainest look there is: a better one may be given in its place, at its price."""
        return self.question.grade or max(self.there, default=Grade.C)

    @property
    def band_title(self) -> str:
        bands = self.grid.bands if self.grid else ()
        return next((row.title for row in bands if row.band == self.question.band), "")


def scene_of(
    house: House,
    signed_in: SignedIn,
    question: Question,
    situations: frozenset[Situation] = frozenset(),
) -> Scene:
    """The question with its price, for the place where they work: all that an order needs."""
    if signed_in.place is None:
        raise HTTPException(HTTPStatus.FORBIDDEN)
    known = house.seldom()
    grid = known.grid_on(house.today())
    scene = Scene(house, question, signed_in.place, grid, situations, known)
    if grid and question.grade and question.band:
        scene.line = grid.line(Channel.PURCHASE, question.kind, question.grade, question.band)
    if scene.line is None:
        return scene
    scene.structures = known.structures
    scene.fund = known.fund_on(house.today())
    try:
        scene.bill = bill(scene.line, question, [row.subject for row in scene.structures])
    except Unreadable as unreadable:
        scene.errors = unreadable.errors
    return scene


def look_around(scene: Scene) -> None:
    """Add what the page shows beside the price: the looks, the device, what could be instead."""
    house, question, grid = scene.house, scene.question, scene.grid
    with house.pool.connection() as connection:
        sort = Sort("", question.use, question.kind, question.features)
        rows = house.shelves.count(connection, [sort])
        scene.there = {Grade(grade) for row in rows for grade in row.grades if grade}
        scene.looks = [
            grade
            for grade in Grade
            if scene.grid and scene.grid.offers(Channel.PURCHASE, question.kind, grade)
        ]
        if scene.fund:
            left = fund_book.balance(connection, scene.fund.year).available_cents
            scene.fund_left_cents = min(left, scene.fund.order_ceiling_cents)
    if grid and scene.line:
        _find(scene, grid, scene.line)


def _find(scene: Scene, grid: Grid, line: Line) -> None:
    """What would be promised now, or what is possible instead."""
    house = scene.house
    shares = scene.bill or Bill(line.price_cents, line.person_cents)
    wish = ordering.wish_of(house, asked_of(scene, grid, line, shares), scene.seldom)
    scene.route = next(iter(ordering.find_routes(house, wish)), None)
    with house.pool.connection() as connection:
        if scene.route:
            row = places.read(connection, scene.route.candidate.place)
            scene.from_place = row.name if row else ""
        if scene.shortage is Shortage.STOCK:
            here = (scene.place, house.today())
            search = Search(connection, house, *here, grid, wish.public_gifts)
            scene.instead = search.instead(scene.question)


def asked_of(scene: Scene, grid: Grid, line: Line, shares: Bill) -> Asked:
    """The command that this page makes, at the price of this line."""
    question = scene.question
    return Asked(
        place=PlaceId(scene.place),
        use=question.use,
        kind=line.kind,
        grade=line.grade,
        features=question.features,
        declared=Declared(band=line.band or 1, situations=scene.situations),
        grid=grid.id,
        price_cents=shares.price_cents,
        person_cents=shares.person_cents,
        third_party=shares.third_party,
        third_party_cents=shares.third_party_cents,
        fund_cents=shares.fund_cents,
    )
