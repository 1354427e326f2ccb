"""Who a token is: what a program must know before it records the first event."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from api.access import Scope
from api.data.v1.problems import problems
from api.data.v1.reach import ReachDep
from ledger.values import PlaceRole
from projections import places

router = APIRouter(tags=["reading"])


class StationPlace(BaseModel):
    """A place that your organisation runs."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    subject: UUID
    """Its id: what events name as ``place``, ``origin`` and ``destination``."""
    name: str
    """What people call it."""
    commune: str
    """INSEE code of its commune."""
    roles: list[PlaceRole]
    """What is done there."""
    takes_money: bool
    """Whether a device may be sold there."""
    open: bool
    """Whether it is open. A closed one may still hold devices."""


class OtherPlace(BaseModel):
    """A place of somebody else: where devices may be sent, or come from."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    subject: UUID
    """Its id."""
    name: str
    """What people call it."""


class StationToken(BaseModel):
    """What the service knows of the program that asks."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    name: str
    """How the administrator named the token."""
    may: list[Scope]
    """What it permits."""
    organisation: UUID
    """For which organisation it records: the ``seller`` of what it sells."""
    place: UUID
    """Where it stands: one of ``places``."""
    places: list[StationPlace]
    """Every place of the organisation: what happens there may be recorded with this token."""
    elsewhere: list[OtherPlace]
    """The open places of other organisations."""
    label_criteria: str
    """The criteria in force: what ``device.labelled.v1`` names."""


@router.get(
    "/station",
    summary="Read who you are",
    description="The place and the organisation of the token, and what it may do.",
    responses=problems(401, 503),
)
def read_station(reach: ReachDep) -> StationToken:
    station, house = reach.station, reach.house
    with house.pool.connection() as connection:
        own = places.read_organisation(connection, station.organisation)
        others = places.read_all(connection)
    return StationToken(
        name=station.name,
        may=sorted(station.may),
        organisation=station.organisation,
        place=station.place,
        places=[
            StationPlace(
                subject=row.subject,
                name=row.name,
                commune=row.commune,
                roles=[PlaceRole(role) for role in row.roles],
                takes_money=row.takes_money,
                open=row.open,
            )
            for row in own
        ],
        elsewhere=[
            OtherPlace(subject=row.subject, name=row.name)
            for row in others
            if row.organisation != station.organisation
        ],
        label_criteria=house.settings.label_criteria,
    )
