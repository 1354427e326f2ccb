"""Reading by programs: the register, one life, what waits, what is in stock."""

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, StringConstraints

from api.data.v1.problems import problems
from api.data.v1.reach import ReachDep
from ledger import ActorKind, Event
from ledger.codes import read_code
from ledger.device import Stage
from ledger.values import MachineText, Use
from projections import catalogue, register, stock, timeline, worklist
from projections.catalogue import CatalogueRow
from projections.register import DeviceRow
from projections.stock import StockRow
from projections.worklist import Task, WorkRow

router = APIRouter(tags=["reading"])

T = TypeVar("T")

Limit = Annotated[int, Query(ge=1, le=500, description="At most so many in one answer.")]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="So many are passed over.")]
OwnPlace = Annotated[
    UUID | None, Query(description="One place of your organisation; all of them by default.")
]
Siren = Annotated[str, StringConstraints(pattern=r"^[0-9]{9}$")]
TypedCode = Annotated[str, StringConstraints(max_length=40)]


class Page(BaseModel, Generic[T]):
    """Part of a list."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    items: list[T]
    next: str | None
    """Path and query of what follows; null at the end."""


class StepAuthor(BaseModel):
    """Who asserted it: never a name."""

    kind: ActorKind
    organisation: UUID | None
    place: UUID | None


class StepEvent(BaseModel):
    """An event as it is recorded: its topic, and the state that this topic has."""

    topic: str
    state: dict[str, Any]


class LifeStep(StepEvent):
    """One record of a life."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    version: int
    position: int
    happened_at: datetime
    recorded_at: datetime
    command: UUID
    author: StepAuthor
    corrected_by: int | None
    """The version of the newest correction of this record."""
    reads_as: StepEvent | None
    """When it was corrected, what the life reads instead; null when it was voided."""


@router.get(
    "/registry",
    summary="List devices",
    description=(
        "Devices that stand at the places of your organisation, or are sent there, by id: each "
        "is met once however much changes between two pages. `code` finds the one that bears a "
        "sticker, `serial` those that bear a serial number (several may)."
    ),
    responses=problems(401, 403, 404, 422, 503),
)
def list_devices(  # noqa: PLR0913 (each narrows the list)
    request: Request,
    reach: ReachDep,
    *,
    place: OwnPlace = None,
    stage: Stage | None = None,
    code: Annotated[TypedCode | None, Query(description="Of its sticker, old or new.")] = None,
    serial: MachineText | None = None,
    after: Annotated[UUID | None, Query(description="Id of the last device you have.")] = None,
    limit: Limit = 100,
) -> Page[DeviceRow]:
    here = reach.own_places(place)
    among = None
    if code is not None:
        holder = reach.house.ledger.holder("sticker", read_code(code))
        among = [holder] if holder else []
    with reach.house.pool.connection() as connection:
        rows = register.read_page(
            connection,
            here,
            stage=stage,
            among=among,
            serial=serial,
            after=after,
            limit=limit + 1,
        )
    return _page(request, rows, limit, after=rows[limit - 1].subject if rows[limit:] else None)


@router.get(
    "/registry/{device}",
    summary="Read a device",
    responses=problems(401, 404, 422, 503),
)
def read_device(device: UUID, reach: ReachDep) -> DeviceRow:
    return reach.device(device)


@router.get(
    "/registry/{device}/timeline",
    summary="Read the whole life of a device",
    description="Every record, oldest first. Corrections stand at their own place too.",
    responses=problems(401, 404, 422, 503),
)
def read_timeline(device: UUID, reach: ReachDep) -> list[LifeStep]:
    reach.device(device)
    return [_step(step) for step in timeline.steps(reach.house.ledger.life(device))]


@router.get(
    "/worklist",
    summary="Read what waits",
    description=(
        "What the places of your organisation have to do next, the oldest first. `missing` lists "
        "what the label waits for, each as lack, name of the storage, function or lock, and whom "
        "to ask."
    ),
    responses=problems(401, 403, 422, 503),
)
def read_worklist(  # noqa: PLR0913 (each narrows the list)
    request: Request,
    reach: ReachDep,
    *,
    task: Task | None = None,
    place: OwnPlace = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Page[WorkRow]:
    here = reach.own_places(place)
    with reach.house.pool.connection() as connection:
        rows = worklist.read(connection, here, task, limit + 1, offset)
    return _page(request, rows, limit, offset=offset + limit if rows[limit:] else None)


@router.get(
    "/stock",
    summary="Read the stock",
    description=(
        "How many devices stand where, of every organisation, by place, kind and state. What is "
        "on the road counts where it comes from."
    ),
    responses=problems(401, 503),
)
def read_stock(reach: ReachDep) -> list[StockRow]:
    with reach.house.pool.connection() as connection:
        return stock.read(connection)


@router.get(
    "/catalogue",
    summary="Read what can be reserved",
    description=(
        "Devices on the shelves of every organisation, promised to nobody, the longest there "
        "first: of one use, or of one intercommunalité by its SIREN."
    ),
    responses=problems(401, 422, 503),
)
def read_catalogue(  # noqa: PLR0913 (each narrows the list)
    request: Request,
    reach: ReachDep,
    *,
    use: Use | None = None,
    epci: Annotated[Siren | None, Query(examples=["200067825"])] = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Page[CatalogueRow]:
    with reach.house.pool.connection() as connection:
        rows = catalogue.read(connection, use=use, epci=epci, limit=limit + 1, offset=offset)
    return _page(request, rows, limit, offset=offset + limit if rows[limit:] else None)


def _page(request: Request, rows: list[T], limit: int, **follows: object) -> Page[T]:
    """What was asked, and the address of the rest when one row more was found.

    Without the host: what a visitor says it is called is not repeated.
    """
    link = request.url.include_query_params(**follows)
    return Page(items=rows[:limit], next=f"{link.path}?{link.query}" if rows[limit:] else None)


def _step(step: timeline.Step) -> LifeStep:
    record, correction = step.recorded, step.corrected_by
    around = record.metadata
    return LifeStep(
        **_event(step.event),
        version=record.version,
        position=record.position,
        happened_at=step.event.happened_at,
        recorded_at=record.recorded_at,
        command=around.command,
        author=StepAuthor(kind=around.actor, organisation=around.organisation, place=around.place),
        corrected_by=correction and correction.version,
        reads_as=StepEvent(**_event(step.reads_as)) if correction and step.reads_as else None,
    )


def _event(event: Event) -> dict[str, Any]:
    return {"topic": event.TOPIC, "state": event.model_dump(mode="json")}
