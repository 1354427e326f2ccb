"""What funders read: the published figures as they are, the accounts and the flows exactly."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from counters import on_the_shelf, sell
from fastapi import FastAPI
from fastapi.testclient import TestClient
from lives import IN_STOCK
from people import SignIn
from periods import published
from tables import live

from api import words
from api.access import Role
from api.drawings.french import number
from api.house import House
from api.pages.fund.book import balance, helped
from api.statistics import figures
from api.statistics.figures import Figures
from api.statistics.french import figure_words, measured, whole
from projections import fund_book, tills

READERS = (Role.COORDINATOR, Role.FUNDER, Role.ADMINISTRATOR)
BOARD = "/tableau-de-bord"
PAGES = ("/chiffres", "/chiffres/2", BOARD)


@pytest.fixture
def told(house: House) -> Figures:
    """The second of two periods."""
    published(house, 96, 240)
    with house.pool.connection() as connection:
        return figures.read_all(connection)[0]


def cells(text: str) -> list[str]:
    """What stands in the cells of its tables, without what is small beside it."""
    found = re.findall(r"<td[^>]*>(.*?)</td>", text, re.DOTALL)
    return [unescape(re.sub(r"<small.*?</small>|<.*?>", "", cell)).strip() for cell in found]


@pytest.mark.parametrize("path", PAGES)
def test_each_figure_of_a_page_is_the_one_that_was_composed(
    told: Figures, sign_in: SignIn, path: str
) -> None:
    text = unescape(sign_in(Role.FUNDER).get(path).text)
    assert f"<b>{number(told.total)} personnes équipées</b>" in text
    for table in told.tables:
        [section] = re.findall(rf'<h2 id="{table.name}">.*?</section>', text, re.DOTALL)
        rows = re.findall(r'<th scope="row">(.*?)</th><td class="number">(.*?)</td>', section)
        assert rows == [(line.label, figure_words(line.count)) for line in table.lines]
        assert table.margin_words in section
        changes = re.findall(r'<td class="change">(.*?)</td>', section)
        assert changes == [line.change.short for line in table.lines if line.change]
    for each in (*told.parts, *told.channels):
        shown = f'<b>{each.label}</b> <span class="figure-of">{each.words}</span>'
        assert f"{shown} <small>{each.margin_words}" in text
    for social in told.social:
        assert social.label in text
        assert social.value is None or f'figure-of">{number(social.value)}</span>' in text
    assert told.impact
    for _, label, _, amount in measured(told.impact.figures):
        ends = (whole(each) for each in (amount.low, amount.central, amount.high))
        row = "".join(f'<td class="number">{each}</td>' for each in ends)
        assert re.search(re.escape(label) + r" <small>[^<]*</small></th>" + re.escape(row), text)
    for left in told.impact.left_out:
        assert f"<li>{left.label}\u00a0: {left.count_words}. {left.reason}</li>" in text
    assert f"/methode/{told.impact.figures.factors}" in text
    assert told.before
    assert told.before.words in text


def test_a_page_draws_what_its_tables_say(told: Figures, app_client: TestClient) -> None:
    text = unescape(app_client.get("/chiffres").text)
    [people] = re.findall(
        r'<figure class="drawing stock-map by-part">.*?</figure>', text, re.DOTALL
    )
    drawn = re.findall(r'<text class="count[^"]*"[^>]*>(.*?)</text>', people)
    shown = ["< 11" if each.count is None else number(each.count) for each in told.territories]
    assert sorted(drawn) == sorted(shown)
    bars = re.findall(r'<text class="value"[^>]*>(.*?)</text>', text)
    assert bars[:2] == ["96", "240"]


def test_a_period_is_chosen_and_so_is_a_financial_year(told: Figures, sign_in: SignIn) -> None:
    del told
    funder = sign_in(Role.FUNDER)
    assert "240 personnes équipées" in funder.get(BOARD).text
    assert "96 personnes équipées" in funder.get(f"{BOARD}?periode=1").text
    assert funder.get(f"{BOARD}?periode=9").status_code == 404
    assert funder.get(f"{BOARD}?exercice=2019").status_code == 404
    assert funder.get(f"{BOARD}?periode=hier").status_code == 422


def test_the_accounts_are_those_of_the_book_and_of_the_tills(house: House, sign_in: SignIn) -> None:
    for _ in range(2):
        sell(house, on_the_shelf(house))
    year = house.today().year
    with house.pool.connection() as connection:
        rows = fund_book.read(connection, year)
        now = house.now()
        sold = tills.turnover(connection, now - timedelta(days=1), now + timedelta(days=1))
    assert sold.sold_cents > 0
    shown = cells(sign_in(Role.FUNDER).get(BOARD).text)
    of_the_fund = balance(rows)
    for cents in (
        of_the_fund.credited_cents, of_the_fund.committed_cents, of_the_fund.spent_cents,
        of_the_fund.available_cents, sold.sold_cents, sold.refunded_cents,
    ):  # fmt: skip
        assert words.euros(cents) in shown
    assert str(helped(rows).orders + helped(rows).sales) in shown


def test_a_view_that_moves_is_read_again_by_both_pages(
    house: House, told: Figures, app_client: TestClient, sign_in: SignIn
) -> None:
    del told
    funder = sign_in(Role.FUNDER)
    before = app_client.get("/chiffres").text, funder.get(BOARD).text
    assert (app_client.get("/chiffres").text, funder.get(BOARD).text) == before
    published(house, 310, first=3)
    assert "310 personnes équipées" in app_client.get("/chiffres").text
    assert "310 personnes équipées" in funder.get(BOARD).text
    sell(house, on_the_shelf(house))
    assert funder.get(BOARD).text != before[1]


def test_what_is_kept_of_a_page_holds_nothing_of_who_reads_it(
    told: Figures, app_client: TestClient, sign_in: SignIn
) -> None:
    del told
    funder, coordinator = sign_in(Role.FUNDER), sign_in(Role.COORDINATOR)
    for path in ("/chiffres", "/chiffres/2", BOARD):
        assert funder.csrf in funder.get(path).text
        other = coordinator.get(path).text
        assert coordinator.csrf in other
        assert funder.csrf not in other
    for path in ("/chiffres", "/chiffres/2"):
        public = app_client.get(path).text
        assert "csrf" not in public
        assert "Se connecter" in public
        assert funder.csrf in funder.get(path).text


def test_before_anything_is_published_the_quarters_that_are_over_are_told(
    house: House, app: FastAPI, app_client: TestClient, sign_in: SignIn
) -> None:
    today = [event.model_copy(update={"happened_at": house.now()}) for event in IN_STOCK]
    live(house, *today, times=2)
    later = house.now() + timedelta(days=100)
    app.state.house = replace(house, clock=lambda: later)
    text = app_client.get("/chiffres").text
    assert "Aucune période n’est encore publiée" in text
    assert "Reconditionnés" in text
    assert cells(text).count("2") >= 2
    assert "personnes équipées" not in text
    assert "Aucune période" in sign_in(Role.FUNDER).get(BOARD).text


@pytest.mark.parametrize("role", READERS)
def test_who_reads_figures_has_the_dashboard_in_the_menu(sign_in: SignIn, role: Role) -> None:
    text = sign_in(role).get(BOARD).text
    assert f'<a href="{BOARD}" aria-current="page">Tableau de bord</a>' in text


@pytest.mark.parametrize("role", [role for role in Role if role not in READERS])
def test_nobody_else_has_a_dashboard(sign_in: SignIn, role: Role) -> None:
    person = sign_in(role)
    assert person.get(BOARD).status_code == 403
    assert BOARD not in person.get("/recherche").text


def test_a_visitor_is_asked_to_sign_in(app_client: TestClient) -> None:
    answer = app_client.get(BOARD, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (
        303, "/connexion?suite=/tableau-de-bord",
    )  # fmt: skip


def test_a_funder_lands_on_the_dashboard(sign_in: SignIn) -> None:
    funder = sign_in(Role.FUNDER)
    answer = funder.get("/travail", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, BOARD)
    assert sign_in(Role.COORDINATOR).get("/travail", follow_redirects=False).status_code == 200
