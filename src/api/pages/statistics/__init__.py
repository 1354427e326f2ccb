"""Published figures and reports, a dashboard for funders, closings by the administrator."""

from fastapi import APIRouter

from api.pages.statistics import closing, dashboard, published, report

router = APIRouter()
router.include_router(report.router)  # « 1.pdf » is no number of a period
router.include_router(published.router)
router.include_router(closing.router)
router.include_router(dashboard.router)
