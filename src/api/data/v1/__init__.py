"""JSON API, version 1: register devices, record events, read; described by its OpenAPI."""

from fastapi import APIRouter

from api.data.v1.evidence import router as evidence
from api.data.v1.imports import router as importing
from api.data.v1.public import router as public
from api.data.v1.reading import router as reading
from api.data.v1.recording import router as recording
from api.data.v1.station import router as station

router = APIRouter(prefix="/api/v1", generate_unique_id_function=lambda route: route.name)
for part in (public, station, recording, importing, evidence, reading):
    router.include_router(part)
