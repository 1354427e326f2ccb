"""What somebody answers for in the demonstration: a doubt that is accepted, a certificate given."""

from datetime import datetime, timedelta
from uuid import UUID

from api.demo.places import GAP, named
from api.erasing.certificate import lot_certificate
from api.house import House
from ledger import ActorKind, Author, Command, Entry
from ledger.device import Decision, ErasureDecided, Ground, StorageErased
from ledger.lot import LotErasureCertified
from projections import lots, register

LOT = named("floor doubtful")
DECIDED = named("floor doubtful 1")
"""The other one whose erasure leaves a doubt waits for whoever looks at the demonstration."""


def answer(house: House, person: UUID, until: datetime) -> None:
    """No program decides on a doubt, nor gives a certificate: one of the accounts does."""
    who = Author(ActorKind.PERSON, person, named(GAP.organisation), GAP.id)
    life = [record.event for record in house.ledger.life(DECIDED)]
    [erased] = [event for event in life if isinstance(event, StorageErased)]
    decided = ErasureDecided(
        happened_at=erased.happened_at + timedelta(hours=1),
        storage=erased.storage,
        decision=Decision.ACCEPTED,
        ground=Ground.READ_AGAIN,
    )
    house.record(Command(named("command of a doubt"), who, (Entry(DECIDED, decided),)))
    with house.pool.connection() as connection:
        lot = lots.read(connection, LOT)
        devices = [row.subject for row in register.read_lot(connection, LOT)]
    if lot is None:
        raise AssertionError("the lot of the doubts is loaded before")
    command = named("command of a certificate")
    certificate, pages, _ = lot_certificate(house, lot, devices, command)
    given = LotErasureCertified(happened_at=until, certificate=certificate, devices=pages)
    house.record(Command(command, who, (Entry(LOT, given),)))
