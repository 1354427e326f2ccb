"""Codes of stickers and their check character, for the ledger and for the phone."""

VECTORS = {
    "00000000": "0",
    "00000001": "2",
    "10000000": "D",
    "ZZZZZZZZ": "3",
    "01234567": "Y",
    "89ABCDEF": "M",
    "GHJKMNPQ": "A",
    "RSTVWXYZ": "0",
    "7K3M9QXA": "A",
    "ME1EZE05": "K",
}
"""Never changed: codes are printed."""
