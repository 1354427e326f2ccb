"""What a scanner types: it is a keyboard to the browser, and often thinks the keys are American."""

_AMERICAN = "1234567890-aqzwm;,./AQZWM:,./2790"
_FRENCH = "&é\"'(-è_çà)qawz,m;:!QAWZ?M./§ÉÈÇÀ"
"""What is on the same key of both keyboards, as a sticker needs it; ``./§`` and the capitals with
an accent are those of a keyboard whose capitals are locked, where digits are digits."""

_AS_MEANT = str.maketrans(_FRENCH, _AMERICAN)
_TELL_TALES = frozenset("&é\"'(è_çà!§ÉÈÇÀ")
"""No code and no address of ours holds them: where one is, the keys were read as French."""


def untangled(text: str) -> str:
    """What was scanned, where a French keyboard took the keys of an American one for its own.

    ``HTTPSM!!Rà(:FR!Q!`` was ``HTTPS://R05.FR/A/``. Text without any sign of that stays as it is.
    """
    return text if _TELL_TALES.isdisjoint(text) else text.translate(_AS_MEANT)


def scanned(text: str) -> str:
    """What a code field received, typed or read by a scanner from a sticker's address."""
    return untangled(text).strip().rstrip("/").rpartition("/")[2]
