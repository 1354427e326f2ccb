"""GET /healthz: where the ledger and its views stand."""

from fastapi import APIRouter

router = APIRouter()
