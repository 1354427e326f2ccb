"""Stickers: the register of blank ones, what is printed, and which device each is on."""

from fastapi import APIRouter

from api.pages.stickers import batch, binding, lot_codes, printed, register

router = APIRouter()
router.include_router(register.router)
router.include_router(batch.router)
router.include_router(binding.router)
router.include_router(lot_codes.router)
router.include_router(printed.router)

__all__ = ["router"]
