"""An order after it was made: lists, its page and its steps, its papers. Start with ``page``."""

from fastapi import APIRouter

from api.pages.orders import finding, listing, page, papers, rules

router = APIRouter()
for part in (listing, finding, rules, papers, page):
    router.include_router(part.router)

__all__ = ["router"]
