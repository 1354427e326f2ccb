"""The price grid: read at the desk, published and corrected by an administrator."""

from fastapi import APIRouter

from api.pages.tariffs import admin, reading

router = APIRouter()
for part in (reading, admin):
    router.include_router(part.router)

__all__ = ["router"]
