"""What a person declares by word, sealed under the key of their order (law 8)."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from ledger.tariff import Band
from ledger.values import SORTED, Sealed, Value
from ledger.vault import Vault

NAME = "declared"


class Situation(StrEnum):
    """The ten publics of the territory. They overlap; they inform statistics and advice only."""

    LEAVING_HOME = "leaving_home"
    CARE_LEAVER = "care_leaver"
    STUDENT = "student"
    MINIMUM_INCOME = "minimum_income"
    ISOLATED = "isolated"
    ADAPTED_EQUIPMENT = "adapted_equipment"
    RETIRED = "retired"
    NOT_AT_EASE = "not_at_ease"
    SELF_EMPLOYED = "self_employed"
    GENERAL_PUBLIC = "general_public"


NOT_FOR_GIFTS = frozenset({Situation.SELF_EMPLOYED, Situation.GENERAL_PUBLIC})
"""A public body's free gift never goes to a business or as a militant's choice (law 5)."""


class Declared(Value):
    """A resource band and, if the person wished to say, their situation. No proof is ever asked."""

    band: Band
    situations: Annotated[frozenset[Situation], SORTED] = frozenset()


def seal_declared(vault: Vault, order: UUID, declared: Declared) -> Sealed:
    """Raises ``KeyDestroyed`` when the books that this order belongs to were closed."""
    return vault.seal(order, NAME, declared.model_dump_json().encode())


def open_declared(vault: Vault, order: UUID, sealed: Sealed) -> Declared:
    """For who acts on the open order; nobody asks afterwards.

    Raises ``KeyDestroyed`` or ``SealBroken``.
    """
    return Declared.model_validate_json(vault.open(order, NAME, sealed))
