"""Published figures for everybody, reports, and closings by the administrator.

The dashboard of funders is asked more often: ``api.app`` has its route among the first.
"""

from fastapi import APIRouter

from api.pages.statistics import closing, published, report

router = APIRouter()
router.include_router(report.router)  # « 1.pdf » is no number of a period
router.include_router(published.router)
router.include_router(closing.router)
