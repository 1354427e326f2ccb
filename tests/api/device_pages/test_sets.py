"""Devices of one set are promised, priced, sold and corrected together, from any of their pages."""

from uuid import UUID, uuid4

import lives
import pytest
from device_pasts import Make
from lives import COUNTER, SHOP, command
from page_forms import address, correction, events, form_of, go, is_done, opened
from people import Person, SignIn

from api.access import Role
from api.house import House
from ledger import device as d
from ledger.codes import new_code, written
from ledger.device import Device
from ledger.values import DeviceKind

SCREEN_PAST = (
    lives.collected(kind=DeviceKind.SCREEN),
    lives.received(),
    lives.inventoried(facts=lives.facts(model="P2217", storages=None)),
    lives.tested(DeviceKind.SCREEN),
    lives.reconditioned(works=frozenset(), operating_system=None),
    lives.labelled(),
    lives.stocked(),
)
TOWER_PAST = (
    lives.collected(kind=DeviceKind.DESKTOP),
    *lives.ON_THE_BENCH[1:],
    lives.erased(),
    lives.locks_checked(),
    lives.tested(DeviceKind.DESKTOP),
    lives.reconditioned(),
    lives.labelled(),
    lives.stocked(),
)


@pytest.fixture
def pair(make: Make, house: House) -> tuple[UUID, UUID]:
    """A tower and its screen, in stock at the SHOP, in one set."""
    tower, screen = make(*TOWER_PAST), make(*SCREEN_PAST)
    formed = d.SetFormed(happened_at=lives.NOON, set_id=uuid4(), members=(tower, screen))
    house.record(command((tower, formed), (screen, formed)))
    return tower, screen


def test_a_set_is_formed_by_scanning_and_ticking(
    operator: Person, house: House, make: Make
) -> None:
    code = new_code()
    tower, screen = make(*TOWER_PAST), make(*SCREEN_PAST, lives.bound(code))
    charger = make(lives.collected(kind=DeviceKind.CHARGER), lives.received())
    form = opened(operator, tower, d.SetFormed)
    form.fill(codes=f"HTTPS://R05.FR/A/{code}\n{written(code).lower()}\n\n", companions=[charger])
    assert is_done(form.send())
    sets = [house.ledger.subject(Device, each) for each in (tower, screen, charger)]
    assert len({each.set_id for each in sets}) == 1
    assert {each.set_members for each in sets} == {(tower, screen, charger)}
    page = operator.get(address(screen)).text
    assert "Il va avec" in page
    assert f'href="/appareils/{tower}"' in page


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ("", "Scannez au moins un autre appareil"),
        ("XYZ", "Ce code n’existe pas."),
        ("MX8DKN6QK", "n’est sur aucun appareil"),
    ],
)
def test_a_set_needs_devices_that_exist(
    operator: Person, house: House, make: Make, codes: str, said: str
) -> None:
    tower = make(*TOWER_PAST)
    answer = opened(operator, tower, d.SetFormed).fill(codes=codes).send()
    assert answer.status_code == 422
    assert said in answer.text
    assert form_of(operator, answer).texts["codes"] == [codes]
    assert len(events(house, tower)) == len(TOWER_PAST)


def test_a_set_takes_no_device_of_another_place(operator: Person, house: House, make: Make) -> None:
    code = new_code()
    tower, far = make(*TOWER_PAST), make(lives.collected(place=COUNTER), lives.bound(code))
    assert opened(operator, tower, d.SetFormed).fill(codes=code).send().status_code == 403
    assert len(events(house, far)) == 2


def test_a_whole_set_is_promised_and_handed_over_at_one_price(
    everybody: Person, house: House, pair: tuple[UUID, UUID]
) -> None:
    tower, screen = pair
    form = opened(everybody, screen, d.Reserved)
    assert "Tout l’ensemble suit la même étape" in form.page
    assert is_done(form.send())
    form = opened(everybody, tower, d.HandedOver)
    assert is_done(form.fill(price_cents="80", fund_cents="50", training="done").send())
    paid, nothing = (events(house, each)[-1] for each in pair)
    assert isinstance(paid, d.HandedOver)
    assert isinstance(nothing, d.HandedOver)
    assert (paid.price_cents, paid.person_cents, paid.fund_cents) == (80_00, 30_00, 50_00)
    assert (nothing.price_cents, nothing.person_cents, nothing.fund_cents) == (0, 0, 0)
    assert paid.reservation == nothing.reservation
    commands = {house.ledger.life(each)[-1].metadata.command for each in pair}
    assert len(commands) == 1
    refused = everybody.get(address(screen, d.Reserved))
    assert refused.status_code == 409


def test_a_set_that_cannot_go_whole_says_which_device_holds_it(
    operator: Person, house: House, pair: tuple[UUID, UUID]
) -> None:
    tower, screen = pair
    form = opened(operator, tower, d.Reserved)
    house.record(command((screen, lives.label_revoked())))
    told = form.send()
    assert told.status_code == 409
    assert "Depuis que vous avez ouvert cette page, pour Lenovo P2217" in told.text
    assert "Label retiré" in told.text
    again = form_of(operator, told).send()
    assert again.status_code == 409
    assert "Lenovo P2217\u00a0: « Réserver »" in again.text.replace("«\u00a0", "« ").replace(
        "\u00a0»", " »"
    )
    assert len(events(house, tower)) == len(TOWER_PAST) + 1


def test_a_set_moves_together_unless_unticked(
    everybody: Person, house: House, pair: tuple[UUID, UUID]
) -> None:
    tower, screen = pair
    form = opened(everybody, tower, d.Shipped).fill(destination=COUNTER)
    assert form.texts["whole_set"] == ["1"]
    assert is_done(form.send())
    go(everybody, COUNTER)
    form = opened(everybody, tower, d.Received)
    del form.texts["whole_set"]
    assert is_done(form.send())
    at = [house.ledger.subject(Device, each) for each in pair]
    assert [(each.place, each.sent_to) for each in at] == [(COUNTER, None), (SHOP, COUNTER)]
    assert is_done(opened(everybody, screen, d.Received).fill(whole_set=[]).send())


def test_a_set_sold_by_mistake_is_corrected_whole(
    sign_in: SignIn, everybody: Person, house: House, pair: tuple[UUID, UUID]
) -> None:
    tower, screen = pair
    moved = [(each, lives.shipped()) for each in pair]
    came = [(each, lives.received(origin=SHOP, place=COUNTER)) for each in pair]
    house.record(command(*moved, *came))
    assert is_done(opened(everybody, tower, d.Sold).fill(price_cents="150").send())
    counter = sign_in(Role.COUNTER, COUNTER)
    version = len(events(house, screen))
    form = correction(counter, screen, version).fill(why="wrong_value", price_cents="5")
    assert is_done(form.send(act="replace"))
    fixed = [events(house, each)[-1] for each in pair]
    prices = [
        each.replacement.state["price_cents"]
        for each in fixed
        if isinstance(each, d.DeviceCorrected) and each.replacement
    ]
    assert prices == [150_00, 5_00]
    form = correction(counter, tower, len(events(house, tower)) - 1).fill(why="wrong_step")
    assert is_done(form.send(act="void"))
    assert [house.ledger.subject(Device, each).stage for each in pair] == ["stocked", "stocked"]


def test_a_set_is_undone(operator: Person, house: House, pair: tuple[UUID, UUID]) -> None:
    assert is_done(opened(operator, pair[1], d.SetDissolved).send())
    assert [house.ledger.subject(Device, each).set_id for each in pair] == [None, None]
