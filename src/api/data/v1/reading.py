"""Reading by programs: the register, one life, what waits, what is in stock."""

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

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

Siren = Annotated[str, StringConstraints(pattern=r"^[0-9]{9}$")]
TypedCode = Annotated[str, StringConstraints(max_length=40)]


class Question(BaseModel):
    """What may be asked of a list.

    A word that is not one of these is refused: else a typing error is answered with everything.
    """

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    limit: Annotated[int, Field(ge=1, le=500)] = 100
    """At most so many in one answer."""


class ByRank(Question):
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """So many are passed over."""


class WhichDevices(Question):
    place: UUID | None = None
    """One place of your organisation; all of them by default."""
    stage: Stage | None = None
    code: TypedCode | None = None
    """Of its sticker, the newest or an older one."""
    serial: MachineText | None = None
    """Several devices may bear the same."""
    after: UUID | None = None
    """Id of the last device you have."""


class WhichTasks(ByRank):
    task: Task | None = None
    place: UUID | None = None
    """One place of your organisation; all of them by default."""


class WhichOffers(ByRank):
    use: Use | None = None
    epci: Siren | None = None
    """SIREN of an intercommunalité."""


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
def list_devices(
    request: Request, reach: ReachDep, asked: Annotated[WhichDevices, Query()]
) -> Page[DeviceRow]:
    here = reach.own_places(asked.place)
    among = None
    if asked.code is not None:
        holder = reach.house.ledger.holder("sticker", read_code(asked.code))
        among = [holder] if holder else []
    with reach.house.pool.connection() as connection:
        rows = register.read_page(
            connection,
            here,
            stage=asked.stage,
            among=among,
            serial=asked.serial,
            after=asked.after,
            limit=asked.limit + 1,
        )
    last = rows[: asked.limit][-1:]
    return _page(request, rows, asked.limit, after=last[0].subject if last else None)


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
def read_worklist(
    request: Request, reach: ReachDep, asked: Annotated[WhichTasks, Query()]
) -> Page[WorkRow]:
    here = reach.own_places(asked.place)
    with reach.house.pool.connection() as connection:
        rows = worklist.read(connection, here, asked.task, asked.limit + 1, asked.offset)
    return _page(request, rows, asked.limit, offset=asked.offset + asked.limit)


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
def read_catalogue(
    request: Request, reach: ReachDep, asked: Annotated[WhichOffers, Query()]
) -> Page[CatalogueRow]:
    with reach.house.pool.connection() as connection:
        rows = catalogue.read(
            connection,
            use=asked.use,
            epci=asked.epci,
            limit=asked.limit + 1,
            offset=asked.offset,
        )
    return _page(request, rows, asked.limit, offset=asked.offset + asked.limit)


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
