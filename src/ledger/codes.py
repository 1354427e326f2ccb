"""The code of a sticker: nine characters, eight random and one that catches misreading."""

import hashlib
import secrets
from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator

from ledger.errors import BadCode

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: without I, L, O, U, which are read as 1, 1, 0, V."""

VALUES = {character: value for value, character in enumerate(ALPHABET)}
READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})

RANDOM_CHARACTERS = 8
SLIP_CHARACTERS = 5
"""Random ones of a withdrawal slip: only places that serve an order may look it up."""


def _times_x(value: int) -> int:
    """Multiply by x in GF(32), modulo x^5 + x^2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value


def check_character(body: str) -> str:
    """The last character, for up to eight characters of the alphabet.

    A weighted sum in GF(32) whose weights are eight different powers of x, none of them
    one: each wrong character and each exchange of two neighbours changes it, and the
    result stays inside the alphabet (a sum modulo 37 would need five more signs).
    """
    total = 0
    for character in body:
        total = _times_x(total ^ VALUES[character])
    return ALPHABET[total]


def new_code() -> str:
    """A code nobody can guess from another: 40 random bits. Bound to a device later."""
    return _new(RANDOM_CHARACTERS)


def code_of(seed: bytes) -> str:
    """The code that follows from a random id, such as a command's: sent again, the same."""
    number = int.from_bytes(hashlib.sha256(seed).digest()[:RANDOM_CHARACTERS], "big")
    body = "".join(ALPHABET[number >> 5 * rank & 31] for rank in range(RANDOM_CHARACTERS))
    return body + check_character(body)


def new_slip() -> str:
    """The code of a withdrawal slip: six characters, shorter than any sticker's."""
    return _new(SLIP_CHARACTERS)


def _new(length: int) -> str:
    body = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return body + check_character(body)


def read_code(text: str) -> str:
    """The code of a sticker as stored, from what a person typed or a scanner read.

    Any case, with or without hyphens and spaces; I, L, O, U are read as 1, 1, 0, V.
    Raises ``BadCode`` when it cannot be one of ours.
    """
    return _read(text, RANDOM_CHARACTERS)


def read_slip(text: str) -> str:
    """The code of a withdrawal slip as stored. Raises ``BadCode``."""
    return _read(text, SLIP_CHARACTERS)


def _read(text: str, length: int) -> str:
    code = text.upper().replace("-", "").replace(" ", "").translate(READ_AS)
    if len(code) != length + 1 or any(sign not in VALUES for sign in code):
        raise BadCode(text)
    if check_character(code[:-1]) != code[-1]:
        raise BadCode(text)
    return code


def written(code: str) -> str:
    """``ABCDEFGHJ`` as people read it aloud: ``ABC-DEF-GHJ``."""
    return "-".join(code[start : start + 3] for start in range(0, len(code), 3))


def _validated(read: Callable[[str], str]) -> AfterValidator:
    def validated(text: str) -> str:
        try:
            return read(text)
        except BadCode as error:
            raise ValueError(str(error)) from error

    return AfterValidator(validated)


StickerCode = Annotated[str, _validated(read_code)]
CertificateCode = Annotated[str, _validated(read_code)]
"""As a sticker's, and as hard to guess; it leads elsewhere."""
SlipCode = Annotated[str, _validated(read_slip)]
