"""Professionals who are not looking are told that an order moved; nobody learns anything else."""

import email
import email.policy
import socket
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from aiosmtpd.controller import Controller
from lives import DESK, SHOP
from orders import act, arrived, asked, in_stock, order_of, ordered, ready
from people import PASSWORD, Person, SignIn
from pydantic import SecretStr

from api import ordering
from api.access import Grant, Role, create_account, set_address
from api.house import House
from api.notices import reference, tell
from ledger.order import CancelReason


class Mailbox:
    """What a mail server received."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refused: set[str] = set()

    async def handle_RCPT(  # noqa: N802 (the library's names)
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.refused:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        self.messages.append(parsed)
        return "250 OK"

    @property
    def told(self) -> list[tuple[str, str]]:
        return [(str(each["To"]), str(each["Subject"])) for each in self.messages]


@pytest.fixture
def mailbox(server_port: int) -> Iterator[Mailbox]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=server_port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def server_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def mailing(house: House, server_port: int) -> House:
    """The house with a mail server; what happened before it was configured is not told."""
    url = SecretStr(f"smtp://127.0.0.1:{server_port}")
    settings = house.settings.model_copy(update={"smtp_url": url})
    return replace(house, settings=settings)


def somebody(house: House, role: Role, place: UUID, address: str) -> UUID:
    with house.pool.connection() as connection:
        login = f"{role}-{uuid4().hex[:6]}"
        account = create_account(connection, login, "Sacha", PASSWORD, [Grant(role, place)])
        set_address(connection, account, address)
    return account


def test_both_sides_are_told_where_an_order_stands(mailing: House, mailbox: Mailbox) -> None:
    ready(mailing)
    in_stock(mailing)
    somebody(mailing, Role.PRESCRIBER, DESK, "conseil@exemple.fr")
    somebody(mailing, Role.OPERATOR, SHOP, "atelier@exemple.fr")
    somebody(mailing, Role.COUNTER, DESK, "caisse@exemple.fr")
    assert tell(mailing) == 0
    order = ordered(mailing)
    assert tell(mailing) == 2
    name = f"Commande {reference(order.id)}"
    assert mailbox.told == [
        ("conseil@exemple.fr", f"{name} : réservée"),
        ("atelier@exemple.fr", f"{name} : réservée"),
    ]
    assert tell(mailing) == 0, "told once"
    ordering.cancel(act(mailing), order_of(mailing, order.id), CancelReason.PERSON_GAVE_UP)
    assert tell(mailing) == 2


def test_an_e_mail_says_nothing_that_an_open_mailbox_would_betray(
    mailing: House, mailbox: Mailbox
) -> None:
    ready(mailing)
    in_stock(mailing)
    somebody(mailing, Role.PRESCRIBER, DESK, "conseil@exemple.fr")
    tell(mailing)
    order = arrived(mailing)
    tell(mailing)
    text = str(mailbox.messages[-1].get_content())
    assert f"/commandes/{order.id}" in text
    for secret in (order.slip, "€", "portable", "tranche", "démarches"):
        assert secret not in text


def test_nobody_is_told_of_what_they_did_themselves(mailing: House, mailbox: Mailbox) -> None:
    ready(mailing)
    in_stock(mailing)
    author = somebody(mailing, Role.PRESCRIBER, DESK, "conseil@exemple.fr")
    tell(mailing)
    mine = replace(act(mailing).author, id=author)
    ordering.submit(replace(act(mailing), author=mine), asked())
    assert tell(mailing) == 0
    assert mailbox.told == []


def test_a_refused_address_does_not_keep_others_from_being_told(
    mailing: House, mailbox: Mailbox
) -> None:
    ready(mailing)
    in_stock(mailing)
    somebody(mailing, Role.PRESCRIBER, DESK, "a@exemple.fr")
    somebody(mailing, Role.PRESCRIBER, DESK, "b@exemple.fr")
    mailbox.refused.add("a@exemple.fr")
    tell(mailing)
    ordered(mailing)
    tell(mailing)
    assert [to for to, _ in mailbox.told] == ["b@exemple.fr"]


def test_while_the_mail_server_is_down_nothing_is_lost(mailing: House, server_port: int) -> None:
    ready(mailing)
    in_stock(mailing)
    somebody(mailing, Role.PRESCRIBER, DESK, "conseil@exemple.fr")
    tell(mailing)
    ordered(mailing)
    with pytest.raises(OSError, match="refused"):
        tell(mailing)
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=server_port)
    controller.start()
    try:
        assert tell(mailing) == 1
    finally:
        controller.stop()
    assert len(box.told) == 1


def test_an_address_is_given_on_ones_own_page_and_forgotten_there(
    sign_in: SignIn, connection: psycopg.Connection[Any]
) -> None:
    person: Person = sign_in(Role.PRESCRIBER, DESK)
    person.submit("/compte/adresse", email=" conseil@exemple.fr ")
    assert 'value="conseil@exemple.fr"' in person.get("/compte").text
    answer = person.submit("/compte/adresse", email="pas une adresse")
    assert answer.status_code == 422
    assert "Écrivez une adresse comme" in answer.text
    person.submit("/compte/adresse", email="")
    row = connection.execute("SELECT count(*) FROM access.address").fetchone()
    assert row == (0,)


def test_news_of_orders_stand_on_the_home_page(sign_in: SignIn, house: House) -> None:
    ready(house)
    in_stock(house)
    ordered(house)
    assert (
        "Ce qui a bougé dans les commandes" in sign_in(Role.PRESCRIBER, DESK).get("/travail").text
    )
