"""The fund on its pages: kept by the administrator, read by who funds and coordinates."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from counters import text_of
from given import Given
from lives import ASSOCIATION, NOON, SHOP
from orders import FUND, act, arrived, fund_opened, granted, in_stock, ordered, ready
from people import Person, SignIn
from shop import Shop

from api import ordering
from api.access import Role
from api.house import House
from api.ordering import HandOver
from ledger import ActorKind, Author
from ledger.fund import CeilingsSet, Credited, FundClosed, FundOpened
from ledger.order import CancelReason
from ledger.values import day_of

YEAR = day_of(datetime.now(UTC)).year
OPENING = {"year": str(YEAR), "order_ceiling_cents": "150", "sale_share_percent": "5"}
GRANT = {
    "source": "grant",
    "amount_cents": "12 000,50",
    "organisation": str(ASSOCIATION),
    "convention": "CD05-2026-041",
}


def test_a_year_is_opened_and_credited(boss: Person, recorded: Callable[[], list[Any]]) -> None:
    assert f"Ouvrez l’exercice {YEAR}" in boss.get("/fonds").text
    page = boss.submit("/fonds/exercices", command=str(uuid4()), **OPENING)
    assert "Créditez le fonds ci-dessous" in page.text
    page = boss.submit(f"/fonds/{YEAR}/credits", command=str(uuid4()), **GRANT)
    assert "12\u202f000,50\u00a0€ à engager" in page.text
    assert "CD05-2026-041" in page.text
    opened, credited = (record.event for record in recorded())
    assert isinstance(opened, FundOpened)
    assert (opened.order_ceiling_cents, opened.sale_share_percent) == (150_00, 5)
    assert isinstance(credited, Credited)
    assert credited.amount_cents == 12_000_50


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"amount_cents": ""}, "À remplir"),
        ({"amount_cents": "beaucoup"}, "Écrivez un nombre"),
        ({"amount_cents": "0"}, 'id="amount_cents-wrong"'),
        ({"convention": ""}, 'role="alert"'),
        ({"convention": "Camille 06 12 34 56 78"}, "numéro de téléphone"),
        ({"source": "sale_share"}, 'id="source-wrong"'),
    ],
)
def test_a_credit_badly_described_is_refused_and_what_was_typed_stays(
    boss: Person, house: House, fields: dict[str, str], said: str
) -> None:
    ready(house, money_cents=0)
    before = house.ledger.subject_version(FUND)
    form = GRANT | fields
    answer = boss.submit(f"/fonds/{YEAR}/credits", command=str(uuid4()), **form)
    assert answer.status_code == 422
    assert said in answer.text
    assert house.ledger.subject_version(FUND) == before


def test_a_form_sent_twice_credits_once(boss: Person, house: House) -> None:
    ready(house, money_cents=0)
    command = str(uuid4())
    for _ in range(2):
        boss.submit(f"/fonds/{YEAR}/credits", command=command, **GRANT)
    events = [record.event for record in house.ledger.life(FUND)]
    assert len([event for event in events if isinstance(event, Credited)]) == 1


def test_a_wrong_credit_is_annulled_and_given_again(boss: Person, house: House) -> None:
    ready(house, money_cents=0)
    boss.submit(f"/fonds/{YEAR}/credits", command=str(uuid4()), **GRANT)
    version = house.ledger.subject_version(FUND)
    assert "12\u202f000,50\u00a0€" in boss.get(f"/fonds/{YEAR}/credits").text
    path = f"/fonds/{YEAR}/credits/{version}/annuler"
    unsaid = boss.submit(path, command=str(uuid4()))
    assert unsaid.status_code == 422
    assert "Dites quel crédit est faux, et pourquoi." in unsaid.text
    command = str(uuid4())
    for _ in range(2):
        page = boss.submit(path, command=command, why="wrong_value")
    assert "Il reste 0\u00a0€ à engager" in page.text
    assert house.ledger.subject_version(FUND) == version + 1
    page = boss.submit(f"/fonds/{YEAR}/credits", command=str(uuid4()), **GRANT)
    assert "12\u202f000,50\u00a0€ à engager" in page.text


def test_a_credit_that_orders_count_on_is_not_annulled(boss: Person, house: House) -> None:
    ready(house, money_cents=0)
    boss.submit(f"/fonds/{YEAR}/credits", command=str(uuid4()), **GRANT)
    version = house.ledger.subject_version(FUND)
    in_stock(house)
    order = ordered(house).id
    path = f"/fonds/{YEAR}/credits/{version}/annuler"
    answer = boss.submit(path, command=str(uuid4()), why="wrong_value")
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert f'href="/commandes/{order}"' in boss.get("/fonds").text


def test_nothing_but_a_credit_is_annulled_as_a_credit(boss: Person, house: House) -> None:
    ready(house)
    in_stock(house)
    ordered(house)
    life = house.ledger.life(FUND)
    others = [record.version for record in life if not isinstance(record.event, Credited)]
    for version in (*others, len(life) + 1):
        path = f"/fonds/{YEAR}/credits/{version}/annuler"
        answer = boss.submit(path, command=str(uuid4()), why="wrong_value")
        assert answer.status_code == 422
        assert "Dites quel crédit" in answer.text
    assert house.ledger.life(FUND) == life


def test_a_second_fund_of_a_year_is_refused_with_its_reason(boss: Person, house: House) -> None:
    ready(house)
    answer = boss.submit("/fonds/exercices", command=str(uuid4()), **OPENING)
    assert answer.status_code == 409
    assert "déjà ouvert" in answer.text


def test_ceilings_change_from_now_on(boss: Person, house: House) -> None:
    ready(house)
    boss.submit(
        f"/fonds/{YEAR}/plafonds",
        command=str(uuid4()),
        order_ceiling_cents="80",
        target_orders="200",
    )
    event = house.ledger.life(FUND)[-1].event
    assert isinstance(event, CeilingsSet)
    assert (event.order_ceiling_cents, event.target_orders) == (80_00, 200)
    assert "Objectif\u00a0: 200 commandes aidées" in boss.get("/fonds").text


def test_the_book_balances_to_the_cent(boss: Person, house: House) -> None:
    ready(house, money_cents=300_00)
    for _ in range(3):
        in_stock(house)
    ordering.hand_over(act(house), arrived(house), HandOver(slip_checked=True))
    ordered(house)
    ordering.cancel(act(house), ordered(house), CancelReason.PERSON_GAVE_UP)
    page = boss.get("/fonds").text
    assert "Il reste 100\u00a0€ à engager" in page
    assert "\N{MINUS SIGN}100\u00a0€" in page, "a minus stays with its figure"
    assert re.search(r">commande [0-9A-F]{8}<", page)
    journal = boss.get(f"/fonds/journal.csv?exercice={YEAR}").content.decode("utf-8-sig")
    rows = [line.split(";") for line in journal.strip().splitlines()[1:]]
    cents = [[int(re.sub("[^0-9-]", "", cell)) for cell in row[7:]] for row in rows]
    for rank, (credit, committed, spent, left) in enumerate(cents):
        before = cents[rank - 1][3] if rank else 0
        assert left == before + credit - committed - spent
    assert [sum(row[column] for row in cents) for column in range(3)] == [300_00, 100_00, 100_00]
    assert cents[-1][3] == 100_00


def test_the_sheet_for_a_deliberation_says_what_one_aid_cost(sign_in: SignIn, house: House) -> None:
    ready(house)
    in_stock(house)
    ordering.hand_over(act(house), arrived(house), HandOver(slip_checked=True))
    funder = sign_in(Role.FUNDER)
    page = funder.get(f"/fonds/deliberation?exercice={YEAR}").text
    assert re.search(r"Coût moyen d’une aide</th><td class=\"number\">100\u00a0€", page)
    assert "Subvention, Les Ordis du Mélézin, 2026-041" in page
    table = funder.get(f"/fonds/deliberation.csv?exercice={YEAR}").content.decode("utf-8-sig")
    assert "Dépensé;100,00" in table
    assert "Commandes aidées;1" in table


def test_what_a_closed_year_left_is_carried_over(boss: Person, house: House) -> None:
    last = fund_opened(year=YEAR - 1)
    house.record_events(
        Author(ActorKind.SYSTEM, uuid4()),
        (FUND, last),
        (FUND, granted(40_00)),
        (FUND, FundClosed(happened_at=last.happened_at)),
    )
    page = boss.submit("/fonds/exercices", command=str(uuid4()), **OPENING)
    assert "report de l’exercice précédent" in page.text
    assert "Il reste 40\u00a0€ à engager" in page.text


def test_a_closed_year_takes_nothing_more(boss: Person, house: House) -> None:
    ready(house)
    page = boss.submit(f"/fonds/{YEAR}/cloture", command=str(uuid4()))
    assert "l’exercice est clos" in page.text
    answer = boss.submit(f"/fonds/{YEAR}/credits", command=str(uuid4()), **GRANT)
    assert answer.status_code == 409


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.PRESCRIBER, Role.COUNTER])
def test_who_neither_funds_nor_coordinates_does_not_read_the_fund(
    sign_in: SignIn, role: Role
) -> None:
    person = sign_in(role)
    for path in ("/fonds", "/fonds/deliberation", "/fonds/journal.csv", "/fonds/deliberation.csv"):
        assert person.get(f"{path}?exercice={YEAR}").status_code == 403


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.FUNDER])
def test_who_reads_the_fund_does_not_keep_it(sign_in: SignIn, house: House, role: Role) -> None:
    ready(house)
    reader = sign_in(role)
    page = reader.get("/fonds")
    assert page.status_code == 200
    assert "Créditer" not in page.text
    assert reader.get(f"/fonds/{YEAR}/credits").status_code == 403
    kept = ("credits", "credits/2/annuler", "plafonds", "cloture")
    for form in ("exercices", *(f"{YEAR}/{each}" for each in kept)):
        assert reader.submit(f"/fonds/{form}", command=str(uuid4())).status_code == 403


def test_a_year_without_books_is_not_found(boss: Person) -> None:
    assert boss.get("/fonds/deliberation?exercice=2011").status_code == 404
    assert boss.submit("/fonds/2011/credits", command=str(uuid4()), **GRANT).status_code == 404


def test_a_statement_tells_what_the_fund_and_a_third_party_owe(
    sign_in: SignIn, house: House
) -> None:
    ready(house)
    in_stock(house)
    order = arrived(house, third_party=ASSOCIATION, third_party_cents=15_00, person_cents=5_00)
    ordering.hand_over(act(house), order, HandOver(slip_checked=True))
    page = sign_in(Role.OPERATOR, SHOP).get("/releves").text
    assert "Fonds de Solidarité Numérique" in page
    assert "part promise par un tiers" in page
    assert "Il reste 115\u00a0€ à régler" in page
    table = sign_in(Role.COORDINATOR).get("/releves.csv").content.decode("utf-8-sig")
    assert ";15,00;0,00;15,00" in table


def test_a_month_with_more_refunded_than_sold_is_below_zero(sign_in: SignIn, house: House) -> None:
    shop = Shop(Given(house.ledger))
    shop.write(shop.aided())
    later = {"happened_at": NOON + timedelta(days=2), "fund_cents": 25_50}
    shop.write(shop.fund_back(25_50), shop.refund(**later))
    house.views.catch_up()
    reader = sign_in(Role.COORDINATOR)
    assert "Il reste 50 € à régler" in text_of(reader.get("/releves?mois=2026-03"))
    page = text_of(reader.get("/releves?mois=2026-04"))
    assert "25,50 € sont à rendre pour avril 2026" in page
    assert "part du fonds, d’une vente remboursée" in page
    assert "\N{MINUS SIGN}25,50 €" in page
    table = reader.get("/releves.csv?mois=2026-04").content.decode("utf-8-sig")
    assert ";1;-25,50;0,00;-25,50" in table


def test_a_statement_of_a_month_to_come_is_not_found(sign_in: SignIn) -> None:
    assert sign_in(Role.FUNDER).get("/releves?mois=2099-01").status_code == 404
    assert sign_in(Role.FUNDER).get("/releves?mois=hier").status_code == 422
