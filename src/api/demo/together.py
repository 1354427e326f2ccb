"""How the actors of the demonstration work together: rounds, meetings, stock that is kept."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from api.demo.life import Happening
from api.demo.places import BRIANCON, COUNTERS, DESKS, GAP, LARAGNE, Place, named
from ledger import Event
from ledger.delivery_round import RoundPlanned
from ledger.meeting import ActionDecided, ActionSettled, MeetingScheduled, Outcome
from ledger.place import MinimumStockSet
from ledger.values import DeviceKind, OrganisationId

PARIS = ZoneInfo("Europe/Paris")
MEETING_EVERY = timedelta(days=28)
WEEK = timedelta(days=7)
DECISIONS = (
    ("Porter dix portables de Gap à Laragne", "Les Ordis du Mélézin"),
    ("Chercher un donateur dans le Buëch", "La Remise du Buëch"),
    ("Ouvrir un atelier « Premiers pas » à Rosans", "Réseau France Services du territoire"),
    ("Relire la grille tarifaire avec les prescripteurs", "Les Ordis du Mélézin"),
    ("Former deux bénévoles à l’effacement des disques", "La Recyclerie des Écrins"),
    ("Remplir la tournée du nord au retour aussi", "La Recyclerie des Écrins"),
)


def _desk(town: str) -> Place:
    return next(desk for desk in DESKS if town in desk.name)


def foundations(since: datetime, until: datetime) -> Iterator[tuple[UUID, Event]]:
    """Two delivery rounds, one of them today."""
    first_on, today = since.astimezone(PARIS).date(), until.astimezone(PARIS).date()
    first_on += (today - first_on) % WEEK
    for name, organisation, stops in (
        (
            "Tournée du Buëch",
            "Les Ordis du Mélézin",
            (GAP, _desk("Veynes"), _desk("Aspres"), COUNTERS[3], _desk("Rosans"), LARAGNE),
        ),
        (
            "Tournée de la Durance",
            "La Recyclerie des Écrins",
            (GAP, _desk("La Bâtie-Neuve"), _desk("Chorges"), COUNTERS[1], _desk("Guillestre"),
             COUNTERS[2], BRIANCON),
        ),
    ):  # fmt: skip
        yield (
            named(name),
            RoundPlanned(
                happened_at=since,
                name=name,
                organisation=OrganisationId(named(organisation)),
                stops=tuple(stop.id for stop in stops),
                first_on=first_on,
                every_days=WEEK.days,
            ),
        )
        first_on += timedelta(days=1)


def kept(until: datetime) -> Iterator[Happening]:
    """What the counters keep for prescribers from now on."""
    for counter in COUNTERS:
        told = MinimumStockSet(happened_at=until, kind=DeviceKind.LAPTOP, count=2)
        yield until, GAP.id, counter.id, told


def meetings(since: datetime, until: datetime) -> Iterator[Happening]:
    """A meeting every four weeks, the next two to come; each decides something."""
    first = since.astimezone(PARIS) + MEETING_EVERY
    moment, rank = first.replace(hour=14, minute=0, second=0, microsecond=0), 0
    while moment < until + 2 * MEETING_EVERY:
        meeting = named(f"meeting {rank}")
        told = min(moment - timedelta(days=20), until - timedelta(days=1))
        told = max(told, since)
        scheduled = MeetingScheduled(
            happened_at=told, starts_at=moment, duration_min=90, place=GAP.id
        )
        yield told, GAP.id, meeting, scheduled
        if moment < until:
            yield from _decided(meeting, moment, rank, until)
        moment, rank = moment + MEETING_EVERY, rank + 1


def _decided(meeting: UUID, moment: datetime, rank: int, until: datetime) -> Iterator[Happening]:
    what, who = DECISIONS[rank % len(DECISIONS)]
    action = named(f"action {rank}")
    decided_at = moment + timedelta(hours=1)
    decided = ActionDecided(
        happened_at=decided_at,
        action=action,
        what=what,
        organisation=OrganisationId(named(who)),
        due_on=(moment + timedelta(days=24)).date(),
    )
    yield decided_at, GAP.id, meeting, decided
    done_at = moment + timedelta(days=21)
    if done_at < until and rank % 5:  # one in five drags on
        outcome = Outcome.DROPPED if rank % 4 == 0 else Outcome.DONE
        settled = ActionSettled(happened_at=done_at, action=action, outcome=outcome)
        yield done_at, GAP.id, meeting, settled
