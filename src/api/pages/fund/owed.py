"""What the fund owes each seller for each month of a year: its lines of the statements."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from api.house import House
from api.pages.fund.statement import midnight, next_month
from projections import organisations, payments

OF_THE_FUND = frozenset({"fund", "fund_back"})


@dataclass(frozen=True, slots=True)
class Owed:
    """Below zero when more was refunded in that month than sold."""

    seller: UUID
    name: str
    month: date
    count: int
    due_cents: int
    paid_cents: int

    @property
    def left_cents(self) -> int:
        return self.due_cents - self.paid_cents


def owed(house: House, year: int) -> list[Owed]:
    """By seller and month, of the months that have begun."""
    zone, found = house.settings.timezone, []
    with house.pool.connection() as connection:
        names = {row.subject: row.name for row in organisations.read_all(connection)}
        for month in (date(year, number, 1) for number in range(1, 13)):
            if month > house.today():
                break
            since, until = midnight(month, zone), midnight(next_month(month), zone)
            lines = [
                each
                for each in payments.statement(connection, since, until, month)
                if each.why in OF_THE_FUND
            ]
            for seller in {each.creditor for each in lines}:
                mine = [each for each in lines if each.creditor == seller]
                due_cents = sum(each.due_cents for each in mine)
                paid_cents = sum(each.paid_cents for each in mine)
                count = sum(each.count for each in mine)
                name = names.get(seller, "une structure partie")
                found.append(Owed(seller, name, month, count, due_cents, paid_cents))
    return sorted(found, key=lambda each: (each.name, each.month))
