"""What a station may read and record: what is at the places of its organisation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response

from api.access import RecordingStationDep, Station, StationDep
from api.data.v1.entries import ADMINISTRATORS
from api.house import House, HouseDep
from api.ordering import MOVED_WITH_ORDERS, tied
from api.told import Door, Named
from ledger import Entry, Event
from ledger import device as d
from ledger.correction import Correction, effective, fold, pages_of
from ledger.device import Device, Stage
from ledger.errors import InTheFuture, UnknownSubject
from ledger.event import UNBORN
from ledger.lot import Lot
from ledger.store import CLOCK_TOLERANCE
from projections import places, register
from projections.register import DeviceRow

NOT_FOR_STATIONS = (
    "Un poste n’enregistre ni lieu ni structure : un administrateur le fait sur ses pages."
)
OTHER_CRITERIA = "Le label se donne selon les critères en vigueur\u00a0: «\u00a0{}\u00a0»."
NOT_YOUR_PLACE = (
    "Ce lieu n’est pas de votre structure : un poste enregistre ce qui se passe chez elle."
)


@dataclass(frozen=True)
class Reach:
    """A station, and every place its organisation runs. Built once a request.

    What belongs to another organisation is answered as what does not exist.
    """

    house: House
    station: Station
    places: frozenset[UUID]

    def own_places(self, place: UUID | None) -> list[UUID]:
        """Return this place, or all of them. Raises 403 for a place that is not theirs."""
        if place is None:
            return sorted(self.places)
        self._own(place)
        return [place]

    def sees(self, row: DeviceRow) -> bool:
        """Whether the device stands at one of their places, or is sent there."""
        return not self.places.isdisjoint({row.place, row.sent_to})

    def past(self, moment: datetime | None) -> None:
        """Raise ``InTheFuture`` for a time that is still to come: no file tells what will be."""
        now = self.house.now()
        if moment is not None and moment > now + CLOCK_TOLERANCE:
            raise InTheFuture(moment, now)

    def device(self, device: UUID) -> DeviceRow:
        """The row of a device they may read. Raises ``UnknownSubject``."""
        with self.house.pool.connection() as connection:
            row = register.read(connection, device)
        if row is None or not self.sees(row):
            raise UnknownSubject(Device.KIND, device)
        return row

    def check(self, entries: Iterable[Entry]) -> None:
        """Raise unless the station may assert each of these events, lawful or not.

        A device that an earlier event of the same command brought here is here.
        """
        here: set[UUID] = set()
        for entry in entries:
            if entry.event.OF in ADMINISTRATORS:
                raise Named(HTTPStatus.FORBIDDEN, NOT_FOR_STATIONS, Door.NOT_FOR_STATIONS)
            if entry.subject not in here:
                self._check_subject(entry)
            self._check_event(entry)
            self._check_promise(entry)
            here.add(entry.subject)

    def lot(self, lot: UUID) -> None:
        """Raise ``UnknownSubject`` unless the lot was collected at one of their places."""
        if self._home(Lot, lot) not in self.places:
            raise UnknownSubject(Lot.KIND, lot)

    def _check_subject(self, entry: Entry) -> None:
        if UNBORN in entry.event.moves:
            return
        if entry.event.OF is Device:
            device = self.house.ledger.subject(Device, entry.subject)
            ours = not self.places.isdisjoint({device.place, device.sent_to})
            if not ours and not _brought_by_hand(entry.event, device):
                raise UnknownSubject(Device.KIND, entry.subject)
        elif self._home(entry.event.OF, entry.subject) not in self.places:
            raise UnknownSubject(entry.event.OF.KIND, entry.subject)

    def _check_event(self, entry: Entry) -> None:
        """Refuse what happens elsewhere. A correction may leave the place that stood there."""
        told: Event | None = entry.event
        stood: Event | None = None
        if isinstance(entry.event, Correction):
            stood = self._page(entry.subject, entry.event.version)
            told = entry.event.replaced_by()
        place = getattr(told, "place", None)
        if place is not None and place != getattr(stood, "place", None):
            self._own(place)
        if isinstance(told, d.Labelled):
            in_force = self.house.settings.label_criteria
            if told.criteria not in {in_force, getattr(stood, "criteria", None)}:
                why = OTHER_CRITERIA.format(in_force)
                raise Named(HTTPStatus.CONFLICT, why, Door.OTHER_CRITERIA)
        lot = getattr(told, "lot", None)
        if lot is not None and lot != getattr(stood, "lot", None):
            self.lot(lot)

    def _check_promise(self, entry: Entry) -> None:
        """Refuse to move alone a device that an order moves: people do it on its page."""
        event = entry.event
        told = event.replaced_by() if isinstance(event, Correction) else event
        stood = self._page(entry.subject, event.version) if isinstance(event, Correction) else None
        for each in (told, stood):
            if isinstance(each, MOVED_WITH_ORDERS):
                pages = pages_of(self.house.ledger.life(entry.subject))
                if isinstance(event, Correction):
                    pages = [page for page in pages if page[0] < event.version or page[1].corrects]
                held = fold(Device, entry.subject, pages).reservation
                why = tied(self.house, type(each), held, getattr(each, "reservation", None))
                if why is not None:
                    raise why

    def _own(self, place: UUID) -> None:
        if place not in self.places:
            raise Named(HTTPStatus.FORBIDDEN, NOT_YOUR_PLACE, Door.NOT_YOUR_PLACE)

    def _page(self, subject: UUID, version: int) -> Event | None:
        life = self.house.ledger.life(subject)
        return next((record.event for record in life if record.version == version), None)

    def _home(self, kind: type[Any], subject: UUID) -> UUID | None:
        """The place where a lot was collected, where a workshop is held."""
        life = self.house.ledger.life(subject)
        if not life or life[0].event.OF is not kind:
            raise UnknownSubject(kind.KIND, subject)
        pages = pages_of(life)
        named = (getattr(event, "place", None) for _, event in (*effective(pages), *pages))
        return next((place for place in named if place is not None), None)


def _brought_by_hand(event: Event, device: Device) -> bool:
    """Whether somebody may stand at the door with it: its owner, or who collected it."""
    if isinstance(event, (d.ReturnedForRepair, d.TakenBack)):
        return device.stage == Stage.WITH_OWNER
    carried = device.stage == Stage.COLLECTED and device.sent_to is None
    return isinstance(event, d.Received) and carried


def _reach(house: HouseDep, station: StationDep, response: Response) -> Reach:
    response.headers["Cache-Control"] = "no-store"
    with house.pool.connection() as connection:
        rows = places.read_organisation(connection, station.organisation)
    return Reach(house, station, frozenset({station.place, *(row.subject for row in rows)}))


ReachDep = Annotated[Reach, Depends(_reach)]


def _recording_reach(reach: ReachDep, _station: RecordingStationDep) -> Reach:
    return reach


RecordingReachDep = Annotated[Reach, Depends(_recording_reach)]
