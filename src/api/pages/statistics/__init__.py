"""Published figures, reports and open data for everybody, and closings by the administrator.

The dashboard of funders is asked more often: ``api.app`` has its route among the first.
"""

from fastapi import APIRouter

from api.pages.statistics import closing, open_data, published, quarters, report

router = APIRouter()
router.include_router(report.router)  # before the periods: « 1.pdf » is no number
router.include_router(quarters.router)  # and so is « flux »
router.include_router(open_data.router)  # files of a period end otherwise
router.include_router(published.router)
router.include_router(closing.router)
