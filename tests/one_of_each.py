"""A filière with one of each thing that an address names, and who works in it and beside it."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import lives as make
import psycopg
from counters import on_the_shelf, sell
from lives import COUNTER, DESK, LOT, SHOP, SOMEBODY, joined, opened, scheduled
from orders import GRID, TOMORROW, in_stock, ordered, ready
from people import PASSWORD
from published import DRAWN
from valleys import decided, met, need, planned

from api.access import Grant, Role, create_account, create_token, invite
from api.access.invitations import list_invitations
from api.access.tokens import list_tokens
from api.erasing.certificate import device_certificate, lot_certificate
from api.house import House
from ledger.codes import new_code
from ledger.device import ErasureCertified, Shipped
from ledger.lot import LotErasureCertified
from ledger.need import NeedNoted, Obstacle
from ledger.statistics import STATISTICS
from ledger.values import OrganisationId, PlaceId, Use
from projections import lots

STRANGERS = OrganisationId(UUID(int=110))
ELSEWHERE = PlaceId(UUID(int=210))
"""A place of another structure, which does all that a place may do."""

Who = tuple[Role, PlaceId | None]
HERE: tuple[Who, ...] = (
    (Role.OPERATOR, SHOP),
    (Role.PRESCRIBER, DESK),
    (Role.COUNTER, COUNTER),
    (Role.COORDINATOR, None),
    (Role.FUNDER, None),
    (Role.ADMINISTRATOR, None),
)
THERE: tuple[Who, ...] = tuple((role, ELSEWHERE) for role, place in HERE if place)

ASKS = {
    "/appareils/{device}/etapes/device.corrected.v1": "version=3",
    "/commandes/nouvelle": "usage=procedures&type=laptop",
    "/commandes/retrouver": "ticket={slip}",
    "/coordination/transfert": "de={place}&vers={stop}&usage=procedures&type=laptop&nombre=1",
    "/fonds/deliberation": "exercice={year}",
    "/fonds/deliberation.csv": "exercice={year}",
    "/fonds/journal.csv": "exercice={year}",
    "/invitations": "atelier={workshop}",
    "/invitations/tickets": "atelier={workshop}&appareil={device}",
    "/panne": "code={sold}",
    "/recherche": "q={code}",
    "/tableau-de-bord/rapport.pdf": "exercice={year}",
}
"""What an address asks, where it asks something."""

LOG = b"nwipe: all zeros"


class OneOfEach:
    """All of it belongs to the structure of ``lives``, but the place of strangers."""

    def __init__(self, house: House, connection: psycopg.Connection[Any]) -> None:
        ready(house)
        desk = opened(name="Mairie d’Aspres", organisation=STRANGERS, takes_money=True)
        house.record_events(SOMEBODY, (STRANGERS, joined(name="Ailleurs")), (ELSEWHERE, desk))
        digest, workshop, self.need = sha256(LOG).hexdigest(), uuid4(), uuid4()
        (house.settings.var / "evidence").mkdir()
        (house.settings.var / "evidence" / digest).write_bytes(LOG)
        erasure = make.erased().erasure
        assert erasure is not None
        proven = erasure.model_copy(update={"evidence_sha256": digest})
        life = (
            *make.ON_THE_BENCH, make.erased(erasure=proven), make.locks_checked(), make.tested(),
            make.reconditioned(), make.labelled(), make.stocked(),
        )  # fmt: skip
        in_stock(house)
        self.order = ordered(house)
        self.code = new_code()
        device = in_stock(house, make.bound(self.code), life=life)
        self.sold = on_the_shelf(house)
        self.sale = sell(house, self.sold)
        need(house)
        noted = NeedNoted(
            happened_at=house.now(),
            place=DESK,
            use=Use.PROCEDURES,
            obstacle=Obstacle.NOTHING_IN_STOCK,
        )
        house.record_events(
            SOMEBODY, (self.need, noted), (workshop, scheduled(starts_at=house.now() + TOMORROW))
        )
        self.meeting = met(house, 5)
        closed, *drawn = DRAWN
        this_year = date(house.today().year, 1, 5)
        days = {"begins_on": this_year, "ends_on": this_year + timedelta(days=176)}
        told = [closed.model_copy(update=days), *drawn]
        house.record_events(SOMEBODY, *((STATISTICS, event) for event in told))
        with house.pool.connection() as opened_here:
            row = lots.read(opened_here, LOT)
        assert row
        of_lot, pages, _ = lot_certificate(house, row, [device], uuid4())
        given = LotErasureCertified(happened_at=house.now(), certificate=of_lot, devices=pages)
        version = house.ledger.subject_version(device)
        of_device = device_certificate(house, device, version, SHOP, uuid4())
        alone = ErasureCertified(happened_at=house.now(), certificate=of_device)
        house.record_events(SOMEBODY, (LOT, given), (device, alone))
        self.certificates = {"/lots": of_lot.code, "/appareils": of_device.code}
        grants = [Grant(Role.OPERATOR, SHOP)]
        account = create_account(connection, "noe", "Noé", PASSWORD, grants)
        secret = invite(connection, "Lise", grants, house.settings)
        create_token(connection, "Banc 1", SHOP, make.ASSOCIATION)
        self.ids = {
            "account": account, "secret": secret, "lot": LOT, "device": device, "place": SHOP,
            "invitation": list_invitations(connection)[0].id, "grid": GRID, "need": self.need,
            "token": list_tokens(connection)[0].id, "topic": Shipped.TOPIC, "sha256": digest,
            "workshop": workshop, "sale": self.sale, "use": "procedures", "slug": "portable-leger",
            "order": self.order.id, "step": "preparer", "meeting": self.meeting, "kind": "pdf",
            "action": decided(house, self.meeting, "Porter deux portables", 3), "stop": DESK,
            "year": house.today().year, "version": 2, "gesture": "reparer",
            "factors": "hautes-alpes-2026-1", "text": self.code, "code": self.code,
            "period": 1, "tour": planned(house), "slip": self.order.slip, "sold": self.sold,
            "schema_name": "chiffres-1", "file_name": "chiffres.csv",
        }  # fmt: skip
        self.batch = uuid4()
        printed = make.batch_printed(new_code(), new_code())
        house.record_events(SOMEBODY, (self.batch, printed))
        self.ids["batch"] = self.batch
        self.secrets = {
            "order": str(self.order.id), "sale": str(self.sale),
            "lot": str(LOT), "serial": "PF0SECRET", "need": str(self.need), "log": LOG.decode(),
            "tour": str(self.ids["tour"]),
        }  # fmt: skip
        """What nobody of another structure reads, by what it is."""

    def address(self, path: str) -> str:
        """The path of a route with the ids of what is here."""
        known = self.ids | ({"slug": "commander"} if "modes" in path else {})
        start = path[: path.find("/", 1)]
        known["certificate"] = self.certificates.get(start, self.certificates["/lots"])
        path += f"?{ASKS[path]}" if path in ASKS else ""
        return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: str(known[found[1]]), path)


def routes_of(found: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Method and path of every route; routers that were included keep theirs to themselves."""
    for route in found:
        if included := getattr(route, "original_router", None):
            yield from routes_of(included.routes, prefix + route.include_context.prefix)
        else:
            methods = getattr(route, "methods", None) or {"GET"}
            yield from ((method, prefix + route.path) for method in sorted(methods - {"HEAD"}))
