"""What makers leave in a field instead of a name or a number.

A dump is full of texts that say nothing: the ones below were met in real inventories or are
the defaults of common firmware. They count as absent. What is not listed here is believed.
"""

import re

from api.intake.text import letters, one_line
from ledger.values import refuse_written_by_hand

_SAID_FOR_NOTHING = frozenset(
    letters(text)
    for text in """
        To Be Filled By O.E.M. | TBD | TBD by OEM | TBD by ODM | OEM | ODM | Default string
        Default | Not Specified | Not Applicable | Not Available | Not Provided | Not Present
        Non spécifié | None | Null | Nil | N/A | N.C. | Unknown | Inconnu | Inconnue | Undefined
        Invalid | Empty | Reserved | Other | <OUT OF SPEC> | <BAD INDEX> | Aucun | Aucune | Sans
        Illisible | Néant | System Product Name | System Manufacturer | System Version
        System Serial Number | System SKU | Base Board Product Name | Base Board Manufacturer
        Base Board Version | Base Board Serial Number | Chassis Manufacturer | Chassis Version
        Chassis Serial Number | Manufacturer | Product Name | Version | Serial Number | Serial
        SKU | Asset Tag | No Asset Tag | No Asset Information | Type1ProductConfigId
        Type1Family | Lenovo Product | Sans numéro | Sans numéro de série | Pas de numéro
        Non renseigné | Empty String
    """.replace("\n", "|").split("|")
)  # fmt: skip
_NUMBERED = re.compile(r"oemdefine\d*|systemskunumber|.*123456789.*")
_COUNTING = "01234567890"
_ROUNDED = re.compile(r"\d[.,]\d*e\+\d+", re.IGNORECASE)
"""What a spreadsheet makes of a serial that is all digits: ``1,23457E+12``, the same for many."""

_SHORTEST_SERIAL = 4
_FEWEST_DIFFERENT = 3


def said(value: object) -> str | None:
    """The text of a field as one line of at most 120 characters; ``None`` if it says nothing.

    Somebody's address in the place of a machine's name is nothing either: it is not kept.
    """
    text = one_line(value)
    try:
        refuse_written_by_hand(text)
    except ValueError:
        return None
    key = letters(text)
    if key in _SAID_FOR_NOTHING or _NUMBERED.fullmatch(key):
        return None
    if len(set(key)) == 1 and len(key) > 1:  # 0000000000, XXXXXXXX
        return None
    return text if any(character.isalnum() for character in text) else None


def serial_number(value: object) -> str | None:
    """A serial number that may tell one machine from another; ``None`` for any other text.

    Firmware that was never filled in counts (``12345678``) or repeats (``0000FFFF``).
    """
    text = said(value)
    if text is None:
        return None
    key = letters(text)
    counts = key in _COUNTING or _ROUNDED.fullmatch(text)
    short = len(key) < _SHORTEST_SERIAL or len(set(key)) < _FEWEST_DIFFERENT
    return None if counts or short or not any(map(str.isdigit, key)) else text
