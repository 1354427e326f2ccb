"""Lots: collecting many devices at once, importing an inventory."""

from fastapi import APIRouter

router = APIRouter()
