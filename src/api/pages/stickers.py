"""Stickers on paper: sheets, rolls, one picture."""

from fastapi import APIRouter

router = APIRouter()
