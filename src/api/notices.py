"""Tells professionals who are not looking that an order moved: by e-mail, without any detail.

It follows the ledger by position, as views do. An e-mail says which order, where it stands and
where to read more: nothing about a person, and nothing that an open mailbox would betray.
"""

import logging
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

from psycopg import Connection

from api.access.addresses import Recipient, recipients
from api.access.roles import Role
from api.house import House
from api.settings import Settings
from api.words import ORDER_STAGE
from ledger import Recorded, log
from ledger import order as o
from projections import orders
from projections.orders import OrderRow

BATCH = 500
PATIENCE_SECONDS = 20

SERVING = frozenset({Role.OPERATOR, Role.COUNTER})
ORDERING = frozenset({Role.PRESCRIBER})

TOLD = (
    o.DevicesReserved, o.Waitlisted, o.Released, o.Prepared, o.Sent, o.Arrived,
    o.ExpiryAnnounced, o.Expired, o.Cancelled, o.Unmet,
)  # fmt: skip
"""Steps that somebody who is not looking wants to know of."""

logger = logging.getLogger("meleze")


@dataclass(frozen=True, slots=True)
class Notice:
    """One e-mail."""

    to: str
    subject: str
    text: str


def tell(house: House) -> int:
    """Send what was recorded since the last time; return how many e-mails went out.

    Without a mail server nothing is sent and nothing is noted. A server that does not answer is
    tried again next time: recording never waits for it. Raises ``OSError``.
    """
    settings = house.settings
    if settings.smtp_url is None:
        return 0
    with house.pool.connection() as connection, connection.transaction():
        position = _claim(connection)
        if position is None:
            return 0
        records = house.ledger.since(position, BATCH)
        if not records:
            return 0
        sent = _send(settings, list(_notices(house, connection, records)))
        connection.execute("UPDATE access.told SET position = %s", [records[-1].position])
    return sent


def _claim(connection: Connection[Any]) -> int | None:
    """How far was told; None while another process is telling. The first time, all is told."""
    connection.execute(
        "INSERT INTO access.told (position) VALUES (%s) ON CONFLICT DO NOTHING",
        [log.head(connection)],
    )
    row = connection.execute("SELECT position FROM access.told FOR UPDATE SKIP LOCKED").fetchone()
    return row[0] if row else None


def _notices(
    house: House, connection: Connection[Any], records: list[Recorded]
) -> Iterator[Notice]:
    for record in records:
        if not isinstance(record.event, TOLD):
            continue
        row = orders.read(connection, record.subject)
        if row is None:
            continue
        for recipient in _whom(connection, row, record):
            yield _written(house.settings, recipient, record, row)


def _whom(connection: Connection[Any], row: OrderRow, record: Recorded) -> list[Recipient]:
    """Both sides, but for who did it: they know."""
    found = recipients(connection, row.place, ORDERING)
    if row.origin is not None:
        found += recipients(connection, row.origin, SERVING)
    unique = {each.account: each for each in found}
    unique.pop(record.metadata.actor_id, None)
    return list(unique.values())


def reference(order: UUID) -> str:
    """What people call an order in an e-mail: the eight first signs of its id."""
    return str(order)[:8].upper()


def _written(settings: Settings, to: Recipient, record: Recorded, row: OrderRow) -> Notice:
    stage = _stage_after(record.event)
    name = f"Commande {reference(row.subject)}"
    lines = [
        f"{name} : {stage}.",
        f"Lieu de remise : {row.place_name}.",
        f"Pour la suite : {settings.address}/commandes/{row.subject}",
        "",
        f"Vous l’avez demandé sur la page de votre compte : {settings.address}/compte",
    ]
    return Notice(to.email, f"{name} : {stage}", "\n".join(lines))


def _stage_after(event: Any) -> str:
    """Where this step left the order, whatever happened to it since."""
    if isinstance(event, o.ExpiryAnnounced):
        return f"à retirer avant le {event.expires_on:%d/%m/%Y}"
    [stage] = set(event.moves.values())
    said = ORDER_STAGE[stage]
    return f"{said[0].lower()}{said[1:]}"


def _send(settings: Settings, notices: list[Notice]) -> int:
    if not notices or settings.smtp_url is None:
        return 0
    with _server(settings.smtp_url.get_secret_value()) as server:
        for notice in notices:
            try:
                server.send_message(_message(settings, notice))
            except smtplib.SMTPRecipientsRefused as refused:
                logger.warning(
                    "an address was refused: %s", next(iter(refused.recipients.values()))
                )
    return len(notices)


def _server(url: str) -> smtplib.SMTP:
    """A connection: ``smtps://`` speaks TLS from the start, ``smtp+starttls://`` soon after."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=PATIENCE_SECONDS)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=PATIENCE_SECONDS)
    if parts.scheme == "smtp+starttls":
        server.starttls()
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


def _message(settings: Settings, notice: Notice) -> EmailMessage:
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = notice.to
    message["Subject"] = notice.subject
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = make_msgid(domain=settings.mail_from.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(notice.text)
    return message
