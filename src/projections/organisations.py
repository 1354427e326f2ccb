"""One row an organisation of the filière, or one that gave devices to it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from ledger.organisation import Organisation, OrganisationJoined
from ledger.territory import french_order
from projections.projection import Rows


@dataclass(slots=True)
class Draft:
    name: str = ""
    form: str = ""
    siret: str | None = None


projection = Rows[Draft](
    name="organisations",
    of=Organisation,
    columns="""
        subject             uuid PRIMARY KEY,
        name                text NOT NULL,
        form                text NOT NULL,
        siret               text,
        sells_public_gifts  boolean NOT NULL,
        active              boolean NOT NULL,
        sort_key            text NOT NULL
    """,
    draft=Draft,
    rows=lambda draft, organisation: [
        (
            organisation.id,
            draft.name,
            draft.form,
            draft.siret,
            organisation.sells_public_gifts,
            organisation.stage == "active",
            "".join(french_order(draft.name)),
        )
    ],
)


@projection.on(OrganisationJoined)
def _(draft: Draft, event: OrganisationJoined, _subject: Organisation, _before: str) -> None:
    draft.name = event.name
    draft.form = event.form
    draft.siret = event.siret


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    subject: UUID
    name: str
    form: str
    siret: str | None
    sells_public_gifts: bool
    active: bool


def read(connection: Connection[Any], organisation: UUID) -> OrganisationRow | None:
    """An organisation, active or not: receipts name those that left too."""
    cursor = connection.cursor(row_factory=class_row(OrganisationRow))
    return cursor.execute(
        "SELECT subject, name, form, siret, sells_public_gifts, active FROM views.organisations"
        " WHERE subject = %s",
        [organisation],
    ).fetchone()


def read_all(connection: Connection[Any]) -> list[OrganisationRow]:
    """Active organisations in French alphabetical order."""
    cursor = connection.cursor(row_factory=class_row(OrganisationRow))
    return cursor.execute(
        "SELECT subject, name, form, siret, sells_public_gifts, active FROM views.organisations"
        " WHERE active ORDER BY sort_key"
    ).fetchall()
