"""The forms of an order's page, as a browser without JavaScript sends them."""

import re
from typing import Any
from uuid import UUID

from httpx2 import Response
from people import Person

_HIDDEN = re.compile(r'name="(command|seen)" value="([^"]*)"')


def page_of(person: Person, order: UUID) -> str:
    answer = person.get(f"/commandes/{order}")
    assert answer.status_code == 200, answer.status_code
    return answer.text.replace("\u00a0", " ")


def form_of(person: Person, order: UUID, step: str, **fields: Any) -> dict[str, Any]:
    """What the form of a step sends, once the page offered it."""
    text = page_of(person, order)
    action = f'action="/commandes/{order}/{step}"'
    assert action in text, f"{step} is not offered"
    part = text.split(action, 1)[1].split("</form>", 1)[0]
    return {"csrf": person.csrf, **dict(_HIDDEN.findall(part)), **fields}


def take(person: Person, order: UUID, step: str, **fields: Any) -> Response:
    """Fill in the form of a step and send it; its redirect is not followed."""
    return person.post(
        f"/commandes/{order}/{step}",
        data=form_of(person, order, step, **fields),
        follow_redirects=False,
    )


def is_done(answer: Response) -> bool:
    return answer.status_code == 303 and "?fait=" in answer.headers["location"]
