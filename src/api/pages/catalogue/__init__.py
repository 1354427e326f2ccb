"""The catalogue by use: a few families of device, how near they are, what a person pays."""

from fastapi import APIRouter

from api.pages.catalogue import facts, gestures, needs, page

router = APIRouter()
for part in (page, facts, gestures, needs):
    router.include_router(part.router)

__all__ = ["router"]
