"""Ateliers numériques: planned by places, told to everybody, and devices invited to them."""

from fastapi import APIRouter

from api.pages.workshops.calendar import router as calendar
from api.pages.workshops.invitations import router as invitations
from api.pages.workshops.planning import router as planning

router = APIRouter()
for part in (calendar, planning, invitations):
    router.include_router(part)
