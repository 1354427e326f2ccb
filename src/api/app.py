"""Builds the service. ``create_app`` is the whole wiring: read it to know what runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

from fastapi import APIRouter, FastAPI
from psycopg_pool import AsyncConnectionPool, ConnectionPool
from starlette.routing import BaseRoute

from api import answers, follower, security, steward
from api.data import health, v1
from api.data.v1.description import describe
from api.house import House
from api.pages import (
    account,
    admin,
    availability,
    catalogue,
    coordination,
    counter,
    device,
    erasure,
    floor,
    flows,
    fund,
    lot,
    method,
    ordering,
    orders,
    origin,
    public,
    reuse,
    rounds,
    search,
    session,
    statistics,
    stickers,
    stock,
    tariffs,
    transfers,
    work,
    workshops,
)
from api.pages.statistics import dashboard, published
from api.rendering import build_templates
from api.settings import Settings
from api.static_files import OurFiles
from ledger import Ledger
from ledger.vault import Vault, master_key
from projections import ALL, Views
from projections.runner import Progress

HERE = Path(__file__).parent
MIGRATIONS = {
    "ledger": HERE.parent / "ledger" / "migrations",
    "access": HERE / "migrations",
}


PAGES = (
    catalogue, dashboard, ordering, orders, counter, work, device, floor, lot, transfers, search,
    stock, flows, tariffs, fund, coordination, rounds, workshops, stickers, session, account, admin,
    statistics, erasure, public, availability, method, reuse,
)  # fmt: skip
"""What is asked most comes first: each request is compared with one after the other."""


def build_house(settings: Settings, pool: ConnectionPool) -> House:
    """What pages and commands work with, on connections that commit by themselves."""
    return House(
        settings,
        pool,
        Ledger(pool, territory=settings.territory_id),
        Views(pool, ALL),
        build_templates(settings),
        Vault(pool, master_key(settings.var)),
    )


def create_app(settings: Settings, database: str, progress: Progress | None = None) -> FastAPI:
    """The service on a migrated database. Views are rebuilt at start when their code changed."""
    pool = ConnectionPool(
        database, min_size=1, max_size=16, open=False, kwargs={"autocommit": True}
    )
    unthreaded = AsyncConnectionPool(
        database, min_size=0, max_size=6, open=False, kwargs={"autocommit": True}
    )
    house = build_house(settings, pool)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with pool:
            # connections are handed out in turn, and one that has just answered is quicker: who
            # asks before the first is there makes it two
            pool.wait()
            house.views.prepare(progress)
            with follower.following(house), steward.tending(house):
                async with unthreaded:
                    app.state.announce()
                    yield

    app = FastAPI(
        title="Mélèze",
        version="1",
        routes=[
            *origin.ROUTES,
            *published.ROUTES,
        ],  # before all others: an included router is searched twice
        lifespan=lifespan,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    describe(app)
    app.state.house = house
    app.state.unthreaded = unthreaded
    app.state.demo = None
    app.state.announce = lambda: None
    app.router.routes.extend(_routes())
    app.mount("/static", OurFiles(directory=HERE / "static"), name="static")
    answers.install(app)
    security.install(app, settings)
    return app


@cache
def _routes() -> list[BaseRoute]:
    """Every other route, made once a process: FastAPI needs a tenth of a second for all."""
    router = APIRouter()
    for module in PAGES:
        router.include_router(module.router, include_in_schema=False)
    router.include_router(v1.router)
    router.include_router(health.router, include_in_schema=False)
    return router.routes
