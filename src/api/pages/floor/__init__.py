"""The workshop floor on a phone, without a network: its page, its worker, its outbox, its copy."""

from fastapi import APIRouter

from api.pages.floor import page, sending, snapshot

router = APIRouter()
for module in (page, snapshot, sending):
    router.include_router(module.router)
