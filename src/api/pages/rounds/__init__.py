"""Delivery rounds: which places somebody drives to, and the road of one day, stop by stop."""

from fastapi import APIRouter

from api.pages.rounds import plan, road

router = APIRouter()
for module in (plan, road):
    router.include_router(module.router)
