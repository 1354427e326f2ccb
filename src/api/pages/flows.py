"""Devices by step, month, kind and place: charts beside tables."""

from fastapi import APIRouter

router = APIRouter()
