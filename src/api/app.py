"""Builds the service. ``create_app`` is the whole wiring: read it to know what runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from psycopg_pool import ConnectionPool

from api import answers, follower, security
from api.data import health, v1
from api.house import House
from api.pages import (
    admin,
    counter,
    device,
    flows,
    lot,
    origin,
    public,
    search,
    session,
    stickers,
    stock,
    work,
)
from api.rendering import build_templates
from api.settings import Settings
from ledger import Ledger
from ledger.vault import Vault, master_key
from projections import ALL, Views
from projections.runner import Progress

HERE = Path(__file__).parent
MIGRATIONS = {
    "ledger": HERE.parent / "ledger" / "migrations",
    "access": HERE / "migrations",
}


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
        database, min_size=2, max_size=16, open=False, kwargs={"autocommit": True}
    )
    house = build_house(settings, pool)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with pool:
            house.views.prepare(progress)
            with follower.following(house.views):
                app.state.announce()
                yield

    app = FastAPI(
        title="Mélèze",
        version="1",
        lifespan=lifespan,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.house = house
    app.state.demo = None
    app.state.announce = lambda: None
    for module in (origin, public, session, admin, work, device, lot, stickers, search, stock):
        app.include_router(module.router, include_in_schema=False)
    app.include_router(flows.router, include_in_schema=False)
    app.include_router(counter.router, include_in_schema=False)
    app.include_router(v1.router)
    app.include_router(health.router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    answers.install(app)
    security.install(app, settings)
    return app
