"""Passwords: how long, how they are kept, how they are compared."""

import unicodedata
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from api.access.roles import AccessRefused

SHORTEST, LONGEST = 12, 200
"""Characters. No other rule: a long sentence is easier to remember than a comma in a word."""

HASHER = PasswordHasher()
"""Argon2id with the library's settings (RFC 9106, low memory: 64 MiB, 3 passes)."""

_AT_ONCE = BoundedSemaphore(2)
"""Forty sign-ins at once would take 2.5 GB: they queue instead."""


def hash_password(password: str) -> str:
    """What to store. Raises ``AccessRefused`` when the password is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise AccessRefused(
            f"Le mot de passe doit avoir de {SHORTEST} à {LONGEST} caractères : "
            "quelques mots qui se suivent conviennent bien."
        )
    with _AT_ONCE:
        return HASHER.hash(_typed(password))


def matches(password: str, stored: str | None) -> bool:
    """Whether this is the password that was stored.

    Without one stored (no such account) it takes the same time, and is never right: how long
    an answer takes does not tell which logins exist.
    """
    with _AT_ONCE:
        try:
            HASHER.verify(stored or _nobody(), _typed(password[: LONGEST + 1]))
        except VerifyMismatchError:
            return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether it was stored with weaker settings than today's."""
    return HASHER.check_needs_rehash(stored)


def _typed(password: str) -> bytes:
    """One form for « é », that keyboards send in two."""
    return unicodedata.normalize("NFKC", password).encode(errors="surrogatepass")


@cache
def _nobody() -> str:
    return HASHER.hash("nobody has this password")
