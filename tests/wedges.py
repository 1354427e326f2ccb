"""Scanners that type: what becomes of a text on its way through two keyboards that disagree."""

# Rows of keys as both keyboards print them, in the order of the keys: without and with Shift.
AMERICAN = ("1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./")
AMERICAN_SHIFT = ("!@#$%^&*()_+", "QWERTYUIOP{}", 'ASDFGHJKL:"', "ZXCVBNM<>?")
FRENCH = ("&é\"'(-è_çà)=", "azertyuiop^$", "qsdfghjklmù", "wxcvbn,;:!")
FRENCH_SHIFT = ("1234567890°+", "AZERTYUIOP¨£", "QSDFGHJKLM%", "WXCVBN?./§")
DIGITS = "1234567890"


def _same_keys(rows: tuple[str, ...], others: tuple[str, ...]) -> dict[str, str]:
    return dict(zip("".join(rows), "".join(others), strict=True))


PLAIN = _same_keys(AMERICAN, FRENCH)
SHIFTED = _same_keys(AMERICAN_SHIFT, FRENCH_SHIFT)
LOCKED = _same_keys(AMERICAN, FRENCH_SHIFT) | _same_keys(AMERICAN_SHIFT, FRENCH)
"""With the capitals locked, Shift undoes them; on a French keyboard digits are capitals."""


def typed_in_french(text: str) -> str:
    """What a scanner set to American keys writes into a field where the keyboard is French."""
    return "".join((PLAIN | SHIFTED)[sign] for sign in text)


def typed_with_locked_capitals(text: str) -> str:
    """The same, where somebody left the capitals locked."""
    return "".join(LOCKED[sign] for sign in text)
