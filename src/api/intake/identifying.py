"""What names one machine, to see that two files speak of the same one. None of it is recorded."""

import re
from typing import Any

from api.intake.naming import maker_name
from api.intake.placeholders import serial_number
from api.intake.text import letters, one_line

_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")
_OF_NOBODY = frozenset(
    {
        "03000200040005000006000700080009",
        "00020003000400050006000700080009",
        "12345678123412341234123456789abc",
    }
)
"""UUIDs that board makers leave on thousands of boards."""

_FEWEST_DIFFERENT = 5


def names_of(*, maker: Any, serial: Any, uuid: Any, board: Any) -> frozenset[str]:
    """The names of a machine by its firmware: system's UUID and serial, main board's serial.

    A placeholder names nothing. Old tools wrote the first half of a UUID in the other order of
    bytes, so both orders are its name.
    """
    found = {f"uuid {each}" for each in _uuids(uuid)}
    if number := serial_number(serial):
        found.add(f"serial {letters(maker_name(maker) or '')} {letters(number)}")
    if number := serial_number(board):
        found.add(f"board {letters(number)}")
    return frozenset(found)


def _uuids(value: Any) -> set[str]:
    text = one_line(value).casefold()
    if not _UUID.fullmatch(text):
        return set()
    digits = text.replace("-", "")
    if len(set(digits)) < _FEWEST_DIFFERENT or digits in _OF_NOBODY:
        return set()
    raw = bytes.fromhex(digits)
    turned = raw[3::-1] + raw[5:3:-1] + raw[7:5:-1] + raw[8:]
    return {digits, turned.hex()}
