"""An order is made: the band by word, the price from the grid, one button; or what else may be."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from desk import ASKED, NEW, ordered, priced, stocked_at, text_of
from httpx2 import Response
from lives import ASSOCIATION, COUNTER, DESK, IN_STOCK, SHOP, SOMEBODY, collected
from orders import FUND, GRID, fund_opened, in_stock, lines, order_of, published, ready
from people import Person, SignIn

from api.access import Role
from api.house import House
from api.ordering import Situation, open_declared
from ledger import Recorded
from ledger.delivery_round import RoundPlanned
from ledger.fund import CeilingsSet
from ledger.order import Order, OrderStage, Shortage, Submitted
from ledger.tariff import TARIFF
from ledger.values import DonorKind, GridId

Record = Callable[[], list[Recorded]]


def made(house: House, answer: Response) -> Order:
    """The order whose slip the answer leads to."""
    assert answer.status_code == 303, text_of(answer)
    found = re.fullmatch(r"/commandes/([0-9a-f-]{36})/ticket", answer.headers["location"])
    assert found
    return order_of(house, UUID(found[1]))


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


def test_with_nothing_in_stock_the_page_says_what_is_possible(
    house: House, adviser: Person
) -> None:
    ready(house)
    stocked_at(house, COUNTER)
    tuesday = house.today() + timedelta(days=16)
    planned = RoundPlanned(
        happened_at=house.now(), name="Tournée du Buëch", organisation=ASSOCIATION,
        stops=(SHOP, DESK), first_on=tuesday, every_days=30,
    )  # fmt: skip
    house.record_events(SOMEBODY, (uuid4(), planned))
    page = priced(adviser, type="desktop")
    said = text_of(page)
    assert "Rien ne convient aujourd’hui." in said
    assert "Un portable pour les démarches : 1 disponible, à 2 h 56 de route" in said
    assert "La tournée « Tournée du Buëch » passe ici le" in said
    order = made(house, ordered(adviser, page, attendre="stock"))
    assert order.stage == OrderStage.WAITING
    look = text_of(priced(adviser, aspect="A"))
    assert "Le même, dans un autre aspect : 1 disponible" in look
    adapted = text_of(priced(adviser, equipement="large_screen"))
    assert "Le même, sans l’équipement adapté : 1 disponible" in adapted


def test_who_is_outrun_reads_what_is_possible_instead(house: House, adviser: Person) -> None:
    ready(house)
    in_stock(house)
    first, second = priced(adviser), priced(adviser)
    made(house, ordered(adviser, first))
    answer = ordered(adviser, second)
    assert answer.status_code == 409
    assert "quelqu’un vient peut-être de prendre le dernier" in text_of(answer)
    waiting = made(house, ordered(adviser, answer, attendre="stock"))
    assert waiting.stage == OrderStage.WAITING


def test_without_money_a_third_party_or_the_waiting_list_remain(
    house: House, adviser: Person
) -> None:
    ready(house, money_cents=40_00)
    in_stock(house)
    page = priced(adviser)
    assert "Il manque 60 €" in text_of(page)
    assert ordered(adviser, page).status_code == 409
    helped = priced(adviser, tiers=str(ASSOCIATION), part_tiers="60")
    assert "Commander</button>" in helped.text
    order = made(house, ordered(adviser, page, attendre=str(Shortage.MONEY)))
    assert order.stage == OrderStage.WAITING
    assert made(house, ordered(adviser, helped)).fund_cents == 40_00


def test_what_the_fund_never_gives_to_one_order_is_not_worth_waiting_for(
    house: House, adviser: Person, recorded: Record
) -> None:
    ready(house)
    in_stock(house)
    opened = fund_opened()
    ceilings = CeilingsSet(
        happened_at=house.now(),
        order_ceiling_cents=80_00,
        sale_share_percent=opened.sale_share_percent,
    )
    house.record_events(SOMEBODY, (FUND, ceilings))
    page = priced(adviser)
    assert "Mettre sur la liste d’attente" not in page.text
    for wait in ({}, {"attendre": "money"}):
        answer = ordered(adviser, page, **wait)
        assert answer.status_code == 409
        assert "Le fonds peut donner 80 € au plus, pas 100 €" in text_of(answer)
    assert not [each for each in recorded() if isinstance(each.event, Submitted)]


def test_a_public_bodys_gift_is_not_offered_to_who_may_not_have_it(
    house: House, adviser: Person
) -> None:
    ready(house)
    gift = collected(donor=DonorKind.PUBLIC_BODY, free_public_gift=True, lot=None)
    in_stock(house, life=(gift, *IN_STOCK[1:]))
    assert "Commander</button>" in priced(adviser, tranche="1").text
    assert "Rien ne convient aujourd’hui." in text_of(priced(adviser, tranche="4"))


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
