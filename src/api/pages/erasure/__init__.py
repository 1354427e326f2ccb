"""Pages of erasures: the report of a device, the certificates, and their public side."""

from fastapi import APIRouter

from api.pages.erasure import certificates, public, report

router = APIRouter()
router.include_router(report.router)
router.include_router(certificates.router)
router.include_router(public.router)
