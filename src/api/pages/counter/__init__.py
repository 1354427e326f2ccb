"""The counter: sell, refund, close the day; and what to do with a device that broke down."""

from fastapi import APIRouter

from api.pages.counter import breakdown, day, journal, receipt, selling

router = APIRouter()
for module in (selling, receipt, day, journal, breakdown):
    router.include_router(module.router)

__all__ = ["router"]
