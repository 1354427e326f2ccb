"""Pages of the desk, read and sent as a browser without JavaScript does."""

import html
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from httpx2 import Response
from lives import LABELLED, SHOP, received, shipped, stocked
from orders import in_stock, order_of
from people import Person

from api.house import House
from ledger import Event
from ledger.order import Order

NEW = "/commandes/nouvelle"
ASKED = {"usage": "procedures", "type": "laptop", "aspect": "B", "tranche": "2"}
_INPUT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def stocked_at(house: House, place: UUID, *, life: Sequence[Event] = LABELLED) -> UUID:
    """One more device, on the shelf of this place."""
    there = (shipped(destination=place), received(origin=SHOP, place=place), stocked(place=place))
    return in_stock(house, life=(*life, *there))


def priced(person: Person, **said: str) -> Response:
    """The page with the price of what is asked; a laptop for procedures unless said otherwise."""
    return person.get(f"{NEW}?{urlencode(ASKED | said)}")


def ordered(person: Person, page: Response, **said: Any) -> Response:
    """Send the form of that page; a redirect is not followed."""
    [form] = re.findall(r'<form class="fields" method="post".*?</form>', page.text, re.DOTALL)
    fields = {name: html.unescape(value) for name, value in _INPUT.findall(form)}
    return person.post(NEW, data=fields | said, follow_redirects=False)


def text_of(answer: Response) -> str:
    """What a person reads: no tags, one space between words."""
    bare = re.sub(r"<[^>]+>", " ", answer.text)
    said = " ".join(html.unescape(bare).replace("\u202f", " ").split())
    return said.replace(" ,", ",").replace(" .", ".")


def made(house: House, answer: Response) -> Order:
    """The order whose slip the answer leads to."""
    assert answer.status_code == 303, text_of(answer)
    found = re.fullmatch(r"/commandes/([0-9a-f-]{36})/ticket", answer.headers["location"])
    assert found
    return order_of(house, UUID(found[1]))
