"""Random secrets that a person or a program carries; the database keeps their digest only."""

import hashlib
import secrets

BYTES = 32


def new_secret() -> str:
    """43 characters, 256 bits: nothing to guess, so a plain digest protects it."""
    return secrets.token_urlsafe(BYTES)


def digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).digest()
