"""Characters from outside made one clean line that is safe to keep and to show."""

import codecs
import unicodedata
from pathlib import PureWindowsPath

from ledger.values import refuse_personal_data

LONGEST_MACHINE_TEXT = 120
"""What ``ledger.values.MachineText`` holds; the rest of a longer text is cut."""

LONGEST_QUOTE = 40
"""Enough to find the cell in the file, short enough for a line of a summary."""

LONGEST_NAME = 80

_LONGEST_LOOKED_AT = 1_000
"""Characters cleaned at most: what comes after never fits anyway."""


def one_line(value: object, *, at_most: int = LONGEST_MACHINE_TEXT) -> str:
    """A text or a whole number as one line without control or invisible characters.

    Anything else (a list, ``None``, a boolean) is the empty line. Direction marks go too:
    they let a text show itself in another order than it is written.
    """
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    raw = value if isinstance(value, str) else str(value) if abs(value) < 10**30 else ""
    visible = (
        " " if character.isspace() or unicodedata.category(character)[0] in "CZ" else character
        for character in raw[:_LONGEST_LOOKED_AT]
        if unicodedata.category(character) != "Cf"
    )
    return " ".join("".join(visible).split())[:at_most].strip()


def quoted(value: object) -> str:
    """A value of the file between French quotes, for a sentence; never what names a person."""
    text = one_line(value, at_most=LONGEST_QUOTE + 1)
    if names_a_person(one_line(value)):
        return "« … »"
    return f"« {text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE].strip() + '…'} »"


def names_a_person(text: str) -> bool:
    """Whether a text typed by somebody looks like a telephone, an e-mail address or a NIR."""
    try:
        refuse_personal_data(text)
    except ValueError:
        return True
    return False


def file_name(path: str) -> str:
    """The last part of a path of any system, to be shown only: nothing is opened with it."""
    name = one_line(PureWindowsPath(path[-_LONGEST_LOOKED_AT:]).name, at_most=LONGEST_NAME)
    return name or "fichier sans nom"


def letters(text: str) -> str:
    """Only letters and digits, without accents nor capitals: ``N° Série`` is ``nserie``."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if character.isascii() and character.isalnum())


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 with its mark, else UTF-8, else Windows Western.

    PowerShell redirects and Excel's "Unicode text" write UTF-16; Excel's CSV in France is
    Windows-1252. The last resort never fails, so that a wrong guess is a wrong accent.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")
