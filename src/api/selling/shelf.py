"""What may be sold at a counter, at which price; or the sentence that says what to do instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import NoReturn
from uuid import UUID

from api.house import House
from api.refusals import RULES
from api.selling.minimum import Left, left_there
from api.wedge import scanned
from api.words import KIND
from ledger.codes import read_code, written
from ledger.device import Device, Stage
from ledger.errors import BadCode, Rule
from ledger.place import Place
from ledger.tariff import Grid
from ledger.values import Channel, DeviceId, DeviceKind, DonorKind, Grade
from projections import places, register
from projections.catalogue import MAIN
from projections.register import DeviceRow

S = Stage

INSTEAD = {
    S.RESERVED: (
        "Cet appareil est réservé pour une commande de prescription\u00a0: il ne se vend pas en "
        "caisse. Proposez-en un autre."
    ),
    S.DELIVERED: (
        "Cet appareil attend sa remise à la personne pour qui il est commandé. Proposez-en un "
        "autre."
    ),
    S.WITH_OWNER: (
        "Cet appareil est déjà parti chez quelqu’un. S’il revient en panne, ouvrez « Panne »."
    ),
    S.IN_REPAIR: "Cet appareil est en réparation pour son propriétaire\u00a0: il ne se vend pas.",
    S.LENT: "Cet appareil est prêté pendant une réparation. Reprenez d’abord le prêt.",
    S.LABELLED: "Cet appareil n’est pas encore en rayon\u00a0: mettez-le d’abord en stock.",
    S.RETIRED: "Cet appareil est sorti de la filière\u00a0: il ne se vend plus.",
}
NOT_READY = (
    "Cet appareil n’a pas encore son label\u00a0: seul un appareil labellisé et en stock se vend. "
    "L’atelier doit le finir."
)
PUBLIC_GIFT = (
    "Cet appareil est un don gratuit d’un organisme public\u00a0: la loi le réserve à la "
    "prescription. Proposez-en un autre, ou orientez la personne vers un accompagnant, qui peut "
    "le commander."
)


class NotForSale(Exception):
    """Nothing was recorded. ``str()`` is a French sentence that says what is possible instead."""

    def __init__(self, sentence: str, status: HTTPStatus = HTTPStatus.CONFLICT) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True, slots=True)
class Piece:
    """One device of an offer."""

    device: DeviceId
    kind: DeviceKind
    name: str
    code: str | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A device, or a whole set, at the public's price. The first piece bears the price."""

    code: str
    pieces: tuple[Piece, ...]
    price_cents: int


def named(row: DeviceRow) -> str:
    """« Ordinateur portable Lenovo ThinkPad T460 », as a receipt names it."""
    return " ".join(filter(None, (KIND[row.kind].capitalize(), row.maker, row.model)))


@dataclass(frozen=True)
class Shelf:
    """What stands in one place, and the grid that holds today."""

    house: House
    place: UUID

    @cached_property
    def grid(self) -> Grid | None:
        return self.house.seldom().grid_on(self.house.today())

    def offer(self, text: str) -> Offer:
        """What that code may be sold with, and its price. Raises ``NotForSale``."""
        code, first = self._scanned(text)
        devices = [self._sellable(each) for each in first.set_members or (first.id,)]
        with self.house.pool.connection() as connection:
            rows = [register.read(connection, device.id) for device in devices]
        found = sorted((row for row in rows if row), key=lambda row: MAIN.index(_kind(row)))
        grades = [row.grade for row in found if row.grade]
        price_cents = self._price(_kind(found[0]), Grade(max(grades)))
        pieces = [Piece(DeviceId(r.subject), _kind(r), named(r), r.code) for r in found]
        return Offer(code, tuple(pieces), price_cents)

    def keep_minimum(self, offers: Iterable[Offer]) -> Left:
        """What stays on the shelf for prescription, which a sale names. Raises ``NotForSale``."""
        pieces = [piece for offer in offers for piece in offer.pieces]
        taken: dict[UUID, DeviceKind] = {piece.device: piece.kind for piece in pieces}
        here: Place = self.house.ledger.subject(Place, self.place)
        left = left_there(self.house, here, taken)
        for kind, stay in left.items():
            kept = here.kept_for_prescription[kind]
            if len(stay) < kept:
                count = len(stay) + [*taken.values()].count(kind)
                raise NotForSale(
                    f"Ce lieu garde un minimum pour la prescription\u00a0: {kept} (type "
                    f"« {KIND[kind]} »), et il en reste {count} en rayon. Proposez "
                    "un autre type d’appareil, ou demandez à l’administration de changer ce "
                    "minimum."
                )
        return left

    def _scanned(self, text: str) -> tuple[str, Device]:
        try:
            code = read_code(scanned(text))
        except BadCode:
            raise NotForSale(
                f"Le code « {text.strip()[:40]} » n’existe pas\u00a0: "
                "vérifiez les neuf caractères.",
                HTTPStatus.NOT_FOUND,
            ) from None
        holder = self.house.ledger.holder("sticker", code)
        if holder is None:
            raise NotForSale(
                f"L’étiquette {written(code)} n’est sur aucun appareil\u00a0: vérifiez le code, "
                "ou associez-la d’abord.",
                HTTPStatus.NOT_FOUND,
            )
        device: Device = self.house.ledger.subject(Device, holder)
        return code, device

    def _sellable(self, device: UUID) -> Device:
        """The device, if it may be sold here now."""
        found: Device = self.house.ledger.subject(Device, device)
        if found.sent_to is not None:
            raise NotForSale("Cet appareil est en route\u00a0: confirmez d’abord son arrivée.")
        if found.place != self.place and found.stage not in {S.WITH_OWNER, S.RETIRED}:
            self._elsewhere(found)
        if found.stage != S.STOCKED:
            raise NotForSale(INSTEAD.get(S(found.stage), NOT_READY))
        if found.public_gift:
            raise NotForSale(PUBLIC_GIFT)
        if found.donor is DonorKind.UNKNOWN:
            raise NotForSale(RULES[Rule.ORIGIN_UNKNOWN])
        return found

    def _elsewhere(self, device: Device) -> NoReturn:
        """A shelf elsewhere is no secret: prescribers choose from all of them."""
        with self.house.pool.connection() as connection:
            row = places.read(connection, device.place) if device.place else None
        where = f"au lieu « {row.name} »" if row and device.stage == S.STOCKED else "ailleurs"
        raise NotForSale(
            f"Cet appareil est {where}, pas ici\u00a0: faites-le venir d’abord, ou proposez-en "
            "un autre."
        )

    def _price(self, kind: DeviceKind, grade: Grade) -> int:
        line = self.grid.line(Channel.SALE, kind, grade) if self.grid else None
        if line is None:
            raise NotForSale(
                f"La grille tarifaire n’a pas de prix public pour ce type (« {KIND[kind]} », "
                f"aspect {grade})\u00a0: demandez à l’administration d’en publier un."
            )
        return line.price_cents


def _kind(row: DeviceRow) -> DeviceKind:
    return DeviceKind(row.kind)
