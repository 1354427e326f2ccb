"""Signing in and out, accepting an invitation, choosing where one works."""

from fastapi import APIRouter

router = APIRouter()
