"""What people type in the cells of an inventory: « 4+4 Go », « SSD 240 Go », « 15,6" ».

Each reader takes one line of text and returns ``None`` for what it does not understand: a
cell read by half would be a wrong fact, and a disk left out of a list is never erased.
"""

import re

from api.intake.machine import LARGEST_STORAGES, as_far_as_valid
from api.intake.text import letters
from ledger.values import DeviceKind, Grade, Storage, StorageKind

KINDS = {
    DeviceKind.LAPTOP: (
        "portable",
        "PC portable",
        "ordinateur portable",
        "laptop",
        "notebook",
        "netbook",
        "ultrabook",
    ),
    DeviceKind.DESKTOP: (
        "unité centrale",
        "UC",
        "tour",
        "fixe",
        "PC fixe",
        "PC bureau",
        "PC de bureau",
        "ordinateur fixe",
        "ordinateur de bureau",
        "desktop",
    ),
    DeviceKind.ALL_IN_ONE: ("tout-en-un", "PC tout-en-un", "all in one", "AIO", "iMac"),
    DeviceKind.MINI_PC: ("mini PC", "NUC", "Mac mini"),
    DeviceKind.TABLET: ("tablette", "tablette tactile", "tablet", "iPad"),
    DeviceKind.SMARTPHONE: ("smartphone", "téléphone", "téléphone portable", "mobile", "iPhone"),
    DeviceKind.SCREEN: ("écran", "écran plat", "moniteur", "screen"),
    DeviceKind.PRINTER: ("imprimante", "printer"),
    DeviceKind.MULTIFUNCTION: ("multifonction", "imprimante multifonction"),
    DeviceKind.KEYBOARD: ("clavier", "keyboard"),
    DeviceKind.MOUSE: ("souris", "mouse"),
    DeviceKind.CHARGER: ("chargeur", "alimentation", "bloc secteur"),
}
"""How people write each kind, the best word first. « PC » alone is not there: which one?"""

_KIND_BY_WORD = {letters(word): kind for kind, words in KINDS.items() for word in words}

_NOBODY_PUT_ONE = frozenset(
    letters(text) for text in ("0", "sans", "sans disque", "aucun", "non", "pas de disque", "néant")
)

_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
"""« 8 192 Mo ». Of memory only: « 2 500 Go » of disks may be two of them."""

_NUMBER = r"(\d{1,6}(?:[.,]\d{1,2})?)"
_UNIT = r"([tgm](?:i?[ob])?)"
_GENERATION = re.compile(r"\b(?:lp)?s?ddr\w*|\bso-?dimm\b|\bdimm\b|\bpc\d\S*|\d+ ?mhz|\([^)]*\)")
_MODULES = re.compile(rf"(?:(\d) ?[x*] ?)?{_NUMBER} ?{_UNIT}?(?: de)?(?: ram)?")
_SMALLEST_IN_MB = 256
"""A number without unit is MB from here on, GB below: no computer has 256 GB, none 128 MB."""

_MB_IN = {"m": 1, "g": 1024, "t": 1024**2}
_GB_IN = {"m": 0.001, "g": 1, "t": 1000}
"""Disks are sold in decimal units, memory in binary ones."""

_BETWEEN_DISKS = re.compile(r"[+/&;]|,(?!\d)|\bet\b|\bplus\b")
_STORAGE_WORDS = {
    "nvme": StorageKind.NVME,
    "emmc": StorageKind.EMMC,
    "ssd": StorageKind.SSD,
    "hdd": StorageKind.HDD,
    "disque dur": StorageKind.HDD,
}
_NO_MATTER = re.compile(r"\b(?:disques?|disk|sata\d?|ide|m\.2|de|pci-?e)\b|[\d.,]+ ?(?:\"|pouces)")
_CAPACITY = re.compile(rf"(?:(\d) ?[x*] ?)?(?:{_NUMBER} ?{_UNIT}?)?")
_SMALLEST_IN_GB = 16
"""A number without unit is GB from here on; below, it may count disks or terabytes."""

_INCHES = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?) ?(?:\"|''|”|″|’’|pouces?\b|po\b|inch)")
_CENTIMETRES = re.compile(r"(\d{2,3}(?:[.,]\d{1,2})?) ?cm\b")
_BARE_INCHES = re.compile(r"\d{1,2}(?:[.,]\d{1,2})?")
_PERCENT = re.compile(r"(\d{1,3}) ?%")
_MASS = re.compile(r"(\d{1,6}(?:[.,]\d{1,3})?) ?(kg|g)?")
_HEAVIEST_G = 200_000


def kind(cell: str) -> DeviceKind | None:
    """The kind of device, by the words people use or by its name in this ledger."""
    folded = letters(cell)
    by_name = next((known for known in DeviceKind if letters(known) == folded), None)
    return _KIND_BY_WORD.get(folded, by_name)


def memory_mb(cell: str) -> int | None:
    """« 8 Go », « 4+4 Go », « 2x4 Go DDR3 », « 8192 » in megabytes."""
    text = _GENERATION.sub(" ", _THOUSANDS.sub("", _plain(cell)))
    pieces = [_MODULES.fullmatch(" ".join(piece.split())) for piece in text.split("+")]
    units = [piece[3] for piece in pieces if piece and piece[3]]
    total = 0
    for piece in pieces:
        if piece is None:
            return None
        amount = _decimal(piece[2])
        unit = (piece[3] or "".join(units[:1]))[:1] or ("m" if amount >= _SMALLEST_IN_MB else "g")
        total += round(amount * int(piece[1] or 1) * _MB_IN[unit])
    return total or None


def storages(cell: str) -> tuple[Storage, ...] | None:
    """« SSD 240 Go », « 240 Go SSD + 1 To HDD »; ``()`` when somebody wrote there is none."""
    if letters(cell) in _NOBODY_PUT_ONE:
        return ()
    found: list[Storage] = []
    for piece in _BETWEEN_DISKS.split(_plain(cell)):
        named = [word for word in _STORAGE_WORDS if re.search(rf"\b{word}\b", piece)]
        words = piece
        for word in named:
            words = words.replace(word, " ")
        match = _CAPACITY.fullmatch(" ".join(_NO_MATTER.sub(" ", words).split()))
        if match is None or not (named or match[2]):
            return None
        amount = _decimal(match[2]) if match[2] else None
        if amount is not None and (not amount or (not match[3] and amount < _SMALLEST_IN_GB)):
            return None
        size = None if amount is None else max(1, round(amount * _GB_IN[(match[3] or "g")[0]]))
        medium = _STORAGE_WORDS[named[0]] if named else StorageKind.UNKNOWN
        for _ in range(int(match[1] or 1)):
            rank = str(len(found) + 1)
            found.append(as_far_as_valid(Storage, id=rank, kind=medium, capacity_gb=size))
    return tuple(found) if 0 < len(found) <= LARGEST_STORAGES else None


def screen_inches(cell: str) -> float | None:
    """« 14" », « 15,6 pouces », « 39,6 cm », « 17 »; a definition (1920x1080) is not a size."""
    text = cell.casefold()
    if match := _INCHES.search(text):
        return _decimal(match[1])
    if match := _CENTIMETRES.search(text):
        return round(_decimal(match[1]) / 2.54, 1)
    return _decimal(text) if _BARE_INCHES.fullmatch(text) else None


def grade(cell: str) -> Grade | None:
    """« A », « grade b »; another scale is not translated."""
    folded = letters(cell).removeprefix("grade").upper()
    return Grade(folded) if folded in set(Grade) and not re.search(r"[+-]", cell) else None


def mass_g(cell: str) -> int | None:
    """« 2,1 kg », « 2100 g »; without a unit, kilograms."""
    match = _MASS.fullmatch(_plain(cell))
    grams = round(_decimal(match[1]) * (1 if match[2] == "g" else 1000)) if match else 0
    return grams if 0 < grams <= _HEAVIEST_G else None


def percent(cell: str) -> int | None:
    """« 85 % »; a number without its sign could be anything."""
    match = _PERCENT.fullmatch(cell)
    return int(match[1]) if match else None


def year(cell: str) -> int | None:
    """« 2017 », alone in its cell."""
    return int(cell) if re.fullmatch(r"(?:19|20)[0-9]{2}", cell) else None


def _plain(cell: str) -> str:
    return cell.casefold().replace("×", "x")


def _decimal(digits: str) -> float:
    return float(digits.replace(",", "."))
