"""The first day of a service: somebody administers it, and nothing is there yet."""

import pytest
from people import Person


@pytest.fixture
def database(fresh_house: None, served_database: str) -> str:
    """Nobody opened a place in it."""
    del fresh_house
    return served_database


def test_the_first_page_says_to_open_a_place(boss: Person) -> None:
    page = boss.get("/travail").text
    assert "Ajoutez votre structure" in page
    assert 'href="/administration/structures/nouvelle"' in page
    assert "Nouveau lot" not in page


@pytest.mark.parametrize("address", ["/lots/nouveau", "/administration/lieux"])
def test_what_needs_a_place_leads_to_where_one_is_opened(boss: Person, address: str) -> None:
    page = boss.get(address)
    assert page.status_code == 200
    assert 'class="empty"' in page.text
    assert 'href="/administration/' in page.text.split('class="empty"')[1]


@pytest.mark.parametrize(
    "address", ["/lots", "/stock", "/flux", "/etiquettes", "/appareils/nouveau"]
)
def test_every_other_page_opens(boss: Person, address: str) -> None:
    assert boss.get(address).status_code == 200
