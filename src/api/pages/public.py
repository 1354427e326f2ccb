"""Public pages: home, the label's criteria, places, workshops, privacy."""

from fastapi import APIRouter

router = APIRouter()
