"""An order is made: the band by word, the price from the grid, one button; or what else may be."""

import re
from collections.abc import Callable
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from desk import ASKED, NEW, made, ordered, priced, text_of
from lives import ASSOCIATION, DESK, SOMEBODY
from orders import GRID, in_stock, lines, published, ready
from people import Person, SignIn

from api.access import Role
from api.house import House
from api.ordering import Situation, open_declared
from ledger import Recorded
from ledger.order import OrderStage, Submitted
from ledger.tariff import TARIFF
from ledger.values import GridId

Record = Callable[[], list[Recorded]]


def test_from_signing_in_to_the_slip_there_are_six_screens_at_most(
    house: House, adviser: Person
) -> None:
    ready(house)
    device = in_stock(house)
    screens = ["/travail"]
    for link in (r'href="(/catalogue)"', r'href="(/catalogue/procedures)"'):
        [path] = set(re.findall(link, adviser.get(screens[-1]).text))
        screens.append(path)
    families = adviser.get(screens[-1]).text
    screens.append(re.findall(r'href="(/commandes/nouvelle[^"]+)"', families)[0])
    screens[-1] = screens[-1].replace("&amp;", "&")
    band = adviser.get(screens[-1])
    assert "cela ne se prouve pas" in text_of(band)
    assert 'name="aspect" value="B" required checked' in band.text, "the plainest there is"
    screens.append(f"{screens[-1]}&tranche=2&aspect=B")
    page = adviser.get(screens[-1])
    assert "<h1>La personne paie 20\u00a0€</h1>" in page.text
    order = made(house, ordered(adviser, page))
    assert len([*screens, "the slip"]) == 6
    assert order.stage == OrderStage.RESERVED
    assert order.devices == (device,)
    assert (order.place, order.person_cents, order.fund_cents) == (DESK, 20_00, 100_00)


def test_the_price_is_told_before_anything_is_recorded(
    house: House, adviser: Person, recorded: Record
) -> None:
    ready(house)
    in_stock(house)
    before = len(recorded())
    said = text_of(priced(adviser))
    assert "La personne 20 €" in said
    assert "Le Fonds de Solidarité Numérique 100 €" in said
    assert "Prix entier 120 €" in said
    assert "Atelier de Gap, à 54 min de route, ici vers le" in said
    assert len(recorded()) == before


def test_sent_twice_it_is_one_order(house: House, adviser: Person) -> None:
    ready(house)
    for _ in range(2):
        in_stock(house)
    page = priced(adviser)
    first, again = (made(house, ordered(adviser, page)) for _ in range(2))
    assert first.id == again.id


def test_no_proof_and_no_free_text_can_be_given(house: House, adviser: Person) -> None:
    ready(house)
    in_stock(house)
    for page in (adviser.get(f"{NEW}?usage=procedures&type=laptop"), priced(adviser)):
        assert 'type="file"' not in page.text
        assert "<textarea" not in page.text


@pytest.mark.parametrize(
    ("ticked", "kept"),
    [
        ([], set()),
        (["student", "isolated"], {Situation.STUDENT, Situation.ISOLATED}),
        (["none", "student"], set()),
        (["student", "anything"], {Situation.STUDENT}),
    ],
)
def test_band_and_situation_are_sealed_and_the_wish_not_to_answer_wins(
    house: House, adviser: Person, recorded: Record, ticked: list[str], kept: set[Situation]
) -> None:
    ready(house)
    in_stock(house)
    page = priced(adviser)
    boxes = re.findall(r'type="checkbox" name="situation" value="(\w+)"', page.text)
    assert boxes == ["none", *Situation]
    order = made(house, ordered(adviser, page, situation=ticked))
    [event] = [each.event for each in recorded() if isinstance(each.event, Submitted)]
    declared = open_declared(house.vault, order.id, event.declared)
    assert (declared.band, set(declared.situations)) == (2, kept)
    assert "student" not in event.model_dump_json()


def test_the_companion_has_room_and_a_third_party_may_pay(house: House, adviser: Person) -> None:
    ready(house)
    in_stock(house)
    page = priced(adviser, part="0", tiers=str(ASSOCIATION), part_tiers="35,50")
    assert "Les Ordis du Mélézin 35,50 €" in text_of(page)
    order = made(house, ordered(adviser, page))
    assert (order.person_cents, order.third_party_cents, order.fund_cents) == (0, 35_50, 84_50)
    assert order.third_party == ASSOCIATION


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ({"part": "31"}, "La grille permet 30 € au plus"),
        ({"part": "beaucoup"}, "Écrivez un nombre, en €."),
        ({"tiers": str(ASSOCIATION)}, "il faut sa structure et son montant"),
        ({"part_tiers": "10"}, "il faut sa structure et son montant"),
        ({"tiers": str(uuid4()), "part_tiers": "10"}, "Choisissez une structure de la liste."),
        ({"tiers": str(ASSOCIATION), "part_tiers": "101"}, "le tiers paie 100 € au plus"),
    ],
)
def test_a_share_out_of_the_room_says_what_would_do(
    house: House, adviser: Person, shares: dict[str, str], said: str
) -> None:
    ready(house)
    in_stock(house)
    page = priced(adviser, **shares)
    assert page.status_code == 200
    assert said in text_of(page)
    form = ASKED | shares | {"grille": str(GRID), "command": str(uuid4())}
    assert "Commander</button>" not in page.text
    sent = adviser.submit(NEW, **form)
    assert sent.status_code == 422
    assert said in text_of(sent)


def test_another_bands_price_is_no_price_of_this_one(
    house: House, adviser: Person, recorded: Record
) -> None:
    ready(house)
    in_stock(house)
    answer = ordered(adviser, priced(adviser, tranche="1"), part="40")
    assert answer.status_code == 422
    assert not [each for each in recorded() if isinstance(each.event, Submitted)]


def test_a_grid_published_meanwhile_is_read_again(house: House, adviser: Person) -> None:
    ready(house)
    in_stock(house)
    page = priced(adviser)
    dearer = [line.model_copy(update={"person_cents": line.lowest_cents}) for line in lines()]
    grid = published(grid=GridId(uuid4()), lines=tuple(dearer))
    house.record_events(SOMEBODY, (TARIFF, grid))
    answer = ordered(adviser, page)
    assert answer.status_code == 409
    assert "relisez le prix, puis confirmez" in answer.text
    assert "La personne 0 €" in text_of(answer)
    assert made(house, ordered(adviser, answer)).person_cents == 0


def test_without_a_grid_or_a_price_nothing_is_ordered(house: House, adviser: Person) -> None:
    assert "Aucune grille tarifaire ne s’applique" in priced(adviser).text
    form = ASKED | {"grille": str(uuid4()), "command": str(uuid4())}
    assert adviser.submit(NEW, **form).status_code == 409
    ready(house)
    none = adviser.get(f"{NEW}?usage=procedures&type=smartphone")
    assert "La grille n’a pas de prix pour ce type d’appareil" in none.text


@pytest.mark.parametrize(
    "said",
    [{"usage": "games"}, {"type": ""}, {"tranche": "5"}, {"aspect": "Z"}, {"equipement": "wings"}],
)
def test_what_no_list_holds_is_refused(adviser: Person, said: dict[str, str]) -> None:
    answer = priced(adviser, **said)
    assert answer.status_code == 422
    assert "Choisissez" in answer.text


def test_who_may_order(house: House, sign_in: SignIn, adviser: Person, recorded: Record) -> None:
    ready(house)
    in_stock(house)
    before = len(recorded())
    path = f"{NEW}?{urlencode(ASKED)}"
    form = ASKED | {"grille": str(GRID), "command": str(uuid4())}
    for role in set(Role) - {Role.PRESCRIBER}:
        person = sign_in(role)
        assert person.get(path).status_code == 403
        assert person.submit(NEW, **form).status_code == 403
    assert adviser.post(NEW, data=form).status_code == 403, "no form of ours"
    assert len(recorded()) == before
