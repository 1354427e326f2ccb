"""The code of a sticker: nine characters, eight random and one that catches misreading."""

import secrets
from typing import Annotated

from pydantic import AfterValidator

from ledger.errors import BadCode

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: without I, L, O, U, which are read as 1, 1, 0, V."""

VALUES = {character: value for value, character in enumerate(ALPHABET)}
READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})

RANDOM_CHARACTERS = 8


def _times_x(value: int) -> int:
    """Multiply by x in GF(32), modulo x^5 + x^2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value


def check_character(body: str) -> str:
    """The ninth character, for eight characters of the alphabet.

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
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS))
    return body + check_character(body)


def read_code(text: str) -> str:
    """The code as stored, from what a person typed or a scanner read.

    Any case, with or without hyphens and spaces; I, L, O, U are read as 1, 1, 0, V.
    Raises ``BadCode`` when it cannot be one of ours.
    """
    code = text.upper().replace("-", "").replace(" ", "").translate(READ_AS)
    if len(code) != RANDOM_CHARACTERS + 1 or any(sign not in VALUES for sign in code):
        raise BadCode(text)
    if check_character(code[:-1]) != code[-1]:
        raise BadCode(text)
    return code


def written(code: str) -> str:
    """``ABCDEFGHJ`` as people read it aloud: ``ABC-DEF-GHJ``."""
    return f"{code[:3]}-{code[3:6]}-{code[6:]}"


def _validated(text: str) -> str:
    try:
        return read_code(text)
    except BadCode as error:
        raise ValueError(str(error)) from error


StickerCode = Annotated[str, AfterValidator(_validated)]
