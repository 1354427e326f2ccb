"""Finds the device that a bench speaks of, and records on it what was found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from uuid import UUID, uuid5

from api.data.v1.reach import Reach
from api.erasing.sent import erasures_in
from api.importing import identity_of
from api.intake import (
    ErasureReport,
    Machine,
    Unread,
    opened,
    read_erasures,
    read_one_machine,
)
from api.machine_reports import NOTHING_READ, read_of
from api.told import Door, Named
from api.wedge import scanned
from api.words import STEP
from ledger import Command, Entry, Event
from ledger import device as d
from ledger.codes import read_code, written
from ledger.correction import effective, fold, pages_of
from ledger.device import Device, Difference, Stage
from ledger.errors import AlreadyBegun, CommandReused, UnknownSubject
from ledger.values import DonorKind, LegalStatus, LotId, PlaceId
from projections import lots, register

ON_THE_BENCH = frozenset({Stage.COLLECTED, Stage.RECEIVED, Stage.IN_WORKSHOP})
TOLD_AT_MOST = 5
SOMEBODY_ELSES = "Cette machine est déjà au registre, chez une autre structure."
WHICH = (
    "Cette machine n’est pas au registre de vos lieux. Donnez le lot où l’enregistrer, "
    "ou le code de son étiquette."
)


@dataclass(frozen=True, slots=True)
class MachineFiles:
    """What a bench sends of one machine."""

    command: UUID
    files: list[tuple[str, bytes]]
    place: UUID
    code: str | None = None
    lot: UUID | None = None
    collected_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded of it, now or when it was first sent."""

    device: UUID
    code: str | None
    events: tuple[Event, ...]
    unread: tuple[Unread, ...] = ()
    replayed: bool = False

    @property
    def registered(self) -> bool:
        return any(isinstance(event, d.Collected) for event in self.events)

    @property
    def differences(self) -> tuple[Difference, ...]:
        found = (e for e in self.events if isinstance(e, d.Inventoried))
        return next((e.hardware.differences for e in found if e.hardware), ())

    def told(self) -> list[str]:
        """One line for each thing that whoever stands at the bench should know."""
        return [*self._told()]

    def _told(self) -> Iterator[str]:
        if self.replayed:
            yield "Déjà enregistré : rien n’a changé."
        for event in self.events:
            yield f"Enregistré : {STEP[event.TOPIC].lower()}."
        yield f"Étiquette : {written(self.code)}." if self.code else "Pas encore d’étiquette."
        if self.differences:
            yield "Les outils ne disent pas tout pareil : voyez la page de l’appareil."
        for each in self.unread:
            yield f"Pas lu, {each.origin} : {each.why}"


def record_machine(reach: Reach, sent: MachineFiles) -> Recorded:
    """Record what the files say, once for each command.

    Raises a ``LedgerError`` or an ``HTTPException``: nothing was recorded.
    """
    try:
        return _record(reach, sent)
    except (AlreadyBegun, CommandReused):
        # the same sending, at this very time: the other one is recorded by now
        if before := _before(reach, sent, _target(reach, sent)):
            return before
        raise


def _record(reach: Reach, sent: MachineFiles) -> Recorded:
    target = _target(reach, sent)
    if before := _before(reach, sent, target):
        return before
    now, written_down = reach.house.now(), reach.house.ledger.life(target)
    life = pages_of(written_down)
    device = fold(Device, target, life)
    if life:
        last = [each for _, each in effective(life) if isinstance(each, d.Inventoried)]
        reading = read_of(device, last[-1] if last else None, sent.files, now)
        unread = reading.unread
        carried = device.stage == Stage.COLLECTED and device.sent_to is None
        events = [_received(device.place, sent, now)] if carried else []
        events += [reading.inventoried] if reading.inventoried else []
    else:
        events, unread = _first_steps(reach, sent, now)
    after = fold(Device, target, [*life, *enumerate(events, len(life) + 1)])
    erasures = erasures_in(reach.house, after, written_down, sent.files, now)
    unread = [*(each for each in unread if not erasures.tells(each)), *erasures.unread]
    inventoried = any(isinstance(each, d.Inventoried) for each in events)
    if not inventoried and not erasures.events:
        why = " ".join(f"{each.origin} : {each.why}" for each in unread[:TOLD_AT_MOST])
        raise Named(HTTPStatus.UNPROCESSABLE_ENTITY, why or NOTHING_READ, Door.NOTHING_READ)
    entries = tuple(Entry(target, event) for event in (*events, *erasures.events))
    reach.check(entries)
    reach.house.record(Command(sent.command, reach.station.author, entries))
    recorded = tuple(entry.event for entry in entries)
    return Recorded(target, device.sticker, recorded, tuple(unread))


def _target(reach: Reach, sent: MachineFiles) -> UUID:
    """The device to record on: the one that bears the sticker, the one of that name, a new one."""
    new = uuid5(sent.command, "machine")
    if reach.house.ledger.subject_version(new):
        return new  # made by this command before
    if sent.code is not None:
        device = reach.house.ledger.holder("sticker", read_code(scanned(sent.code)))
        return reach.device(device or new).subject
    if (known := _named(reach, sent)) is not None:
        return known
    if sent.lot is None:
        if unread := _all_unread(reach, sent):
            raise _nothing_read(unread)
        raise Named(HTTPStatus.NOT_FOUND, WHICH, Door.MACHINE_UNKNOWN)
    return new


def _all_unread(reach: Reach, sent: MachineFiles) -> list[Unread]:
    """Why no file says anything, of a machine or of an erasure; empty when one does."""
    zone = reach.house.settings.timezone
    reports = (each for file in sent.files for each in read_erasures(*file, zone))
    found = read_one_machine(sent.files)
    if any(isinstance(each, Machine) for each in found):
        return []
    if any(isinstance(each, ErasureReport) for each in reports):
        return []
    return [each for each in found if isinstance(each, Unread)]


def _nothing_read(unread: Sequence[Unread]) -> Named:
    why = " ".join(f"{each.origin} : {each.why}" for each in unread[:TOLD_AT_MOST])
    return Named(HTTPStatus.UNPROCESSABLE_ENTITY, why or NOTHING_READ, Door.NOTHING_READ)


def _named(reach: Reach, sent: MachineFiles) -> UUID | None:
    """The device of the same maker, model and serial; one that is worked on before any other."""
    found = (each for each in read_one_machine(sent.files) if isinstance(each, Machine))
    machine = next(found, None)
    if machine is None or machine.identity is None or machine.facts.serial is None:
        return None
    with reach.house.pool.connection() as connection:
        rows = register.read_serial(connection, machine.facts.serial)
    alike = [row for row in rows if identity_of(row) == machine.identity]
    ours = sorted(filter(reach.sees, alike), key=lambda row: row.stage not in ON_THE_BENCH)
    if alike and not ours:
        raise Named(HTTPStatus.CONFLICT, SOMEBODY_ELSES, Door.MACHINE_OF_ANOTHER)
    return ours[0].subject if ours else None


def _before(reach: Reach, sent: MachineFiles, target: UUID) -> Recorded | None:
    """What this command recorded when it was first sent. Raises ``CommandReused``."""
    life = reach.house.ledger.life(target)
    events = tuple(page.event for page in life if page.metadata.command == sent.command)
    if not events:
        return None
    read = [each.evidence_sha256 for each in events if isinstance(each, d.Inventoried)]
    if not set(read) <= set(_hashes(sent)):
        raise CommandReused(sent.command)
    sticker = fold(Device, target, pages_of(life)).sticker
    return Recorded(target, sticker, events, replayed=True)


def _hashes(sent: MachineFiles) -> Iterator[str]:
    for name, data in sent.files:
        for member in opened(name, data):
            if not isinstance(member, Unread):
                yield sha256(member.content).hexdigest()


def _received(origin: PlaceId | None, sent: MachineFiles, now: datetime) -> d.DeviceEvent:
    return d.Received(happened_at=now, origin=origin or sent.place, place=PlaceId(sent.place))


def _first_steps(
    reach: Reach, sent: MachineFiles, now: datetime
) -> tuple[list[d.DeviceEvent], list[Unread]]:
    """A new device of the lot: collected where the lot was, carried here, inventoried."""
    found = read_one_machine(sent.files)
    unread = [each for each in found if isinstance(each, Unread)]
    machine = next((each for each in found if isinstance(each, Machine)), None)
    if machine is None or sent.lot is None:
        return [], unread
    with reach.house.pool.connection() as connection:
        lot = lots.read(connection, sent.lot)
    if lot is None:
        raise UnknownSubject("lot", sent.lot)
    collected = d.Collected(
        happened_at=min(sent.collected_at or now, now),
        kind=machine.kind,
        place=PlaceId(lot.place),
        lot=LotId(lot.subject),
        donor=DonorKind(lot.donor),
        free_public_gift=lot.public_gift,
        legal_status=LegalStatus(lot.legal_status),
    )
    inventoried = d.Inventoried(
        happened_at=now,
        facts=machine.facts,
        source=machine.source,
        evidence_sha256=machine.evidence_sha256,
        hardware=machine.hardware,
    )
    return [collected, _received(PlaceId(lot.place), sent, now), inventoried], unread
