"""For who coordinates: needs against stock, meetings and their briefs, what places keep."""

from fastapi import APIRouter

from api.pages.coordination import brief, meeting, meetings, overview, stocks, transfer

router = APIRouter()
for module in (overview, transfer, stocks, meetings, brief, meeting):
    router.include_router(module.router)
