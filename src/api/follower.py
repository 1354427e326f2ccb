"""Brings the views up to date with what other processes recorded."""

from contextlib import AbstractContextManager
from functools import partial

from api.background import repeated
from projections import Views

PERIOD_SECONDS = 0.5
"""Requests bring up to date what they record themselves; this is for the others."""


def following(views: Views) -> AbstractContextManager[None]:
    """Follow in a thread until the block ends."""
    work = partial(views.catch_up, wait=False)
    return repeated(work, "follower", PERIOD_SECONDS, "the views cannot be brought up to date")
