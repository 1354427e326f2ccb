"""The certificate of a donor: counts only, by which nobody follows a device; the same for ever."""

import pypdfium2
import pytest
from lives import (
    ASSOCIATION,
    COUNTER,
    IN_STOCK,
    ON_THE_BENCH,
    PROMISED_TO_SOMEBODY,
    SHOP,
    WITH_ITS_OWNER,
    command,
    corrected,
    facts,
    handed_over,
    inventoried,
    retired,
)
from lot_forms import another_structure, text_of
from people import Person, SignIn
from piles import lot_here, named, pile

from api.access import Role
from api.house import House
from api.lot_account import Account, by_fives, target_percent
from ledger import Event
from ledger.codes import new_code
from ledger.device import Destination, StickerBound
from ledger.values import DonorKind, LotId
from projections.fates import Fate, FateRow

GIFT = {"donor": DonorKind.PUBLIC_BODY, "free_public_gift": True}


def of_a_gift(*past: Event) -> tuple[Event, ...]:
    return (past[0].model_copy(update=GIFT), *past[1:])


def written(person: Person, lot: LotId, position: int | None = None) -> str:
    """What the paper says, on one line."""
    asked = {} if position is None else {"position": position}
    answer = person.get(f"/lots/{lot}/certificat.pdf", params=asked)
    assert answer.status_code == 200, text_of(answer)
    assert answer.headers["content-type"] == "application/pdf"
    [page] = pypdfium2.PdfDocument(answer.content)
    return " ".join(page.get_textpage().get_text_range().split())


@pytest.fixture
def operator(sign_in: SignIn) -> Person:
    return sign_in(Role.OPERATOR, SHOP)


@pytest.fixture
def lot(house: House) -> LotId:
    return lot_here(house, **GIFT, **named(ASSOCIATION))


def test_each_device_is_counted_once(house: House, operator: Person, lot: LotId) -> None:
    pile(
        house,
        *[of_a_gift(*WITH_ITS_OWNER)] * 6,
        *[of_a_gift(*IN_STOCK)] * 2,
        of_a_gift(*ON_THE_BENCH),
        of_a_gift(*ON_THE_BENCH, retired()),
        of_a_gift(*ON_THE_BENCH, retired(destination=Destination.PARTS)),
        lot=lot,
    )
    said = written(operator, lot)
    assert "Partis pour un nouvel usage au moins 5" in said
    assert "Prêts, ou partis depuis 3" in said
    assert "Démontés pour leurs pièces 1" in said
    assert "Recyclés 1" in said
    assert "Appareils donnés 11" in said
    assert "au moins 45 %" in said
    assert "50 %" in said
    assert "2021-1485" in said
    assert "Les Ordis du Mélézin" in said
    assert "Masse connue" in said


def test_nothing_on_it_follows_a_device(house: House, operator: Person, lot: LotId) -> None:
    bound = StickerBound(happened_at=handed_over().happened_at, code=new_code())
    gone = of_a_gift(*PROMISED_TO_SOMEBODY, bound, handed_over())
    devices = pile(house, gone, *[of_a_gift(*WITH_ITS_OWNER)] * 5, lot=lot)
    said = written(operator, lot)
    for secret in (bound.code, "PF0SECRET", "ThinkPad", "disk-1", *(str(each) for each in devices)):
        assert secret not in said
    assert "Laragne" not in said, "no place of hand-over"


def test_one_departure_changes_no_word_but_the_position(
    house: House, operator: Person, lot: LotId
) -> None:
    """Whoever compares two papers learns nothing of one device: departures are told by fives."""
    pasts = [*[of_a_gift(*WITH_ITS_OWNER)] * 6, *[of_a_gift(*IN_STOCK)] * 4]
    *_, last = pile(house, *pasts, lot=lot)
    small = lot_here(house, **GIFT)
    [alone] = pile(house, of_a_gift(*IN_STOCK), lot=small)

    def without_position(of: LotId) -> str:
        return written(operator, of).partition("Arrêté")[0]

    before = [without_position(each) for each in (lot, small)]
    promise = PROMISED_TO_SOMEBODY[-1]
    for device in (last, alone):
        house.record(command((device, promise), (device, handed_over())))
    assert [without_position(each) for each in (lot, small)] == before
    assert "La part réemployée sera dite" in before[1]


def test_the_same_position_gives_the_same_bytes(house: House, operator: Person, lot: LotId) -> None:
    devices = pile(house, *[of_a_gift(*WITH_ITS_OWNER)] * 5, lot=lot)
    led = operator.get(f"/lots/{lot}/certificat.pdf", follow_redirects=False)
    assert led.status_code == 303
    address = led.headers["location"]
    assert "position=" in address
    first = operator.get(address)
    voided = corrected(len(WITH_ITS_OWNER))
    house.record(command(*((device, voided) for device in devices)))
    pile(house, of_a_gift(*ON_THE_BENCH), lot=lot)
    assert operator.get(address).content == first.content
    assert operator.get(f"/lots/{lot}/certificat.pdf").content != first.content
    assert first.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("position", [1, 10**9])
def test_a_position_without_the_lot_has_no_certificate(
    operator: Person, lot: LotId, position: int
) -> None:
    answer = operator.get(f"/lots/{lot}/certificat.pdf?position={position}")
    assert answer.status_code == 404
    assert "Ce lot n’est pas encore à cette position." in text_of(answer)


def test_only_a_public_body_reads_the_target_of_the_law(house: House, operator: Person) -> None:
    firm = lot_here(house)
    pile(house, *[WITH_ITS_OWNER] * 5, lot=firm)
    said = written(operator, firm)
    assert "au moins 100 %" in said
    assert "2021-1485" not in said
    assert "une entreprise" in said


def test_devices_too_old_for_the_law_are_left_out_of_the_share_and_said(
    house: House, operator: Person, lot: LotId
) -> None:
    old = inventoried(facts=facts(year_of_make=2012))
    pile(
        house,
        *[of_a_gift(*WITH_ITS_OWNER)] * 5,
        of_a_gift(*ON_THE_BENCH[:2], old, retired()),
        lot=lot,
    )
    said = written(operator, lot)
    assert "Appareils de dix ans ou plus, que la part ne compte pas : 1." in said
    assert "au moins 100 %" in said
    assert "Appareils d’année inconnue, que la part compte : 5." in said


def test_the_operator_reads_exact_counts_and_the_share(
    house: House, operator: Person, lot: LotId
) -> None:
    pile(house, of_a_gift(*WITH_ITS_OWNER), of_a_gift(*IN_STOCK), lot=lot)
    said = text_of(operator.get(f"/lots/{lot}")).replace("\u00a0", " ")
    assert "1 parti pour un nouvel usage" in said
    assert "Part réemployée : 50 %" in said
    assert "objectif légal d’un organisme public cette année-là : 50 %" in said


def test_the_certificate_is_for_operators_of_the_structure(
    house: House, sign_in: SignIn, lot: LotId
) -> None:
    path = f"/lots/{lot}/certificat.pdf?position=9"
    for role in (Role.COUNTER, Role.PRESCRIBER, Role.COORDINATOR, Role.FUNDER):
        assert sign_in(role).get(path).status_code == 403
    stranger = sign_in(Role.OPERATOR, another_structure(house))
    assert stranger.get(path).status_code == 403
    assert sign_in(Role.OPERATOR, COUNTER).get(f"/lots/{lot}/certificat.pdf").status_code == 200
    assert sign_in(Role.ADMINISTRATOR).get(f"/lots/{lot}/certificat.pdf").status_code == 200


def rows(*fates: Fate, **fields: object) -> list[FateRow]:
    about = {"lot": None, "kind": "laptop", "mass_g": None, "year_of_make": None}
    nowhere = {"destination": None, "retired_at": None, "waste_slip": None}
    return [
        FateRow(**{"subject": SHOP, "place": SHOP, "fate": fate} | about | nowhere | fields)  # type: ignore[arg-type]
        for fate in fates
    ]


@pytest.mark.parametrize("reused", range(13))
def test_what_a_donor_is_told_adds_up_and_is_never_more_than_what_left(reused: int) -> None:
    account = Account(rows(*[Fate.REUSED] * reused, Fate.READY, Fate.LOST), 2026)
    assert account.told_reused == by_fives(reused) <= reused
    assert account.told_reused + account.told_ready + 1 == account.total
    assert account.told_percent is None or account.told_percent <= (account.percent or 0)


def test_the_target_is_that_of_the_year() -> None:
    years = (2022, 2023, 2024, 2025, 2031)
    assert [target_percent(year) for year in years] == [None, 25, 35, 50, 50]


def test_a_lot_of_old_devices_alone_has_no_share() -> None:
    account = Account(rows(Fate.REUSED, year_of_make=2010), 2026)
    assert (account.percent, account.told_percent, account.too_old) == (None, None, 1)
