"""Stock by intercommunalité: a map beside a table."""

from fastapi import APIRouter

router = APIRouter()
