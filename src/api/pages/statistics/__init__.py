"""Published figures and open data for all, a dashboard for funders, closings by administrators."""

from fastapi import APIRouter

from api.pages.statistics import closing, dashboard, open_data, published

router = APIRouter()
router.include_router(open_data.router)  # before the page of a period: its files end otherwise
router.include_router(published.router)
router.include_router(closing.router)
router.include_router(dashboard.router)
