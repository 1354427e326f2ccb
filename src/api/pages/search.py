"""Search by code, serial number or lot."""

from fastapi import APIRouter

router = APIRouter()
