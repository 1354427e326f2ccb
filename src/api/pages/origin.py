"""The public page of a device: what anybody who scans its sticker reads."""

from fastapi import APIRouter

router = APIRouter()
