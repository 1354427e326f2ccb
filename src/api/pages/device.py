"""The page of one device: its life, the steps that are possible, and why others are not."""

from fastapi import APIRouter

router = APIRouter()
