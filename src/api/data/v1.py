"""JSON API, version 1: register devices, record events, read."""

from fastapi import APIRouter

router = APIRouter()
