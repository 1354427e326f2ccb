"""Records the machines of an inventory file as devices of a lot, and says what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid5

from api.house import House
from api.imported import Differing, Refusal, Summary
from api.intake import Machine, Unread, read_inventory, read_one_machine
from api.refusals import sentence
from ledger import Author, Command, Entry, LedgerError
from ledger.device import Collected, Inventoried, Received
from ledger.errors import AlreadyBegun, CommandReused, Forbidden, NotAllowed, Rule, UnknownSubject
from ledger.lot import LotOpened
from ledger.place import OPEN, Place
from ledger.values import DonorKind, LegalStatus, LotId, PlaceId
from projections import lots, places, register
from projections.lots import LotRow
from projections.register import DeviceRow

MACHINES_PER_COMMAND = 50
"""Recorded together: one refused machine makes its fifty be sent again one by one."""


def import_inventory(  # noqa: PLR0913, PLR0917 (what an import is made of, each by its name)
    house: House,
    author: Author,
    lot: UUID | LotOpened,
    place: UUID,
    name: str,
    data: bytes,
    *,
    collected_at: datetime | None = None,
    one_machine: bool = False,
) -> Summary:
    """Record every machine of a file as collected, received at ``place`` and inventoried.

    The ids of devices and commands follow from the lot, the bytes of the file and the rank in
    it: the same file sent again, whole or after a failure half-way, records only what is not
    there yet. Two machines without a serial number have different ranks: they stay two. One
    whose maker, model and serial are in the register already is refused.

    Args:
        house: the running service.
        author: who imports. Devices of other organisations are not named to them; who works
            for no organisation looks after the whole register.
        lot: the lot the machines belong to; or the event that opens it, when it is the lot of
            this very file (sent again, it is the same lot).
        place: where the machines stand and were inventoried.
        name: what the file is called; only shown.
        data: the bytes of the file, as ``api.intake.read_inventory`` takes them.
        collected_at: when the donor gave them; now by default.
        one_machine: whether all that is in the file is about one machine (decision 0035).

    Raises:
        LedgerError: the lot or the place is unknown or closed; nothing was recorded.

    """
    file = sha256(data).hexdigest()
    entries = read_one_machine([(name, data)]) if one_machine else list(read_inventory(name, data))
    if house.ledger.subject(Place, place).stage != OPEN:
        raise Forbidden(place, Rule.PLACE_CLOSED, str(place))
    opening = None
    if isinstance(lot, LotOpened):
        opening, lot = lot, uuid5(lot.place, f"lot of {file}")
    with house.pool.connection() as connection:
        row = lots.read(connection, lot)
    to_open = opening if row is None else None
    if to_open:
        row = lots.opened_by(lot, to_open)
    if row is None:
        raise UnknownSubject("lot", lot)
    if not row.open:
        raise NotAllowed(lot, Collected.TOPIC, "closed")
    run = _Import(house, author, row, PlaceId(place), file, collected_at or house.now())
    for rank, entry in enumerate(entries):
        run.judge(rank, entry)
    if to_open and run.arrivals:
        house.record_events(author, (lot, to_open))
    run.record()
    summary = run.summary(len(entries))
    return replace(summary, lot=None) if to_open and not run.arrivals else summary


@dataclass(frozen=True, slots=True)
class _Arrival:
    rank: int
    device: UUID
    machine: Machine
    entries: tuple[Entry, ...]


@dataclass(slots=True)
class _Import:
    """One run over one file; what became of each part of it, by its rank."""

    house: House
    author: Author
    lot: LotRow
    place: PlaceId
    file: str
    collected_at: datetime
    arrivals: list[_Arrival] = field(default_factory=list)
    recorded: dict[int, UUID] = field(default_factory=dict)
    already: dict[int, UUID] = field(default_factory=dict)
    refused: dict[int, Refusal] = field(default_factory=dict)
    identities: dict[tuple[str, str, str], Machine] = field(default_factory=dict)
    not_understood: list[tuple[str, str]] = field(default_factory=list)
    differing: list[Differing] = field(default_factory=list)

    def judge(self, rank: int, entry: Machine | Unread) -> None:
        """Decide what an entry is: a refusal, a device there already, or one to record."""
        if isinstance(entry, Unread):
            self.refused[rank] = Refusal(entry.origin, entry.why)
            return
        device = uuid5(self.lot.subject, f"{self.file}/{rank}")
        if self.house.ledger.subject_version(device):
            self.already[rank] = device
        elif refusal := self._known(entry):
            self.refused[rank] = refusal
        else:
            self.arrivals.append(_Arrival(rank, device, entry, self._entries(rank, device, entry)))
        if entry.identity:
            self.identities.setdefault(entry.identity, entry)

    def _known(self, machine: Machine) -> Refusal | None:
        if machine.identity is None or machine.facts.serial is None:
            return None
        if first := self.identities.get(machine.identity):
            why = f"La même machine est déjà dans ce fichier : {first.origin}."
            return Refusal(machine.origin, why)
        with self.house.pool.connection() as connection:
            found = register.read_serial(connection, machine.facts.serial)
            for row in found:
                if machine.identity == identity_of(row):
                    there = places.read(connection, row.place)
                    organisations = {None, there and there.organisation}
                    ours = self.author.organisation in organisations
                    return _already_ours(machine, row) if ours else _somebody_elses(machine)
        return None

    def _entries(self, rank: int, device: UUID, machine: Machine) -> tuple[Entry, ...]:
        now = self.house.now()
        collected = Collected(
            # a microsecond apart: the devices of a lot are shown in the order of the file
            happened_at=min(self.collected_at + timedelta(microseconds=rank), now),
            kind=machine.kind,
            place=PlaceId(self.lot.place),
            lot=LotId(self.lot.subject),
            donor=DonorKind(self.lot.donor),
            free_public_gift=self.lot.public_gift,
            legal_status=LegalStatus(self.lot.legal_status),
        )
        received = Received(happened_at=now, origin=PlaceId(self.lot.place), place=self.place)
        inventoried = Inventoried(
            happened_at=now,
            facts=machine.facts,
            source=machine.source,
            mass_g=machine.mass_g,
            evidence_sha256=machine.evidence_sha256,
            hardware=machine.hardware,
        )
        return tuple(Entry(device, event) for event in (collected, received, inventoried))

    def record(self) -> None:
        """Record what is new, many in one command; one by one where a command is refused."""
        for start in range(0, len(self.arrivals), MACHINES_PER_COMMAND):
            together = self.arrivals[start : start + MACHINES_PER_COMMAND]
            try:
                self._send(together)
            except LedgerError:
                for arrival in together:
                    self._record_alone(arrival)

    def _record_alone(self, arrival: _Arrival) -> None:
        try:
            self._send([arrival])
        except (AlreadyBegun, CommandReused):  # somebody sends the same file at this very time
            self.already[arrival.rank] = arrival.device
        except LedgerError as refusal:
            self.refused[arrival.rank] = Refusal(arrival.machine.origin, sentence(refusal))

    def _send(self, arrivals: Sequence[_Arrival]) -> None:
        command = uuid5(self.lot.subject, " ".join(str(arrival.device) for arrival in arrivals))
        entries = tuple(entry for arrival in arrivals for entry in arrival.entries)
        self.house.record(Command(command, self.author, entries))
        for arrival in arrivals:
            self.recorded[arrival.rank] = arrival.device
            self.not_understood.extend(
                (arrival.machine.origin, what) for what in arrival.machine.not_understood
            )
            hardware = arrival.machine.hardware
            if hardware and hardware.differences:
                said = Differing(arrival.machine.origin, arrival.device, hardware.differences)
                self.differing.append(said)

    def summary(self, read: int) -> Summary:
        standing = self.recorded | self.already
        return Summary(
            lot=self.lot.subject,
            read=read,
            recorded=len(self.recorded),
            already=len(self.already),
            refused=[self.refused[rank] for rank in sorted(self.refused)],
            devices=[standing[rank] for rank in sorted(standing)],
            not_understood=self.not_understood,
            differing=self.differing,
        )


def identity_of(row: DeviceRow) -> tuple[str, str, str] | None:
    """Maker, model and serial of a device of the register, to compare with ``Machine.identity``."""
    if row.serial is None or row.model is None:
        return None
    return (row.maker or "").casefold(), row.model.casefold(), row.serial.casefold()


def _already_ours(machine: Machine, row: DeviceRow) -> Refusal:
    name = " ".join(filter(None, (row.maker, row.model)))
    why = f"Déjà au registre : {name}, même numéro de série. Si c’est un retour, reprenez-le."
    return Refusal(machine.origin, why, row.subject)


def _somebody_elses(machine: Machine) -> Refusal:
    why = "Cette machine est déjà au registre, chez une autre structure."
    return Refusal(machine.origin, why)
