"""Forms of the pages of lots as people send them, and who sends them."""

import html
import re
from uuid import UUID, uuid4

from httpx2 import Response
from lives import (
    POINT,
    SHOP,
    command,
    joined,
    opened,
)
from people import Person, SignIn

from api.access import Grant, Role
from api.house import House
from ledger.values import OrganisationId, PlaceId
from projections import register

OPENING = {"donor": "company", "legal_status": "product", "place": str(POINT), "day": ""}
TABLE = "Type matériel;Constructeur;Model;N° Serie;RAM\n"


def text_of(response: Response) -> str:
    """What a person reads: no tags, one space."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def hidden(response: Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.text)
    assert found, name
    return html.unescape(found[1])


def rows_of(house: House, lot: UUID) -> list[register.DeviceRow]:
    with house.pool.connection() as connection:
        return register.read_lot(connection, lot)


def count_form(*rows: tuple[str, str, str], **more: str) -> dict[str, str]:
    fields = {"command": str(uuid4()), "day": ""}
    for rank, (kind, count, mass) in enumerate(rows):
        fields |= {f"kind.{rank}": kind, f"count.{rank}": count, f"mass_g.{rank}": mass}
    return fields | more


def send_file(person: Person, lot: UUID, data: str | bytes, **more: str) -> Response:
    raw = data.encode() if isinstance(data, str) else data
    fields = {"csrf": person.csrf, "command": str(uuid4()), "place": str(SHOP), "day": ""} | more
    return person.post(f"/lots/{lot}/import", data=fields, files={"file": ("lot.csv", raw)})


def shop_operator(sign_in: SignIn) -> Person:
    """Works at the collection point and at the shop of one structure, now at the shop."""
    person = sign_in(grants=(Grant(Role.OPERATOR, POINT), Grant(Role.OPERATOR, SHOP)))
    person.submit("/lieu", place=str(SHOP), suite="/travail")
    return person


def another_structure(house: House) -> PlaceId:
    """The shop of another structure."""
    other, place = OrganisationId(uuid4()), PlaceId(uuid4())
    house.record(
        command(
            (other, joined(name="Une autre structure")),
            (place, opened(name="Atelier de Veynes", organisation=other)),
        )
    )
    return place
