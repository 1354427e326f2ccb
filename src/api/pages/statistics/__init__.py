"""Published figures and open data for everybody, and closings by the administrator.

The dashboard of funders is asked more often: ``api.app`` has its route among the first.
"""

from fastapi import APIRouter

from api.pages.statistics import closing, open_data, published, quarters

router = APIRouter()
router.include_router(quarters.router)  # before the periods: « flux » is no number
router.include_router(open_data.router)  # before the page of a period: its files end otherwise
router.include_router(published.router)
router.include_router(closing.router)
