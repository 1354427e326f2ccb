"""The price grid: read at the desk, published from the last one, never edited in place."""

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from desk import text_of
from lives import SOMEBODY
from orders import GRID, published, ready
from people import Person, SignIn

from api.access import Role
from api.house import House
from api.pages.tariffs import form, proposal
from ledger import Recorded
from ledger.device.state import CAPS_CENTS
from ledger.tariff import TARIFF, TariffCorrected, TariffPublished
from ledger.values import Channel, DeviceKind, Grade
from projections import tariffs

ADMIN = "/administration/tarifs"
NEW = f"{ADMIN}/nouvelle"
Record = Callable[[], list[Recorded]]
_FIELD = re.compile(r'<input id="([^"]+)" name="\1"(?: type="date")? value="([^"]*)"')


def shown(boss: Person) -> dict[str, str]:
    """The form as the page fills it."""
    page = boss.get(NEW)
    fields = {name: html.unescape(value) for name, value in _FIELD.findall(page.text)}
    ticked = re.findall(r'name="(band\.\d\.precarious)" value="1" checked', page.text)
    [command] = re.findall(r'name="command" value="([^"]+)"', page.text)
    return fields | dict.fromkeys(ticked, "1") | {"command": command}


def test_the_proposal_is_lawful_and_within_the_caps(house: House) -> None:
    lines = proposal.lines()
    house.record_events(SOMEBODY, (TARIFF, published(bands=proposal.BANDS, lines=lines)))
    assert {line.kind for line in lines} == set(CAPS_CENTS)
    for line in lines:
        assert line.price_cents <= CAPS_CENTS[line.kind]
    assert {line.person_cents for line in lines if line.band == 1} == {100}


def test_without_a_grid_the_pages_say_what_to_do(boss: Person, adviser: Person) -> None:
    assert "Demandez à un administrateur d’en publier une" in adviser.get("/tarifs").text
    assert NEW in boss.get("/tarifs").text
    assert "elle suit les plafonds de la loi" in boss.get(ADMIN).text
    assert shown(boss)["laptop.A.sale"] == "180"


def test_the_proposal_published_as_it_is_shown_is_the_proposal(
    house: House, boss: Person, recorded: Record
) -> None:
    answer = boss.submit(NEW, **shown(boss) | {"effective_on": house.today().isoformat()})
    assert answer.status_code == 200
    [record] = recorded()
    assert isinstance(record.event, TariffPublished)
    assert record.event.bands == proposal.BANDS
    assert set(record.event.lines) == set(proposal.lines())
    assert "s’applique" in answer.text


def test_a_new_grid_starts_from_the_last_and_changes_nothing_before_its_day(
    house: House, boss: Person, adviser: Person
) -> None:
    ready(house)
    day = house.today() + timedelta(days=30)
    fields = shown(boss) | {"effective_on": day.isoformat(), "laptop.B.2.asked": "25,50"}
    assert boss.submit(NEW, **fields).status_code == 200
    now, later = map(house.seldom().grid_on, (house.today(), day))
    assert now
    assert later
    key = Channel.PURCHASE, DeviceKind.LAPTOP, Grade.B, 2
    lines = [grid.line(*key) for grid in (now, later)]
    assert [line and line.person_cents for line in lines] == [20_00, 25_50]
    assert "Une autre grille s’appliquera le" in adviser.get("/tarifs").text
    assert "25,50 €" in text_of(adviser.get(f"/tarifs/{later.id}"))


def test_a_grid_sent_twice_is_published_once(house: House, boss: Person, recorded: Record) -> None:
    fields = shown(boss) | {"effective_on": house.today().isoformat()}
    for _ in range(2):
        assert boss.submit(NEW, **fields).status_code == 200
    assert len(recorded()) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"effective_on": "demain"}, "Écrivez une date"),
        ({"effective_on": "2020-01-01"}, "au plus tôt aujourd’hui"),
        ({"laptop.B.2.asked": "beaucoup"}, "Écrivez un nombre, en €."),
        ({"laptop.B.2.asked": ""}, "À remplir."),
        ({"laptop.B.2.price": "0,50"}, "Un prix va de 1"),
        ({"laptop.B.2.low": "100"}, "Dans l’ordre"),
        ({"laptop.B.sale": "0"}, "Un prix va de 1"),
        ({"band.2.title": ""}, "sans en sauter"),
        ({"band.3.title": "", "band.4.title": ""}, "Il faut au moins trois tranches."),
        ({"band.1.title": "camille@example.org"}, "n’écrivez rien qui désigne quelqu’un"),
    ],
)
def test_a_grid_badly_told_is_refused_and_what_was_typed_stays(
    boss: Person, recorded: Record, fields: dict[str, str], said: str
) -> None:
    answer = boss.submit(NEW, **shown(boss) | fields)
    assert answer.status_code == 422
    assert said in html.unescape(answer.text)
    assert 'name="tablet.A.sale" value="100"' in answer.text
    assert recorded() == []


def test_three_bands_do(house: House, boss: Person, recorded: Record) -> None:
    fields = shown(boss) | {"band.4.title": "", "effective_on": house.today().isoformat()}
    assert boss.submit(NEW, **fields).status_code == 200
    [record] = recorded()
    assert isinstance(record.event, TariffPublished)
    assert {line.band for line in record.event.lines} == {None, 1, 2, 3}


def test_a_grid_that_waits_is_taken_back_and_one_that_holds_is_not(
    house: House, boss: Person, recorded: Record
) -> None:
    ready(house)
    later = house.today() + timedelta(days=9)
    boss.submit(NEW, **shown(boss) | {"effective_on": later.isoformat()})
    [path] = re.findall(r'action="(/administration/tarifs/[^"]+/annuler)"', boss.get(ADMIN).text)
    assert boss.submit(path, command=str(uuid4())).status_code == 200
    assert isinstance(recorded()[-1].event, TariffCorrected)
    with house.pool.connection() as connection:
        assert [each.grid.id for each in tariffs.read_all(connection)] == [GRID]
    held = boss.submit(f"{ADMIN}/{GRID}/annuler", command=str(uuid4()))
    assert held.status_code == 409
    assert "Publiez-en une nouvelle" in held.text
    assert boss.submit(f"{ADMIN}/{uuid4()}/annuler", command=str(uuid4())).status_code == 404


def test_who_reads_and_who_publishes(house: House, sign_in: SignIn, boss: Person) -> None:
    ready(house)
    fields = shown(boss)
    for role in (Role.PRESCRIBER, Role.COUNTER, Role.COORDINATOR):
        person = sign_in(role)
        assert person.get("/tarifs").status_code == 200
        for path in (ADMIN, NEW):
            assert person.get(path).status_code == 403
        assert person.submit(NEW, **fields).status_code == 403
        assert person.submit(f"{ADMIN}/{GRID}/annuler", command="x").status_code == 403
    for role in (Role.OPERATOR, Role.FUNDER):
        assert sign_in(role).get("/tarifs").status_code == 403
    assert boss.post(NEW, data=fields).status_code == 403, "no form of ours"
    assert boss.get(f"/tarifs/{uuid4()}").status_code == 404


def test_the_form_writes_a_grid_that_reads_back(house: House) -> None:
    day = date(2026, 12, 1)
    texts = form.filled(proposal.BANDS, proposal.lines(), day).texts
    typed = {name: said[0] for name, said in texts.items()}
    again = form.published(typed, uuid4(), {"happened_at": house.now()})
    assert (again.bands, again.effective_on) == (proposal.BANDS, day)
    assert set(again.lines) == set(proposal.lines())
    assert set(typed) <= set(form.names())
