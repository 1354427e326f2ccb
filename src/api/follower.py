"""Brings the views up to date with what was recorded beside them."""

from contextlib import AbstractContextManager
from functools import partial

from api.background import repeated
from api.house import House

PERIOD_SECONDS = 0.5
"""How often it looks for what other processes recorded; who records here says so."""


def following(house: House) -> AbstractContextManager[None]:
    """Follow in a thread until the block ends."""
    work = partial(house.follow, wait=False)
    failure = "the views cannot be brought up to date"
    return repeated(work, "follower", PERIOD_SECONDS, failure, sooner=house.to_follow)
