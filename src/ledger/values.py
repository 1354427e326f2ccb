"""Values that an event may carry. The unit is in the name, the range is in the type."""

import re
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)

DeviceId = NewType("DeviceId", UUID)
"""Random and permanent. Never derived from a serial number, which may be absent or repeated."""

LotId = NewType("LotId", UUID)
PlaceId = NewType("PlaceId", UUID)
OrganisationId = NewType("OrganisationId", UUID)
SetId = NewType("SetId", UUID)
"""A set of devices that are reserved, priced and capped together: tower, screen, keyboard."""
ReservationId = NewType("ReservationId", UUID)
WorkshopId = NewType("WorkshopId", UUID)
OrderId = NewType("OrderId", UUID)
"""A prescriber's order. Devices are promised to it under the same id, as a ``ReservationId``."""
TariffId = NewType("TariffId", UUID)
GridId = NewType("GridId", UUID)
FundId = NewType("FundId", UUID)
SaleId = NewType("SaleId", UUID)
"""One receipt of a till."""

Grams = Annotated[int, Field(gt=0, le=200_000)]
Cents = Annotated[int, Field(ge=0, le=10_000_000)]
Year = Annotated[int, Field(ge=1980, le=2100)]
Percent = Annotated[int, Field(ge=0, le=100)]
Megabytes = Annotated[int, Field(gt=0, le=4_194_304)]
Gigabytes = Annotated[int, Field(gt=0, le=1_000_000)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
InseeCode = Annotated[str, StringConstraints(pattern=r"^(?:[0-9]{2}|2[AB])[0-9]{3}$")]
Siret = Annotated[str, StringConstraints(pattern=r"^[0-9]{14}$")]
Sealed = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{20,2000}={0,2}$")]
"""What only the key of its subject opens (``ledger.vault``)."""

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)

FARTHEST = timedelta(hours=14)
"""From UTC; the clocks of Kiritimati show it."""


def _on_earth(moment: datetime) -> datetime:
    if abs(moment.utcoffset() or timedelta()) > FARTHEST:
        raise ValueError("no clock on earth shows this offset")
    return moment


Moment = Annotated[AwareDatetime, Field(ge=EARLIEST, lt=LATEST), AfterValidator(_on_earth)]
"""A time with its offset. A year 1 or 9999 overflows as soon as somebody reads it elsewhere, and
PostgreSQL refuses an offset of sixteen hours."""

Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2200, 1, 1))]

PARIS = ZoneInfo("Europe/Paris")


def day_of(moment: datetime) -> date:
    """The day it is then where the filière works, whatever clock told the moment."""
    return moment.astimezone(PARIS).date()


_PHONE = re.compile(
    r"""(?<!\d)(?:
      (?:(?:\+|00)\s*33|0)[\s()0]*[1-9](?:[\s./_\-]*\d){8}  # French, however it is cut up
    | \+[1-9](?:[\s./()\-]*\d){8,13}                        # of anywhere else
    )(?!\d)""",
    re.VERBOSE,
)
_E_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", re.IGNORECASE)
_NIR = re.compile(
    r"""(?<!\d)
    [1-478][\s.\-]*\d{2}[\s.\-]*\d{2}[\s.\-]*(?:\d{2}|2[AB])[\s.\-]*\d{3}[\s.\-]*\d{3}
    (?:[\s.\-]*\d{2})?(?!\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

SORTED = PlainSerializer(sorted, return_type=list[str], when_used="json")
"""Annotates a set: written down in one order, so that equal events are equal bytes."""

PERSONAL = "looks like a phone number, an e-mail address or a social security number"
"""What the refusal of a text says; the door shows it in French."""


def refuse_personal_data(text: str) -> str:
    """The text unchanged, or ``ValueError``: nothing in the ledger may name a person (law 1)."""
    if _CONTROL.search(text):
        raise ValueError("contains a control character")
    if _PHONE.search(text) or _E_MAIL.search(text) or _NIR.search(text):
        raise ValueError(PERSONAL)
    return text


ShortText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=120),
    AfterValidator(refuse_personal_data),
]
"""One line typed by a person, about a thing and never about somebody."""


_BY_HAND = re.compile(
    r"""(?<![\w.\-])(?:
      (?:(?:\+|00)\s*33[\s()0]*|0)[1-9](?:[\s./_\-]\d\d){4}           # 06 12 34 56 78
    | [1-478]\s\d\d\s\d\d\s(?:\d\d|2[AB])\s\d{3}\s\d{3}(?:\s\d\d)?  # 2 85 05 05 061 123 45
    )(?![\w.\-])""",
    re.VERBOSE | re.IGNORECASE,
)


def refuse_written_by_hand(text: str) -> str:
    """The text unchanged, or ``ValueError`` for what only a person writes so.

    A machine's own number may have ten digits that begin with 0, or fifteen: they are let through.
    """
    if _BY_HAND.search(text) or _E_MAIL.search(text):
        raise ValueError(PERSONAL)
    return text


MachineText = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$"
    ),
    AfterValidator(refuse_written_by_hand),
]
"""What a machine says of itself (a model, a serial number): long numbers are normal in it."""


class DeviceKind(StrEnum):
    LAPTOP = "laptop"
    DESKTOP = "desktop"
    ALL_IN_ONE = "all_in_one"
    MINI_PC = "mini_pc"
    TABLET = "tablet"
    SMARTPHONE = "smartphone"
    SCREEN = "screen"
    PRINTER = "printer"
    MULTIFUNCTION = "multifunction"
    KEYBOARD = "keyboard"
    MOUSE = "mouse"
    CHARGER = "charger"


COMPUTING = frozenset(
    {
        DeviceKind.LAPTOP,
        DeviceKind.DESKTOP,
        DeviceKind.ALL_IN_ONE,
        DeviceKind.MINI_PC,
        DeviceKind.TABLET,
        DeviceKind.SMARTPHONE,
    }
)
"""Kinds that hold somebody's data and may be locked."""


class DonorKind(StrEnum):
    """Who gave the device. UNKNOWN may be worked on, and may not leave (law 5)."""

    PERSON = "person"
    COMPANY = "company"
    ASSOCIATION = "association"
    PUBLIC_BODY = "public_body"
    UNKNOWN = "unknown"


class LegalStatus(StrEnum):
    """Réemploi or réutilisation (C. env. L. 541-1-1): whether it was waste when it came."""

    PRODUCT = "product"
    WASTE = "waste"


class Grade(StrEnum):
    """How it looks. How it works is the same for all: every function passed its test."""

    A = "A"
    B = "B"
    C = "C"


class StorageKind(StrEnum):
    HDD = "hdd"
    SSD = "ssd"
    NVME = "nvme"
    EMMC = "emmc"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """Where an inventory was read."""

    MANUAL = "manual"
    DMIDECODE = "dmidecode"
    GLPI = "glpi"
    CSV = "csv"
    LSHW = "lshw"
    SMARTCTL = "smartctl"
    EREUSE = "ereuse"
    """A snapshot of eReuse's Workbench."""


class Value(BaseModel):
    """A group of fields inside an event."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Storage(Value):
    """One medium that may hold somebody's data.

    ``id`` names it inside its device: its serial number when it has one, else its rank.
    """

    id: MachineText
    kind: StorageKind = StorageKind.UNKNOWN
    capacity_gb: Gigabytes | None = None
    model: MachineText | None = None
    serial: MachineText | None = None


class Facts(Value):
    """What a device is made of, as read or typed. Absent means not known, never "none"."""

    maker: MachineText | None = None
    model: MachineText | None = None
    serial: MachineText | None = None
    year_of_make: Year | None = None
    processor: MachineText | None = None
    processor_cores: Annotated[int, Field(gt=0, le=512)] | None = None
    memory_mb: Megabytes | None = None
    screen_inches: Annotated[float, Field(gt=0, le=100)] | None = None
    battery_health_percent: Percent | None = None
    storages: tuple[Storage, ...] | None = None
    """``None``: the source does not say; ``()``: somebody looked and there is none."""


class Use(StrEnum):
    """What a device lets a person do. Stated rules derive it from the facts (``ledger.uses``)."""

    OFFICE = "office"
    PROCEDURES = "procedures"
    LEARNING = "learning"


class Feature(StrEnum):
    """What somebody may need of a device besides its use (``ledger.features``)."""

    LIGHT = "light"
    LARGE_SCREEN = "large_screen"
    FULL_KEYBOARD = "full_keyboard"
    TOUCHSCREEN = "touchscreen"
    CAMERA = "camera"
    SCREEN_READER = "screen_reader"
    """Strong enough for a screen reader, with its sound tested."""


class Channel(StrEnum):
    """How a device leaves: the two ways stand beside each other."""

    PURCHASE = "purchase"
    """Solidarity purchase: prescribed by a companion, priced by declared resource band."""
    SALE = "sale"
    """Solidarity sale: at a counter, to everybody, at a real price."""


class Means(StrEnum):
    """How somebody paid."""

    CASH = "cash"
    CARD = "card"
    CHEQUE = "cheque"
    TRANSFER = "transfer"
    VOUCHER = "voucher"


class PlaceRole(StrEnum):
    """What a place does in the filière; it may do several things."""

    COLLECTION_POINT = "collection_point"
    REFURBISHING_SHOP = "refurbishing_shop"
    RESSOURCERIE = "ressourcerie"
    HAND_OVER_PLACE = "hand_over_place"
    WORKSHOP_PLACE = "workshop_place"
