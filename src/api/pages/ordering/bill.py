"""Who pays what, within the room that the grid leaves: the person, a third party, the fund."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from api.forms import Unreadable
from api.pages.ordering.question import Question
from api.refusals import RULES
from api.units import read_quantity
from api.words import euros
from ledger.errors import Rule
from ledger.tariff import Line
from ledger.values import OrganisationId


@dataclass(frozen=True, slots=True)
class Bill:
    """The shares of the whole price: the fund pays what nobody else does."""

    price_cents: int
    person_cents: int
    third_party: OrganisationId | None = None
    third_party_cents: int = 0

    @property
    def fund_cents(self) -> int:
        return self.price_cents - self.person_cents - self.third_party_cents


def bill(line: Line, question: Question, organisations: Collection[UUID]) -> Bill:
    """What was typed, or what the grid asks. Raises ``Unreadable`` with what would be possible."""
    errors: dict[str, str] = {}
    person = _cents("part", question.person, errors)
    person_cents = line.person_cents if person is None else person
    third = _cents("part_tiers", question.third_party_share, errors) or 0
    named = _organisation(question.third_party, organisations, errors)
    if not errors and (named is None) != (third == 0):
        errors["tiers"] = RULES[Rule.THIRD_PARTY_UNNAMED]
    if not errors and person_cents > line.highest_cents:
        errors["part"] = f"La grille permet {euros(line.highest_cents)} au plus pour la personne."
    if not errors and person_cents + third < line.lowest_cents:
        errors["part"] = (
            f"À eux deux, la personne et le tiers paient {euros(line.lowest_cents)} au moins."
        )
    if not errors and person_cents + third > line.price_cents:
        rest = euros(line.price_cents - person_cents)
        errors["part_tiers"] = f"C’est plus que le prix\u00a0: le tiers paie {rest} au plus."
    if errors:
        raise Unreadable(errors)
    return Bill(line.price_cents, person_cents, named, third)


def _cents(name: str, text: str, errors: dict[str, str]) -> int | None:
    if not text:
        return None
    try:
        return int(read_quantity("share_cents", text, whole=True))
    except ValueError as error:
        errors[name] = str(error)
        return None


def _organisation(
    text: str, organisations: Collection[UUID], errors: dict[str, str]
) -> OrganisationId | None:
    if not text:
        return None
    known = next((each for each in organisations if str(each) == text), None)
    if known is None:
        errors["tiers"] = "Choisissez une structure de la liste."
        return None
    return OrganisationId(known)
