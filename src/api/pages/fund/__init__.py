"""The Fonds de Solidarité Numérique on pages: its book, its rules, what structures owe."""

from fastapi import APIRouter

from api.pages.fund.book import router as book
from api.pages.fund.carrying import router as carrying
from api.pages.fund.credits import router as credits_router
from api.pages.fund.exports import router as exports
from api.pages.fund.keeping import router as keeping
from api.pages.fund.sellers import router as sellers
from api.pages.fund.statement import router as statement

router = APIRouter()
for part in (sellers, keeping, carrying, credits_router, exports, statement, book):
    router.include_router(part)
