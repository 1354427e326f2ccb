"""The administrator's pages: accounts, structures, places, health."""

from fastapi import APIRouter

router = APIRouter()
