"""What each place has to do next: the home page of those who work."""

from fastapi import APIRouter

router = APIRouter()
