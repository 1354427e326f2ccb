"""Published figures: read by everybody, in every form the same; closed by the administrator."""

from fastapi import APIRouter

from api.pages.statistics import closing, published, quarters

router = APIRouter()
router.include_router(quarters.router)  # before the periods: « flux » is no number
router.include_router(published.router)
router.include_router(closing.router)
