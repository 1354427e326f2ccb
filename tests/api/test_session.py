"""Signing in and out as people do it, and as those who should not be in try it."""

from api.access import Role
from people import SignIn


def test_x(sign_in: SignIn) -> None:
    p = sign_in(Role.OPERATOR)
    assert p.csrf


def test_y(sign_in: SignIn) -> None:
    p = sign_in(Role.OPERATOR)
    assert p.csrf
