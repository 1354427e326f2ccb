"""A part that comes from a stripped device: told on the form, read on the pages of both."""

from device_pasts import Make
from lives import COUNTER, ON_THE_BENCH, bound, collected, part_replaced, received, retired
from lot_forms import text_of
from page_forms import address, correction, events, is_done, opened
from people import Person

from api.house import House
from ledger import device as d
from ledger.codes import new_code, written

FOR_PARTS = retired(destination=d.Destination.PARTS)


def test_a_part_is_taken_from_a_device_chosen_in_the_list(operator: Person, make: Make) -> None:
    code = new_code()
    source, device = make(*ON_THE_BENCH, bound(code), FOR_PARTS), make(*ON_THE_BENCH)
    assert "Rien pour l’instant." in text_of(operator.get(address(source)))
    form = opened(operator, device, d.PartReplaced)
    done = form.fill(part="keyboard", condition="second_hand", source=source).send()
    assert is_done(done), text_of(done)
    assert f"prise sur : {written(code)}" in text_of(done).replace("\u00a0", " ")
    assert f'href="{address(source)}"' in done.text
    taken = operator.get(address(source))
    assert "Clavier, posé dans" in text_of(taken)
    assert f'href="{address(device)}"' in taken.text


def test_a_part_is_taken_from_a_device_by_its_code(
    house: House, operator: Person, make: Make
) -> None:
    code = new_code()
    source, device = make(*ON_THE_BENCH, bound(code), FOR_PARTS), make(*ON_THE_BENCH)
    scanned = f"HTTPS://R05.FR/A/{code}"
    form = opened(operator, device, d.PartReplaced)
    assert is_done(form.fill(part="battery", source_code=scanned).send())
    assert events(house, device)[-1].source == source  # type: ignore[attr-defined]


def test_a_part_that_is_not_there_any_more_is_refused(
    house: House, operator: Person, make: Make
) -> None:
    source = make(*ON_THE_BENCH, FOR_PARTS)
    make(*ON_THE_BENCH, part_replaced(source=source))
    device = make(*ON_THE_BENCH)
    refused = opened(operator, device, d.PartReplaced).fill(part="battery", source=source).send()
    assert refused.status_code == 409
    assert "Cette pièce a déjà été prise sur cet appareil" in text_of(refused)
    assert len(events(house, device)) == len(ON_THE_BENCH)


def test_a_code_that_names_no_stripped_device_is_told(
    house: House, operator: Person, make: Make
) -> None:
    code, blank = new_code(), new_code()
    make(*ON_THE_BENCH, bound(code))
    make(*ON_THE_BENCH, FOR_PARTS)
    device = make(*ON_THE_BENCH)
    for typed, status, why in (
        (code, 409, "sorti de la filière pour ses pièces"),
        (blank, 422, "n’est sur aucun appareil"),
        ("MOUTON", 422, "Ce code n’existe pas."),
    ):
        form = opened(operator, device, d.PartReplaced)
        answer = form.fill(part="battery", source_code=typed).send()
        assert answer.status_code == status
        assert why in text_of(answer)
    new = opened(operator, device, d.PartReplaced).fill(part="battery", condition="new")
    assert new.fill(source_code=code).send().status_code == 422
    assert len(events(house, device)) == len(ON_THE_BENCH)


def test_stripped_devices_of_other_places_are_not_offered(operator: Person, make: Make) -> None:
    make(collected(), received(place=COUNTER), FOR_PARTS)
    form = opened(operator, make(*ON_THE_BENCH), d.PartReplaced)
    assert "source" not in form.names


def test_a_correction_keeps_where_a_part_comes_from(
    house: House, operator: Person, make: Make
) -> None:
    source = make(*ON_THE_BENCH, FOR_PARTS)
    device = make(*ON_THE_BENCH, part_replaced(source=source))
    form = correction(operator, device, len(ON_THE_BENCH) + 1)
    assert is_done(form.fill(why="wrong_value", part="screen").send(act="replace"))
    replaced = events(house, device)[-1].replaced_by()  # type: ignore[attr-defined]
    assert (replaced.source, replaced.part) == (source, d.Part.SCREEN)


def test_a_device_whose_part_is_in_another_stays_stripped(
    house: House, operator: Person, make: Make
) -> None:
    source = make(*ON_THE_BENCH, FOR_PARTS)
    make(*ON_THE_BENCH, part_replaced(source=source))
    form = correction(operator, source, len(ON_THE_BENCH) + 1)
    refused = form.fill(why="wrong_step").send(act="void")
    assert refused.status_code == 409
    assert "corrigez d’abord l’étape «\u00a0Changer une pièce\u00a0» de l’autre" in refused.text
    assert len(events(house, source)) == len(ON_THE_BENCH) + 1
