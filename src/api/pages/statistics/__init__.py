"""Published figures for everybody, a dashboard for funders, closings by the administrator."""

from fastapi import APIRouter

from api.pages.statistics import closing, dashboard, published

router = APIRouter()
router.include_router(published.router)
router.include_router(closing.router)
router.include_router(dashboard.router)
